using Stopwise.Exits.Hosts;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>
/// Sixty epochs whose validation loss falls, then rises. The three indicators of Prechelt fire or do not at each epoch; the
/// columns are the correlations of their firings so far, the best over lags below a strip. Settling restores the best weights.
/// </summary>
internal sealed class TrainingRun : IExitHost
{
    public static readonly SignalSchema Columns = new(
        1,
        "correlation_loss_progress",
        "correlation_loss_rises",
        "correlation_progress_rises"
    );
    public const int Epochs = 60;
    private const int Strip = 5;

    private readonly double[] _loss = new double[Epochs + 1];
    private readonly double[] _training = new double[Epochs + 1];
    private readonly List<double>[] _fired =
    [
        [],
        [],
        [],
    ];

    public TrainingRun(int seed)
    {
        var random = new Random(seed);
        for (var epoch = 0; epoch <= Epochs; epoch++)
        {
            _training[epoch] = 0.2 + Math.Exp(-epoch / 10.0) + (0.005 * random.NextDouble());
            _loss[epoch] =
                0.3
                + Math.Exp(-epoch / 8.0)
                + (0.0004 * Math.Pow(Math.Max(0, epoch - 20), 2))
                + (0.01 * random.NextDouble());
        }
    }

    public int Done { get; private set; }

    /// <summary>The epoch whose weights are the answer.</summary>
    public int Weights { get; private set; }

    public SignalSchema Schema => Columns;

    public int Budget => Epochs;

    public double Cost => Done;

    public double FullCost => Epochs;

    public double LossOf(int epoch) => _loss[epoch];

    public void Observe(Span<float> signals)
    {
        signals[0] = Correlation(_fired[0], _fired[1]);
        signals[1] = Correlation(_fired[0], _fired[2]);
        signals[2] = Correlation(_fired[1], _fired[2]);
    }

    public bool Advance()
    {
        Weights = ++Done;
        var best = _loss[..(Done + 1)].Min();
        var loss = 100 * ((_loss[Done] / best) - 1);
        var strip = _training[Math.Max(0, Done - Strip + 1)..(Done + 1)];
        var progress = 1000 * ((strip.Average() / strip.Min()) - 1);
        var rises = Enumerable.Range(1, 3).All(k => Done > 3 && _loss[Done - k + 1] > _loss[Done - k]);
        _fired[0].Add(loss > 5 ? 1 : 0);
        _fired[1].Add(loss / progress > 0.75 ? 1 : 0);
        _fired[2].Add(rises ? 1 : 0);
        return Done < Epochs;
    }

    public void Settle(in Decision decision) => Weights = Array.IndexOf(_loss, _loss[..(Done + 1)].Min());

    /// <summary>Pearson's, the best over lags of 0 to a strip less one, either way; NaN while a series is constant.</summary>
    private static float Correlation(List<double> a, List<double> b)
    {
        var best = double.NaN;
        for (var lag = 0; lag < Strip && lag < a.Count - 1; lag++)
        {
            best = Larger(best, Pearson(a.Skip(lag), b.SkipLast(lag)));
            best = Larger(best, Pearson(b.Skip(lag), a.SkipLast(lag)));
        }

        return (float)best;
    }

    private static double Larger(double a, double b) => double.IsNaN(a) || b > a ? b : a;

    private static double Pearson(IEnumerable<double> x, IEnumerable<double> y)
    {
        var (a, b) = (x.ToArray(), y.ToArray());
        var (meanA, meanB) = (a.Average(), b.Average());
        var spread = Math.Sqrt(a.Sum(v => (v - meanA) * (v - meanA)) * b.Sum(v => (v - meanB) * (v - meanB)));
        return spread == 0 ? double.NaN : a.Zip(b, (v, w) => (v - meanA) * (w - meanB)).Sum() / spread;
    }
}
