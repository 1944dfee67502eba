using Stopwise.Traces.Formats;
using Stopwise.Traces.Trees;

namespace Stopwise;

/// <summary>Every real run becomes a tree.</summary>
public class TreesOfRealRunsTests
{
    private static readonly Lazy<IReadOnlyList<TraceTree>> Trees = new(() =>
        [
            .. RunReader
                .Read([Path.Combine(Repo.Shared!, "corpus")], new ImportOptions())
                .OfType<RunFound>()
                .Select(found => TraceTree.Of(found.Run)),
        ]
    );

    [CorpusFact]
    public void Every_step_of_every_run_has_its_place()
    {
        Trees.Value.Count.ShouldBeGreaterThan(1_000);
        foreach (var tree in Trees.Value)
        {
            var steps = Enumerable.Range(0, tree.Run.Steps.Count);
            tree.Steps.Select(s => s.Index).ShouldBe(steps, tree.Run.Id);
            tree.Stages.SelectMany(s => Enumerable.Range(s.First, s.Count)).ShouldBe(steps, tree.Run.Id);
            tree.Stages.Count.ShouldBeLessThanOrEqualTo(15, tree.Run.Id);
            tree.Steps.ShouldAllBe(s => s.StateParent < s.Index);
            tree.LostParents.ShouldBe(0, tree.Run.Id);
            tree.Cost.Calls.ShouldBe(tree.Run.CallCount, tree.Run.Id);
        }
    }

    [CorpusFact]
    public void Long_runs_fall_into_stages_and_tiny_ones_do_not()
    {
        var longRuns = Trees.Value.Where(t => t.Steps.Count >= 30).ToList();

        longRuns.ShouldNotBeEmpty();
        ((double)longRuns.Count(t => t.Stages.Count >= 3) / longRuns.Count).ShouldBeGreaterThan(0.75);
        Trees.Value.Where(t => t.Steps.Count is > 0 and < 6).ShouldAllBe(t => t.Stages.Count == 1);
    }

    [CorpusFact]
    public void An_index_is_a_small_part_of_its_trace()
    {
        var indexes = Trees.Value.Select(TreeIndex.Of).ToList();

        var share = (double)indexes.Sum(i => i.IndexTokens) / indexes.Sum(i => i.TraceTokens);
        share.ShouldBeInRange(0.005, 0.08);
        indexes.ShouldAllBe(i => i.Text.Count(c => c == '\n') <= TreeIndex.MostLines);
    }

    /// <summary>Sub-agents of real transcripts hang on the call that started them.</summary>
    [CorpusFact]
    public void Sub_agents_are_nested()
    {
        var nested = Trees.Value.SelectMany(t => t.Steps.Where(s => t.Run.Steps[s.Index].ParentCallId is not null));

        var steps = nested.ToList();
        steps.ShouldNotBeEmpty();
        steps.ShouldAllBe(s => s.StartedBy != null && s.Depth > 0);
    }
}
