namespace Stopwise.Traces.Rehearsal.Scoring;

/// <summary>
/// Savings of a policy at the harm it really did: two policies tuned to one nominal target do different harm, so only
/// points of equal realised harm compare them fairly.
/// </summary>
internal sealed class MatchedCurve
{
    /// <summary>Nominal targets at which the curve is taken.</summary>
    public static readonly double[] Targets = [0.025, 0.05, 0.075, 0.10, 0.125, 0.15, 0.20, 0.25, 0.30];

    private readonly double[] _harm = new double[Targets.Length];
    private readonly double[] _saved = new double[Targets.Length];
    private int _count;

    /// <summary>Adds the summaries of one split, one per target.</summary>
    public void Add(IReadOnlyList<StopSummary> summaries)
    {
        if (summaries.Any(s => double.IsNaN(s.GoodRunsStopped) || double.IsNaN(s.TokensSaved)))
        {
            return;
        }

        for (var i = 0; i < Targets.Length; i++)
        {
            _harm[i] += summaries[i].GoodRunsStopped;
            _saved[i] += summaries[i].TokensSaved;
        }

        _count++;
    }

    /// <summary>Mean points (share of good runs stopped, share of input tokens saved).</summary>
    public IReadOnlyList<double[]> Points =>
        _count == 0 ? [] : [.. Targets.Select((_, i) => new[] { _harm[i] / _count, _saved[i] / _count })];

    /// <summary>Savings at a realised harm, interpolated; null outside the curve.</summary>
    public double? At(double harm)
    {
        double[] previous = [0, 0];
        foreach (var point in Points.OrderBy(p => p[0]))
        {
            if (point[0] >= harm && point[0] > previous[0])
            {
                return previous[1] + ((harm - previous[0]) / (point[0] - previous[0]) * (point[1] - previous[1]));
            }

            previous = point;
        }

        return null;
    }
}
