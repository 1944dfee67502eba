namespace Stopwise.Exits.Rules;

/// <summary>One row of <see cref="BestUtility"/>, bound to columns.</summary>
internal sealed record BoundAction(Verdict Verdict, double Bias, double[] PerUnit, int[] Columns, double[] Weights);

/// <summary>Takes the action of the largest utility; of equals the one listed first. One unknown utility and nothing fires.</summary>
internal sealed class BestUtility(BoundAction[] actions) : IExitRule
{
    public int MemorySlots => 0;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var best = double.NegativeInfinity;
        var verdict = Verdict.Continue;
        foreach (var action in actions)
        {
            var utility = Utility(action, in probe);
            if (double.IsNaN(utility))
            {
                return Decision.Continue;
            }

            if (utility > best)
            {
                best = utility;
                verdict = action.Verdict;
            }
        }

        return verdict == Verdict.Continue ? Decision.Continue : new(verdict, ReasonCode.Utility, (float)best);
    }

    private static double Utility(BoundAction action, in Probe probe)
    {
        var perUnit = action.PerUnit;
        var sum = action.Bias + (perUnit.Length == 0 ? 0 : perUnit[Math.Min(probe.Unit, perUnit.Length - 1)]);
        for (var i = 0; i < action.Columns.Length; i++)
        {
            sum += action.Weights[i] * probe.Signals[action.Columns[i]];
        }

        return sum;
    }
}
