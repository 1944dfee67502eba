using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Trees;

/// <summary>Makes stages of the steps between two cuts and names them by what is in them.</summary>
internal static class StageNames
{
    private const int MostNames = 3;

    public static IReadOnlyList<Stage> Of(Run run, IReadOnlyList<StepNode> steps, IReadOnlyList<Cut> cuts)
    {
        var names = new ShortNames(steps.SelectMany(s => s.Reading.Written));
        var stages = new Stage[cuts.Count];
        for (var i = 0; i < stages.Length; i++)
        {
            var last = i + 1 < cuts.Count ? cuts[i + 1].Step - 1 : steps.Count - 1;
            var inside = new StageContent(run, steps, cuts[i].Step, last);
            var kind = KindOf(cuts[i], inside);
            stages[i] = new Stage
            {
                Number = i,
                Kind = kind,
                Name = NameOf(kind, inside, names),
                First = cuts[i].Step,
                Last = last,
                Cut = cuts[i].Why,
                Reason = cuts[i].Reason,
                Cost = inside.Cost,
            };
        }

        return stages;
    }

    private static StageKind KindOf(Cut cut, StageContent inside) =>
        inside.Edits == 0 && cut.Why == StageCut.HandIn ? StageKind.HandIn
        : inside.Of(StepKind.Change) > 0 && inside.Edits > 0 ? StageKind.Change
        : inside.Of(StepKind.Verify) > 0 && inside.Of(StepKind.Verify) >= inside.Of(StepKind.Explore) ? StageKind.Verify
        : inside.Of(StepKind.Explore) >= inside.Of(StepKind.Communicate) ? StageKind.Explore
        : StageKind.Communicate;

    private static string NameOf(StageKind kind, StageContent inside, ShortNames names)
    {
        var who = inside.OnlyAgent is { } agent ? PlainLine.Of(agent, 40) + ": " : "";
        var steps = $"{inside.Count} {(inside.Count == 1 ? "step" : "steps")}";
        return who
            + kind switch
            {
                StageKind.Change => $"change {What(inside, names)}{Checks(inside, "no check")}",
                StageKind.Verify => $"verify: {steps}{Checks(inside, "no check")}",
                StageKind.HandIn => $"hand in: {steps}{Checks(inside, "no check")}",
                StageKind.Explore => $"explore: {steps}{Files(inside)}{Checks(inside, "")}",
                _ => $"talk: {steps}{Checks(inside, "")}",
            };
    }

    private static string What(StageContent inside, ShortNames names)
    {
        var shown = inside.Written.Select(names.Of).Distinct(StringComparer.Ordinal).ToList();
        if (shown.Count > 0)
        {
            return Listed(shown);
        }

        var tools = inside.ChangingTools.Select(t => PlainLine.Of(t, 40)).Where(t => t.Length > 0).ToList();
        return $"by {(tools.Count > 0 ? Listed(tools) : "unnamed tools")}";
    }

    private static string Files(StageContent inside) =>
        inside.Looked switch
        {
            0 => "",
            1 => ", 1 file",
            var many => $", {many} files",
        };

    private static string Checks(StageContent inside, string none) =>
        inside switch
        {
            { Checks: 0 } => none.Length == 0 ? "" : $"; {none}",
            { LastPassed: true } => $"; {Count(inside)} passes",
            { LastFailing: > 0 } => $"; {Count(inside)} fails {inside.LastFailing} tests",
            _ => $"; {Count(inside)} fails",
        };

    private static string Count(StageContent inside) =>
        inside.Checks == 1 ? "the check" : $"the last of {inside.Checks} checks";

    /// <summary>A few names, and how many more.</summary>
    public static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" +{names.Count - MostNames}" : "");
}

/// <summary>What a stretch of steps holds.</summary>
internal sealed class StageContent
{
    private readonly int[] _kinds = new int[4];
    private readonly HashSet<string> _looked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public StageContent(Run run, IReadOnlyList<StepNode> steps, int first, int last)
    {
        Count = last - first + 1;
        OnlyAgent = run.Steps[first].Agent;
        for (var i = first; i <= last; i++)
        {
            var step = steps[i];
            Cost += step.Cost;
            _kinds[(int)step.Kind]++;
            Edits += step.Reading.Edits ? 1 : 0;
            OnlyAgent = run.Steps[i].Agent == OnlyAgent ? OnlyAgent : null;
            foreach (var call in step.Calls)
            {
                _looked.UnionWith(call.Looked);
                AddWritten(call);
            }

            if (step.CheckPassed is { } passed)
            {
                (Checks, LastPassed, LastFailing) = (Checks + 1, passed, step.FailingTests);
            }
        }
    }

    public int Count { get; }

    public int Edits { get; }

    public int Checks { get; }

    public bool LastPassed { get; }

    public int? LastFailing { get; }

    public int Looked => _looked.Count;

    public TreeCost Cost { get; }

    /// <summary>Who took all the steps; null where there were several, or one agent in the whole run.</summary>
    public string? OnlyAgent { get; }

    /// <summary>Files written, the first first.</summary>
    public List<string> Written { get; } = [];

    /// <summary>Tools that changed something without naming a file, the first first.</summary>
    public List<string> ChangingTools { get; } = [];

    public int Of(StepKind kind) => _kinds[(int)kind];

    private void AddWritten(CallNode call)
    {
        foreach (var path in call.Written)
        {
            if (_seen.Add(path))
            {
                Written.Add(path);
            }
        }

        if (call is { Kind: StepKind.Change, Written.Count: 0 } && _seen.Add("\0" + call.Tool))
        {
            ChangingTools.Add(call.Tool);
        }
    }
}
