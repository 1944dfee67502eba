using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;
using Stopwise.Traces.Text;

namespace Stopwise.Benchmarks.Accuracy;

/// <summary>Scores that read the text of runs: their words, and the outcomes of tasks with a similar prompt. No run is scored by its own task.</summary>
internal static class TextScores
{
    private const int Folds = 5;

    public static IEnumerable<(string Id, ScoreFamily Family)> Of(RunTable table, IReadOnlyList<Run> runs)
    {
        var byId = runs.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var words = new double[table.Table.Runs.Count][];
        var similar = new double[table.Table.Runs.Count];
        var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
        foreach (var (others, fold) in all.Folds(Math.Min(Folds, table.Groups), 1))
        {
            var known = others.Runs.Select(run => byId[table.Table.Runs[run].Id]).ToList();
            var model = Ss3Model.Train(known);
            var index = new TaskIndex();
            foreach (var run in known)
            {
                index.Add(run);
            }

            foreach (var run in fold.Runs)
            {
                var recorded = byId[table.Table.Runs[run].Id];
                words[run] = model.Scores(recorded);
                var kin = index.Kin(recorded);
                similar[run] = kin.Tasks.Count == 0 ? 0.5 : 1 - kin.SolvedRate;
            }
        }

        double Tokens(int run, int row) => Scores.Log(table, run, row, Column.InputTokens);
        yield return ("words (SS3)", Scores.AfterTheFirstStep(table, (run, row) => words[run][row]));
        yield return (
            "token-cap + words",
            Scores.AfterTheFirstStep(table, (run, row) => Tokens(run, row) + (0.1 * words[run][row]))
        );
        yield return ("similar tasks", ScoreFamily.Of(table, (run, row) => row == 0 ? similar[run] : double.NaN));
        yield return (
            "token-cap + similar tasks",
            Scores.AfterTheFirstStep(table, (run, row) => Tokens(run, row) + similar[run])
        );
    }
}
