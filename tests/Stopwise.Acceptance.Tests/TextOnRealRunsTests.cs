using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Text;

namespace Stopwise;

/// <summary>The text score on real runs: exact where it is arithmetic, and no better than it can be.</summary>
public class TextOnRealRunsTests
{
    [CorpusFact]
    public void Words_of_two_halves_merge_into_the_words_of_all()
    {
        var runs = Runs("claude-code-tb1");
        var halves = runs.Chunk((runs.Count + 1) / 2).Select(Counted).ToList();

        halves[0].Merge(halves[1]);

        halves[0].ToJson().ShouldBe(Counted(Enumerable.Reverse(runs)).ToJson());
    }

    [CorpusFact]
    public void Explanations_add_up_to_the_score()
    {
        var runs = Runs("mini-swe-agent");
        var model = Ss3Model.Train(runs);
        foreach (var run in runs.Where((_, i) => i % 10 == 0))
        {
            var why = model.Explain(run, run.CallCount - 1);

            var evidence = new Ss3Evidence(why.Terms.Sum(t => t.Failed), why.Terms.Sum(t => t.Solved), why.Words);
            evidence.Score(Ss3Score.PerRoot).ShouldBe(model.Scores(run)[^1], 1e-9, run.Id);
        }
    }

    /// <summary>A score that suddenly knows the end of unseen tasks has seen it: a leak, not a discovery.</summary>
    [CorpusFact]
    public void On_tasks_they_were_not_learned_from_words_hardly_tell_failing_runs()
    {
        var runs = Runs("mini-swe-agent");
        var trial = new WordTrial();
        runs.ForEach(r => trial.Learn(r));
        runs.ForEach(trial.Judge);

        foreach (var worth in trial.Worth())
        {
            worth.Auroc!.Value.ShouldBeInRange(0.35, 0.65);
            (worth.Failed + worth.Solved).ShouldBeGreaterThan(250);
        }
    }

    private static Ss3Counts Counted(IEnumerable<Run> runs)
    {
        var counts = new Ss3Counts();
        foreach (var run in runs)
        {
            counts.Add(run);
        }

        return counts;
    }

    private static List<Run> Runs(string folder) =>
        [
            .. RunReader
                .Read([Path.Combine(Repo.Shared!, "corpus", folder)], new ImportOptions())
                .OfType<RunFound>()
                .Select(found => found.Run),
        ];
}
