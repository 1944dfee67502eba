using System.Diagnostics;
using System.Text;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Costs;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Trees;

namespace Stopwise.Benchmarks.Diagnosing;

/// <summary>How long the trees of a corpus and of one very long run take, and what their shapes are.</summary>
internal static class TreeSpeed
{
    private const int LongRun = 100_000;

    /// <summary>The generated run comes first, so that its peak of memory is its own.</summary>
    public static string Write(string? corpus)
    {
        var page = new StringBuilder();
        WriteLongRun(page);
        if (corpus is not null)
        {
            WriteCorpus(page, corpus);
        }

        return page.ToString();
    }

    private static void WriteLongRun(StringBuilder page)
    {
        var run = GeneratedRun.Of(LongRun, seed: 1);
        var before = Environment.WorkingSet / 1e6;
        var watch = Stopwatch.StartNew();
        var reader = new StepReader();
        var readings = run.Steps.Select(reader.Read).ToList();
        var read = watch.Elapsed.TotalSeconds;
        var tree = TraceTree.Of(run, readings, Turn.Of(run), PriceTable.Shipped);
        var built = watch.Elapsed.TotalSeconds;
        var index = TreeIndex.Of(tree);
        var indexed = watch.Elapsed.TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Line(
            page,
            $"generated run of {LongRun:N0} steps: steps read in {read:0.00} s, tree {built:0.00} s, tree and index {indexed:0.00} s; {tree.Stages.Count} stages; "
                + $"index {Lines(index)} lines, {index.IndexTokens:N0} of {index.TraceTokens:N0} tokens; "
                + $"peak memory of the process {process.PeakWorkingSet64 / 1e6:0} MB ({before:0} MB with the run alone)"
        );
    }

    private static void WriteCorpus(StringBuilder page, string corpus)
    {
        var runs = RunReader.Read([corpus], new ImportOptions()).OfType<RunFound>().Select(f => f.Run).ToList();
        var watch = Stopwatch.StartNew();
        var shapes = runs.ConvertAll(run =>
        {
            var tree = TraceTree.Of(run);
            return (Run: run, Tree: tree, Index: TreeIndex.Of(tree));
        });
        Line(
            page,
            $"corpus: {runs.Count:N0} runs with {runs.Sum(r => r.Steps.Count):N0} steps, trees and indexes in {watch.Elapsed.TotalSeconds:0.00} s"
        );
        foreach (var group in shapes.GroupBy(s => s.Run.Agent).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var all = group.ToList();
            var stages = all.ConvertAll(s => (double)s.Tree.Stages.Count);
            var longRuns = all.FindAll(s => s.Tree.Steps.Count >= 30);
            var steps = all.Sum(s => s.Tree.Steps.Count);
            Line(
                page,
                $"  {group.Key}: {all.Count} runs, stages median {Median(stages):0.#} most {stages.Max()}; "
                    + $"{longRuns.Count} runs of 30 steps or more, {longRuns.Count(s => s.Tree.Stages.Count < 3)} of them in fewer than 3 stages; "
                    + $"states {100.0 * all.Sum(s => s.Tree.Steps.Count(n => n.OpensState)) / Math.Max(1, steps):0.0} % of steps; "
                    + $"backtracking {all.Sum(s => s.Tree.Steps.Count(n => n.Backtrack is not null))}; "
                    + $"index {100.0 * all.Sum(s => s.Index.IndexTokens) / Math.Max(1, all.Sum(s => s.Index.TraceTokens)):0.0} % of the trace's tokens, "
                    + $"median {Median(all.ConvertAll(s => (double)s.Index.IndexTokens)):0} tokens"
            );
        }
    }

    private static int Lines(TreeIndex index) => index.Text.AsSpan().Count('\n');

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? 0 : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }

    private static void Line(StringBuilder page, string line) => page.Append(line).Append('\n');
}
