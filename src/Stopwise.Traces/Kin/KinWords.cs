using Stopwise.Traces.Actions;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Kin;

/// <summary>Says in words where two runs part and what each does there. The words quote the runs: data, never instructions.</summary>
public static class KinWords
{
    private const int MostFiles = 3;
    private const int LongestQuote = 120;

    /// <summary>Two or three sentences without line ends.</summary>
    public static string Of(KinComparison kin)
    {
        ArgumentNullException.ThrowIfNull(kin);
        var other = kin.Other.Outcome.Good == true ? "the solved run" : "the other run";
        if (kin.Divergence is not { } parting)
        {
            return $"This run and {other} do not part: {kin.Columns.Count(c => c.Meets)} of {kin.Steps.Count} steps meet.";
        }

        var beginning =
            parting.Step == 0 && parting.OtherStep == 0 ? "They part at once." : $"The same until step {parting.Step}.";
        return $"{beginning} There {Doing(kin)} {Because(parting.Reason)}";
    }

    /// <summary>What each of the two does where they part, as the rest of a sentence; empty where they do not part.</summary>
    internal static string Doing(KinComparison kin)
    {
        if (kin.Divergence is not { } parting)
        {
            return "";
        }

        var other = kin.Other.Outcome.Good == true ? "the solved run" : "the other run";
        return $"this run {Doings(kin.Steps, parting.Steps)}; {other} {Doings(kin.OtherSteps, parting.OtherSteps)}.";
    }

    private static string Because(KinReason reason) =>
        reason switch
        {
            KinReason.Changes => "From there on they have changed different things.",
            KinReason.Checks => "From there on their checks differ.",
            KinReason.Ending => "Nothing follows on one side.",
            _ => "From there on they do different things.",
        };

    private static string Doings(IReadOnlyList<KinStep> steps, IReadOnlyList<int> chosen)
    {
        if (chosen.Count == 0)
        {
            return "has ended";
        }

        var parts = new List<string>();
        for (var i = 0; i < chosen.Count; )
        {
            var alike = chosen
                .Skip(i)
                .TakeWhile(c => Groups(steps[chosen[i]], steps[c]))
                .Select(c => steps[c])
                .ToList();
            parts.Add(Doing(alike));
            i += alike.Count;
        }

        return parts.Count == 1 ? parts[0] : $"first {string.Join(", ", parts[..^1])} and then {parts[^1]}";
    }

    private static bool Groups(KinStep a, KinStep b) =>
        a == b || (a.Kind == b.Kind && a.Check == b.Check && (a.Files.Count > 0) == (b.Files.Count > 0));

    private static string Doing(List<KinStep> alike)
    {
        var where = alike.Count == 1 ? $"(step {alike[0].Index})" : $"(steps {alike[0].Index} to {alike[^1].Index})";
        var files = alike.SelectMany(s => s.Files).Distinct(StringComparer.Ordinal).ToList();
        var named =
            string.Join(", ", files.Take(MostFiles).Select(f => PlainLine.Of(f, LongestQuote)))
            + (files.Count > MostFiles ? " and more" : "");
        var doing = alike[0] switch
        {
            { Check: true } => "runs a check that passes",
            { Check: false } => "runs a check that fails",
            { Kind: StepKind.Communicate } => "talks or plans",
            { Kind: StepKind.Change } when files.Count > 0 => $"edits {named}",
            { Kind: StepKind.Explore } when files.Count > 0 => $"reads {named}",
            { Deed: var deed } => $"does '{PlainLine.Of(deed, LongestQuote)}'" + (alike.Count > 1 ? " and more" : ""),
        };
        return $"{doing} {where}";
    }
}
