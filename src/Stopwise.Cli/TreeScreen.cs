using Spectre.Console;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Trees;

namespace Stopwise.Cli;

/// <summary>How far a tree is opened.</summary>
internal enum TreeDepth
{
    Stages,
    Steps,
    Calls,
}

/// <summary>A trace tree on the screen. It folds and cuts unless certain steps are asked for.</summary>
internal sealed class TreeScreen(IAnsiConsole console, TraceTree tree)
{
    private const int LinesOfStage = 20;
    private const int MostHits = 100;
    private const int MostResult = 60;
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Dim = new(decoration: Decoration.Dim);
    private readonly TreeRows _rows = new(tree);
    private readonly List<(int Depth, int? Group, TreeNode Node)> _open = [];
    private bool _cut;

    public void Write(TreeDepth depth, StepWindow? window)
    {
        var root = new Tree(Line(RootWords(), Bold)).Guide(TreeGuide.Line);
        foreach (var stage in tree.Stages.Where(s => window is not { } w || (s.First <= w.Last && s.Last >= w.First)))
        {
            var node = root.AddNode(Line(StageWords(stage), StyleOf(stage.Kind)));
            if (depth != TreeDepth.Stages)
            {
                AddSteps(node, stage, depth, window);
            }
        }

        if (tree.Run.Closing is { } closing && window is null)
        {
            root.AddNode(Line($"end: {closing.Message}{Spent(tree.ClosingCost)}", Dim));
        }

        console.Write(root);
        Explain();
    }

    public void Write(IReadOnlyList<TreeHit> hits)
    {
        if (hits.Count == 0)
        {
            console.WriteLine("No step has this text.");
            return;
        }

        var steps = hits.Select(h => h.Step).Distinct().Count();
        var root = new Tree(
            Line($"{tree.Run.Id}: {Words.Plural(steps, "step")} of {tree.Steps.Count} with this text", Bold)
        );
        var shown = hits.Take(MostHits).ToList();
        foreach (var stage in tree.Stages)
        {
            AddHits(() => root.AddNode(Line(StageWords(stage), StyleOf(stage.Kind))), stage.First, stage.Last);
        }

        AddHits(() => root.AddNode(Line("end", Dim)), tree.Steps.Count, tree.Steps.Count);
        console.Write(root);
        if (shown.Count < hits.Count)
        {
            console.WriteLine(
                $"The first {Words.Count(shown.Count)} of {Words.Count(hits.Count)} places; --steps narrows, --json has all.",
                Dim
            );
        }

        void AddHits(Func<TreeNode> parent, int first, int last)
        {
            var inside = shown.FindAll(h => h.Step >= first && h.Step <= last);
            if (inside.Count > 0)
            {
                var node = parent();
                foreach (var hit in inside)
                {
                    node.AddNode(Line($"s{hit.Step} {hit.Place}: {hit.Excerpt}", Style.Plain));
                }
            }
        }
    }

    private void AddSteps(TreeNode parent, Stage stage, TreeDepth depth, StepWindow? window)
    {
        var first = Math.Max(stage.First, window?.First ?? 0);
        var last = Math.Min(stage.Last, window?.Last ?? int.MaxValue);
        var rows = window is null ? _rows.Of(first, last, most: LinesOfStage) : _rows.Of(first, last, fold: false);
        var groups = rows.Where(r => r.ParallelGroup is not null)
            .GroupBy(r => r.ParallelGroup!.Value)
            .Where(g => g.Count() > 1)
            .ToDictionary(g => g.Key, g => g.Max(r => r.Last));
        _open.Clear();
        foreach (var row in rows)
        {
            _cut |= row.Kind is null;
            var under = Under(parent, row);
            if (row.ParallelGroup is { } group && groups.Remove(group, out var end))
            {
                under = under.AddNode(Line($"{Range(row.First, end)}  asked for together", Style.Plain));
                _open.Add((row.Depth, group, under));
            }

            var node = under.AddNode(Line(RowWords(row), StyleOf(row)));
            _open.Add((row.Depth, null, node));
            if (depth == TreeDepth.Calls && row.IsStep)
            {
                AddCalls(node, row.First);
            }
        }
    }

    /// <summary>The node of the step, or of the group, that the row belongs to.</summary>
    private TreeNode Under(TreeNode stage, TreeRow row)
    {
        while (_open.Count > 0 && !IsAbove(_open[^1]))
        {
            _open.RemoveAt(_open.Count - 1);
        }

        return _open.Count > 0 ? _open[^1].Node : stage;

        bool IsAbove((int Depth, int? Group, TreeNode Node) open) =>
            open.Depth < row.Depth
            || (open.Depth == row.Depth && open.Group is not null && open.Group == row.ParallelGroup);
    }

    private void AddCalls(TreeNode parent, int step)
    {
        foreach (var (call, node) in tree.Run.Steps[step].Calls.Zip(tree.Steps[step].Calls))
        {
            var result = call.Result is null ? "no result recorded" : Shown.Line(call.Result, MostResult);
            var did = Shown.Line(call.Command ?? call.Arguments, MostResult);
            var failed = node.IsError ? "failed: " : "";
            parent.AddNode(Line($"{call.Name} {did} -> {failed}{result}", node.IsError ? new Style(Color.Red) : Dim));
        }
    }

    private string RootWords() =>
        $"{tree.Run.Id}: {Words.Plural(tree.Steps.Count, "step")} in {Words.Plural(tree.Stages.Count, "stage")}, {Words.Short(tree.Run.Outcome)}{Spent(tree.Cost)}";

    private static string StageWords(Stage stage) =>
        $"{stage.Number}  {Range(stage.First, stage.Last)}  {stage.Name}{Spent(stage.Cost)}  [{stage.Reason}]";

    private string RowWords(TreeRow row)
    {
        if (row.Kind is not { } kind)
        {
            return $"{Range(row.First, row.Last)}  {row.Text}{Spent(row.Cost)}";
        }

        var step = tree.Steps[row.First];
        var back = step.Backtrack is { } taken ? $" ({taken.Reason})" : "";
        var together = row is { ParallelGroup: not null, IsStep: false } ? " together" : "";
        var count = row.IsStep ? "" : $" {Words.Count(row.Count)}";
        return $"{Range(row.First, row.Last)}  {Of(kind)}{count}{together}  {row.Text}{back}{Spent(row.Cost)}";
    }

    private void Explain()
    {
        if (_cut)
        {
            console.WriteLine("Long stages are cut in the middle; --steps A-B shows every step from A to B.", Dim);
        }

        if (tree.LostParents > 0)
        {
            console.WriteLine(
                $"{Words.Plural(tree.LostParents, "step")} of sub-agents whose start is not recorded: shown in the main line.",
                Dim
            );
        }

        if (tree.Cost.TokensEstimated || tree.Cost.CostEstimated)
        {
            console.WriteLine("~ is an estimate.", Dim);
        }

        if (IsMixed(tree.Cost.Tokens, tree.Cost.UnknownTokens) || IsMixed(tree.Cost.CostUsd, tree.Cost.UnknownCosts))
        {
            console.WriteLine("+3? after a sum says that three calls are not in it: nobody knows their number.", Dim);
        }
    }

    /// <summary>Tokens and dollars; what nobody knows at all is a dash.</summary>
    private static string Spent(TreeCost cost)
    {
        // Calls that one model turn asked for together are paid with the first of them.
        if (cost is { Tokens: 0, UnknownTokens: 0 })
        {
            return "";
        }

        return $"  ({Tokens(cost)} tokens, {(cost.CostUsd is null ? "cost -" : Usd(cost))})";
    }

    /// <summary>The known tokens, and how many calls are not in them.</summary>
    public static string Tokens(TreeCost cost) =>
        cost.Calls == 0
            ? "0"
            : WithUnknown(
                Words.Tokens(cost.Tokens, cost.TokensEstimated),
                cost.Tokens is null ? 0 : cost.UnknownTokens
            );

    /// <summary>The known dollars, and how many calls are not in them.</summary>
    public static string Usd(TreeCost cost) =>
        cost.Calls == 0
            ? "$0"
            : WithUnknown(
                (cost is { CostEstimated: true, CostUsd: not null } ? "~" : "") + Words.Usd(cost.CostUsd),
                cost.CostUsd is null ? 0 : cost.UnknownCosts
            );

    private static string WithUnknown(string known, int unknown) => unknown == 0 ? known : $"{known} +{unknown}?";

    private static bool IsMixed<T>(T? known, int unknown)
        where T : struct => known is not null && unknown > 0;

    private static string Range(int first, int last) => first == last ? $"s{first}" : $"s{first}-s{last}";

    private static string Of(StepKind kind) =>
        kind switch
        {
            StepKind.Explore => "explore",
            StepKind.Verify => "verify",
            StepKind.Change => "change",
            _ => "talk",
        };

    private static Style StyleOf(StageKind kind) =>
        kind switch
        {
            StageKind.Change => new Style(Color.Yellow, decoration: Decoration.Bold),
            StageKind.Verify or StageKind.HandIn => new Style(Color.Aqua, decoration: Decoration.Bold),
            _ => Bold,
        };

    private Style StyleOf(TreeRow row) =>
        tree.Steps[row.First] switch
        {
            _ when row.Kind is null => Dim,
            { CheckPassed: true } => new Style(Color.Green),
            { CheckPassed: false } or { IsError: true } => new Style(Color.Red),
            { Kind: StepKind.Change } => new Style(Color.Yellow),
            { Kind: StepKind.Verify } => new Style(Color.Aqua),
            _ => Style.Plain,
        };

    /// <summary>One line of the screen: the guides in front of it take some of the width.</summary>
    private Text Line(string words, Style style) =>
        new Text(Shown.Line(words, Math.Max(24, console.Profile.Width - 12)), style).Ellipsis();
}
