using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Kin;

/// <summary>Where a run parts from another one for good.</summary>
/// <param name="Column">The first column of <see cref="KinComparison.Columns"/> in which they are apart.</param>
/// <param name="Step">The run's first step from there on; the number of its steps where it has ended.</param>
/// <param name="OtherStep">The same for the other run.</param>
/// <param name="Reason">What sets them apart first.</param>
public sealed record KinDivergence(int Column, int Step, int OtherStep, KinReason Reason)
{
    /// <summary>What the run does from there: up to and with its first change, at most <see cref="KinComparison.Patience"/> steps.</summary>
    public IReadOnlyList<int> Steps { get; private init; } = [];

    /// <summary>What the other run does from there, in the same way.</summary>
    public IReadOnlyList<int> OtherSteps { get; private init; } = [];

    internal static KinDivergence At(KinComparison kin, int column)
    {
        var rest = kin.Columns.Skip(column);
        var step = rest.Select(c => c.Step).FirstOrDefault(s => s is not null) ?? kin.Steps.Count;
        var other = rest.Select(c => c.Other).FirstOrDefault(s => s is not null) ?? kin.OtherSteps.Count;
        return new KinDivergence(column, step, other, ReasonOf(kin, column, step, other))
        {
            Steps = UntilChange(kin.Steps, step),
            OtherSteps = UntilChange(kin.OtherSteps, other),
        };
    }

    private static KinReason ReasonOf(KinComparison kin, int column, int step, int other)
    {
        if (step == kin.Steps.Count || other == kin.OtherSteps.Count)
        {
            return KinReason.Ending;
        }

        var last = step == 0 ? null : kin.Steps[step - 1];
        var lastOther = other == 0 ? null : kin.OtherSteps[other - 1];
        foreach (var c in kin.Columns.Skip(column).Take(KinComparison.Patience))
        {
            last = c.Step is { } s ? kin.Steps[s] : last;
            lastOther = c.Other is { } o ? kin.OtherSteps[o] : lastOther;
            if ((last?.ChangedSoFar ?? 0) != (lastOther?.ChangedSoFar ?? 0))
            {
                return KinReason.Changes;
            }

            if (last?.LastCheck != lastOther?.LastCheck)
            {
                return KinReason.Checks;
            }
        }

        return KinReason.Actions;
    }

    private static List<int> UntilChange(IReadOnlyList<KinStep> steps, int from)
    {
        var until = new List<int>();
        for (var i = from; i < steps.Count && until.Count < KinComparison.Patience; i++)
        {
            until.Add(i);
            if (steps[i].Kind == StepKind.Change)
            {
                break;
            }
        }

        return until;
    }
}

/// <summary>What sets two runs apart first.</summary>
public enum KinReason
{
    /// <summary>They do different things, in states that are the same as far as a recording shows.</summary>
    Actions = 0,

    /// <summary>They change different things.</summary>
    Changes = 1,

    /// <summary>Their checks say different things, or one has checked and the other has not.</summary>
    Checks = 2,

    /// <summary>One of them has ended.</summary>
    Ending = 3,
}
