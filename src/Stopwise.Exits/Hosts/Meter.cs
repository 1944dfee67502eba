namespace Stopwise.Exits.Hosts;

/// <summary>Adds up what computations cost, what looking at them cost, and what never exiting would have cost.</summary>
/// <remarks>
/// Layer counts are not cost: a look needs a head or a probe, which is why it has a price here. The other
/// counterfactual, the best fixed unit, needs outcomes and lies in <see cref="Tables.ReplayComparison"/>.
/// Not safe for several threads at once.
/// </remarks>
public sealed class Meter
{
    private readonly double _costPerLook;

    /// <summary>Starts at zero.</summary>
    /// <param name="costPerLook">Price of one look: signals and rule, in the host's own unit. At least 0.</param>
    public Meter(double costPerLook = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(costPerLook);
        _costPerLook = costPerLook;
    }

    /// <summary>Computations counted.</summary>
    public int Runs { get; private set; }

    /// <summary>Those that a rule ended.</summary>
    public int Stopped { get; private set; }

    /// <summary>Completed units of all.</summary>
    public long Units { get; private set; }

    /// <summary>Looks at all.</summary>
    public long Looks { get; private set; }

    /// <summary>Guessed units that a verifier confirmed.</summary>
    public long Accepted { get; private set; }

    /// <summary>Guessed units that it threw away.</summary>
    public long Rejected { get; private set; }

    /// <summary>Positions that a verifier ran.</summary>
    public long Verified { get; private set; }

    /// <summary>Cost of the units.</summary>
    public double Cost { get; private set; }

    /// <summary>Cost of the looks.</summary>
    public double Overhead => Looks * _costPerLook;

    /// <summary>Cost of all units of all computations without any look; NaN once a stopped one did not know it.</summary>
    public double NeverExitCost { get; private set; }

    /// <summary>What was not spent, overhead subtracted; negative where looking cost more than stopping saved.</summary>
    public double Saved => NeverExitCost - Cost - Overhead;

    /// <summary>Counts one computation that is over.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="looks">Times its rule was asked.</param>
    /// <param name="fullCost">What all its units would have cost; not looked at if it finished, NaN if not known.</param>
    public void Add(ExitResult result, int looks, double fullCost)
    {
        Runs++;
        Stopped += result.Stopped ? 1 : 0;
        Units += result.Units;
        Looks += looks;
        Cost += result.Cost;
        NeverExitCost += result.Stopped ? fullCost : result.Cost;
    }

    /// <summary>Counts one sequence of guessed and verified tokens; its tokens are units.</summary>
    /// <param name="result">What it took.</param>
    /// <param name="fullCost">What the verifier alone would have cost for the same tokens; NaN if not known.</param>
    public void Add(ProposeVerifyResult result, double fullCost)
    {
        ArgumentNullException.ThrowIfNull(result);
        Runs++;
        Units += result.Tokens.Count;
        Looks += result.Looks;
        Accepted += result.Accepted;
        Rejected += result.Rejected;
        Verified += result.Verified;
        Cost += result.Cost;
        NeverExitCost += fullCost;
    }
}
