namespace Stopwise.Exits.Calibration;

/// <summary>How an <see cref="EDetector"/> joins the evidence of all possible moments of change.</summary>
public enum DetectorKind
{
    /// <summary>
    /// The sum over starts (Shiryaev-Roberts): quickest when the moment of change is far from the start.
    /// </summary>
    Sum = 0,

    /// <summary>The largest over starts (CUSUM): forgets a good stretch at once.</summary>
    Max = 1,
}

/// <summary>
/// Watches a stream for the moment at which its risk rises above alpha, and starts again after an alarm.
/// </summary>
/// <remarks>
/// An e-process that was safe for long has little left to bet with; a detector begins a new one at every observation.
/// While the risk stays at most alpha, the mean number of observations before the value reaches 1 / c is at least 1 / c
/// (Shin, Ramdas and Rinaldo 2024, "E-detectors", the Shiryaev-Roberts and CUSUM detectors). That is a bound on how
/// often, not on whether: over a long enough stream a false alarm will come. The value is the average over a few
/// alternatives, so that small and large drifts are both met.
/// </remarks>
public sealed class EDetector
{
    // How far the odds of a loss may have risen: from twice to sixteen times.
    private static readonly double[] OddsRatios = [2.0, 4.0, 16.0];

    private readonly double[] _bets;
    private readonly double[] _logs;

    /// <summary>Starts watching.</summary>
    /// <param name="alpha">The risk that is still fine, strictly between 0 and 1.</param>
    /// <param name="kind">How the starts are joined.</param>
    /// <exception cref="ArgumentOutOfRangeException">alpha is out of range.</exception>
    public EDetector(double alpha, DetectorKind kind = DetectorKind.Sum)
    {
        Require.Inside(alpha);
        Alpha = alpha;
        Kind = kind;
        _bets = new double[OddsRatios.Length];
        _logs = new double[OddsRatios.Length];
        for (var i = 0; i < _bets.Length; i++)
        {
            var odds = OddsRatios[i] * alpha / (1.0 - alpha);
            _bets[i] = ((odds / (1.0 + odds)) - alpha) / (alpha * (1.0 - alpha));
        }

        Restart();
    }

    /// <summary>The risk that is still fine.</summary>
    public double Alpha { get; }

    /// <summary>How the starts are joined.</summary>
    public DetectorKind Kind { get; }

    /// <summary>Observations since the start or the last restart.</summary>
    public int Count { get; private set; }

    /// <summary>ln of the joined evidence as of now; minus infinity before the first observation.</summary>
    public double LogValue { get; private set; }

    /// <summary>Takes in the next observation.</summary>
    /// <param name="loss">0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The loss is NaN or out of range; the detector is unchanged.
    /// </exception>
    public void Observe(double loss)
    {
        Require.Probability(loss);
        var total = double.NegativeInfinity;
        for (var i = 0; i < _bets.Length; i++)
        {
            // A new e-process of value 1 joins just before the observation.
            var joined = Kind == DetectorKind.Sum ? Precise.LogSum(_logs[i], 0.0) : Math.Max(_logs[i], 0.0);
            _logs[i] = joined + Precise.Log1p(_bets[i] * (loss - Alpha));
            total = Precise.LogSum(total, _logs[i]);
        }

        Count++;
        LogValue = total - Math.Log(_bets.Length);
    }

    /// <summary>
    /// True while the evidence is at least 1 / level; at most one false alarm per 1 / level observations on average.
    /// </summary>
    /// <param name="level">Strictly between 0 and 1.</param>
    public bool Alarms(double level)
    {
        Require.Inside(level);
        return LogValue >= -Math.Log(level) - 1e-12;
    }

    /// <summary>Forgets everything: after an alarm was handled and the exits were calibrated anew.</summary>
    public void Restart()
    {
        Array.Fill(_logs, double.NegativeInfinity);
        LogValue = double.NegativeInfinity;
        Count = 0;
    }
}
