using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Tests.Rules;

/// <summary>Random rules and random values of few kinds, so that equal values, crossings and gaps are common.</summary>
internal static class Arbitrary
{
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly Verdict[] Verdicts = [.. Enum.GetValues<Verdict>().Where(v => v != Verdict.Continue)];

    public static float[] Signals(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(8) == 0 ? float.NaN : random.Next(-4, 5) / 4f)];

    public static RuleSpec Rule(Random random, int depth)
    {
        if (depth == 0)
        {
            return Leaf(random);
        }

        var inner = Rule(random, depth - 1);
        RuleSpec[] several = [inner, Rule(random, depth - 1)];
        return random.Next(6) switch
        {
            0 => new AnySpec { Rules = several },
            1 => new AllSpec { Rules = several },
            2 => new PatienceSpec { Units = random.Next(1, 4), Inner = inner },
            3 => new NotBeforeSpec { Unit = random.Next(4), Inner = inner },
            4 => new EverySpec { Units = random.Next(1, 4), Inner = inner },
            _ => new QuorumSpec { Needed = random.Next(1, 3), Rules = several },
        };
    }

    private static RuleSpec Leaf(Random random)
    {
        var signal = random.GetItems(Names, 1)[0];
        var verdict = random.GetItems(Verdicts, 1)[0];
        var value = random.Next(-4, 5) / 4.0;
        return random.Next(4) switch
        {
            0 => new ThresholdSpec
            {
                Signal = signal,
                Value = value,
                Verdict = verdict,
            },
            1 => new WindowSpec
            {
                Signal = signal,
                Low = value,
                High = value + 0.5,
                Verdict = verdict,
            },
            2 => new CumulativeSpec
            {
                Signal = signal,
                Quantile = value,
                Verdict = verdict,
            },
            _ => new ScheduleSpec
            {
                Signal = signal,
                Direction = Direction.Below,
                From = value,
                To = -value,
                Verdict = verdict,
            },
        };
    }
}
