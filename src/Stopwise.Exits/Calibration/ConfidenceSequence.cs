namespace Stopwise.Exits.Calibration;

/// <summary>Bounds on a live risk that hold at all times at once, however often they are read.</summary>
/// <remarks>
/// The beta-binomial mixture of Robbins (1970), with Jeffreys' prior: p is excluded once the mixture likelihood is
/// 1 / c times that of a coin with risk p. It holds for losses anywhere in [0, 1], since the likelihood ratio is convex in
/// the loss. Upper and lower bound hold together: P(the risk is ever outside) &lt;= c.
/// </remarks>
public sealed class ConfidenceSequence
{
    private const double Prior = 0.5;
    private static readonly double LogPrior = Precise.LogBeta(Prior, Prior);

    /// <summary>Observations so far.</summary>
    public int Count { get; private set; }

    /// <summary>Sum of the losses so far.</summary>
    public double Sum { get; private set; }

    /// <summary>Takes in the next observation, 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The loss is NaN or out of range; nothing changes.</exception>
    public void Observe(double loss)
    {
        Require.Probability(loss);
        Count++;
        Sum += loss;
    }

    /// <summary>The largest risk that is not excluded at level c, strictly between 0 and 1; 1 at the start.</summary>
    public double Upper(double level)
    {
        Require.Inside(level);
        return Count == 0 || Sum >= Count ? 1.0 : Bound(level, Sum / Count, 1.0);
    }

    /// <summary>The smallest risk that is not excluded at level c, strictly between 0 and 1; 0 at the start.</summary>
    public double Lower(double level)
    {
        Require.Inside(level);
        return Count == 0 || Sum <= 0.0 ? 0.0 : Bound(level, Sum / Count, 0.0);
    }

    // The evidence falls towards the mean and rises away from it, so each side has one crossing.
    private double Bound(double level, double kept, double excluded)
    {
        var goal = LogPrior - Precise.LogBeta(Prior + Sum, Prior + Count - Sum) - Math.Log(level);
        for (var i = 0; i < 200; i++)
        {
            var middle = (kept + excluded) / 2;
            if (middle == kept || middle == excluded)
            {
                break;
            }

            var rest = Count - Sum;
            var logLikelihood =
                (Sum == 0.0 ? 0.0 : Sum * Math.Log(middle)) + (rest == 0.0 ? 0.0 : rest * Precise.Log1p(-middle));
            (kept, excluded) = -logLikelihood < goal ? (middle, excluded) : (kept, middle);
        }

        return excluded;
    }
}
