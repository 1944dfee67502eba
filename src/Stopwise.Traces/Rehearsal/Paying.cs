namespace Stopwise.Traces.Rehearsal;

/// <summary>Says in words whether stopping pays on these runs and what is missing before it can be promised.</summary>
internal static class Paying
{
    /// <summary>What is said where no cap beats a random stop.</summary>
    public const string DoesNotPay =
        "Stopping does not pay here: at equal harm the caps save no more than a random stop.";

    private static readonly Dictionary<string, double> EmptyLevels = new(StringComparer.Ordinal);

    /// <summary>
    /// False where, tuned to the same realised harm, the best cap does not save more than a random stop at the middle
    /// harm level that both reach, beyond one percentage point.
    /// </summary>
    public static bool Pays(IReadOnlyList<PolicyReport> reports)
    {
        var random = reports.Single(r => r.Id == "random-run");
        var caps = reports.Where(r => r.Kind == "cap" && !r.IsControl);
        return caps.Any(cap => Levels(cap, random).Any() && Levels(cap, random).All(gain => gain > 0.01));
    }

    /// <summary>The sentences under a protocol.</summary>
    public static IReadOnlyList<string> Words(IReadOnlyList<PolicyReport> reports, bool pays, RehearsalOptions options)
    {
        var words = new List<string>();
        var cap = reports.Single(r => r.Id == Contestants.Default);
        if (!pays)
        {
            words.Add(DoesNotPay);
        }

        var promise =
            $"{Rehearsal.Words.Percent(options.Alpha)} {(options.Loss == StopLoss.GoodRunsStopped ? "of good runs stopped" : "success points lost")}";
        words.Add(
            cap.Certified == true
                ? $"The token cap is certified at {promise} with confidence {Rehearsal.Words.Percent(1 - options.Delta)} from {cap.N} tasks."
                : $"Not certifiable yet at {promise}: {cap.UnitsMissing} more labelled tasks without a wrong stop are needed (have {cap.N})."
        );
        if (reports.FirstOrDefault(r => r.Kind == "chosen-cap") is { } best)
        {
            words.Add(Choice(best, cap));
        }

        return words;
    }

    /// <summary>How the default policy was chosen.</summary>
    public static string Choice(PolicyReport best, PolicyReport cap) =>
        best.N == cap.N
            ? $"With fewer than {TunedContestant.FewestUnits} solved tasks no choice is made: the token cap is certified on all of them."
        : best.Chosen == Contestants.Default
            ? $"On the tuning tasks no other cap beats the token cap; it is the default policy, certified on the {best.N} other tasks. "
                + "Asked for by name, without a choice, the token cap is certified on all tasks."
        : $"On the tuning tasks the {best.Chosen} beats the token cap; it is the default policy, certified on the {best.N} other tasks.";

    private static IEnumerable<double> Levels(PolicyReport cap, PolicyReport random)
    {
        foreach (var (level, saved) in cap.TokensSavedAtHarm ?? EmptyLevels)
        {
            if (level != "0.05" && random.TokensSavedAtHarm is { } other && other.TryGetValue(level, out var byChance))
            {
                yield return saved - byChance;
            }
        }
    }
}
