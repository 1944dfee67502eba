using Stopwise.Benchmarks.Accuracy;
using Stopwise.Traces.Onset.Learned;

namespace Stopwise.Benchmarks.Diagnosing;

/// <summary>Whether sets with a promise keep it on runs that neither trained nor calibrated them, and how large they are.</summary>
internal static class SetCoverage
{
    private const int Folds = 10;

    public static void Write(MarkdownPage to, IReadOnlyList<LabelledSet> sets, int repetitions) =>
        to.Table(
            $"Sets of turns with a coverage promise, cross-conformal on nine tenths of the task families, judged on the tenth, mean over {repetitions} deals",
            ["labels", "order", "promise", "turn in the set", "turns", "share of the run's turns"],
            from set in sets
            from line in ((string, int?)[])
                [("position + role, learned", OnsetFeatures.Roles), ("signals, learned", null)]
            from promise in (double[])[.8, .9]
            select Row(set, line, promise, repetitions)
        );

    private static string[] Row(LabelledSet set, (string Name, int? Columns) line, double promise, int repetitions)
    {
        List<double> hits = [],
            sizes = [],
            shares = [];
        for (var deal = 0; deal < repetitions; deal++)
        {
            var foldOf = OnsetModel.FoldsOf(set.Examples, Folds, (ulong)(100 + deal));
            for (var fold = 0; fold < Folds; fold++)
            {
                var model = OnsetModel.Fit([.. set.Examples.Where((_, i) => foldOf[i] != fold)], line.Columns);
                for (var i = 0; i < set.Count; i++)
                {
                    if (
                        foldOf[i] == fold
                        && model.SetOf(set.Examples[i].Rows, set.Examples[i].Turns, promise) is { } kept
                    )
                    {
                        hits.Add(kept.Turns.Contains(set.Examples[i].LabelTurn) ? 1 : 0);
                        sizes.Add(kept.Turns.Count);
                        shares.Add((double)kept.Turns.Count / set.Examples[i].Turns.Count);
                    }
                }
            }
        }

        return
        [
            $"{set.Title} (n {set.Count})",
            line.Name,
            MarkdownPage.Percent(promise),
            MarkdownPage.Percent(hits.Average()),
            MarkdownPage.Number(sizes.Average(), "0.0"),
            MarkdownPage.Percent(shares.Average()),
        ];
    }
}
