namespace Stopwise.Traces.Onset.Rules;

/// <summary>A record is written in a way in which no solved run of the task wrote it.</summary>
internal sealed class KinWrite : ActionRule
{
    public override string Name => "write-kin-never-made";

    public override string Looks =>
        "The first successful write of a record with arguments that none of the solved runs of the task used.";

    public override double Weight => 2;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        if (run.Kin.Count == 0)
        {
            yield break;
        }

        var kin = run.Kin.SelectMany(k => Of(k)).Select(a => KeyOf(a)).ToHashSet(StringComparer.Ordinal);
        if (Of(run).FirstOrDefault(a => !kin.Contains(KeyOf(a))) is { } strange)
        {
            yield return At(
                strange.Step,
                $"Step {strange.Step} writes {Quote.Of(strange.Shown)} with {Quote.Of(strange.Call.Arguments)}; none of {run.Kin.Count} solved runs of this task did."
            );
        }
    }

    /// <summary>The successful writes of records in order.</summary>
    internal static IEnumerable<Act> Of(RunView run) =>
        run.Acts.Where(a => a is { Failed: false, WrittenRecord: not null });

    /// <summary>Tool and texts among the arguments: spaces and the order of fields do not count.</summary>
    internal static string KeyOf(Act act) =>
        act.Call.Name
        + "\n"
        + string.Join('\n', act.Texts.Select(t => t.Field + "=" + t.Value).Order(StringComparer.Ordinal));
}
