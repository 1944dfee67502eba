using Stopwise.Traces.Formats;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Runs;

namespace Stopwise;

/// <summary>The diagnosis meets runs that people labelled.</summary>
public class OnsetOnRealRunsTests
{
    /// <summary>Floors well under the accuracy page, which has the figures: this only sees that the learned layer works at all.</summary>
    [CorpusFact]
    public void People_who_labelled_runs_are_mostly_met_within_three_turns_and_within_the_set()
    {
        var runs = Read("who-when").Where(r => r.Agent == "captain-agent").ToList();
        var diagnoser = new Diagnoser(OnsetHistory.From(runs));
        int three = 0,
            held = 0,
            judged = 0;
        foreach (var run in runs.Where((_, i) => i % 4 == 0))
        {
            // A run's own label never ranks it: the model is trained without its task.
            var report = diagnoser.Diagnose(run);
            var blamed = report.Candidates.Single(c => c.Turn.Holds(run.FailureLabels!.First(l => l.Decisive).Step));
            report.Layer.ShouldBe(OnsetLayer.Learned);
            three += blamed.Rank <= 3 ? 1 : 0;
            held += report.Sets.Single(s => s.Coverage == .9).Turns.Contains(blamed.Turn.Number) ? 1 : 0;
            judged++;
        }

        judged.ShouldBeGreaterThan(10);
        ((double)three / judged).ShouldBeGreaterThan(.65);
        ((double)held / judged).ShouldBeGreaterThan(.75);
    }

    [CorpusFact]
    public void Every_run_of_every_source_gets_a_report_that_ranks_each_of_its_turns_once()
    {
        var diagnoser = new Diagnoser(OnsetHistory.Empty);
        var read = 0;
        foreach (var run in Read(""))
        {
            var report = diagnoser.Diagnose(run);
            report.Candidates.Select(c => c.Rank).ShouldBe(Enumerable.Range(1, report.Candidates.Count));
            report.Candidates.Sum(c => c.Turn.Count).ShouldBe(run.Steps.Count);
            read++;
        }

        read.ShouldBeGreaterThan(1000);
    }

    private static IEnumerable<Run> Read(string source) =>
        RunReader
            .Read([Path.Combine(Repo.Shared!, "corpus", source)], new ImportOptions())
            .OfType<RunFound>()
            .Select(f => f.Run);
}
