namespace Stopwise.Exits.Calibration;

/// <summary>Evidence about a live risk that may be read after every observation, as often as one likes.</summary>
/// <remarks>
/// The value starts at 1 and is multiplied by 1 + g (loss - alpha), where the bet g depends on earlier losses only.
/// While the null hypothesis holds it is a nonnegative supermartingale, so P(it ever reaches 1 / c) &lt;= c (Ville
/// 1939; Ramdas et al. 2023, "Game-theoretic statistics and safe anytime-valid inference"). The null is about the mean
/// of each observation given the earlier ones. Runs of one task break it, since the first tells of the next: observe
/// the mean loss of a task, or one run of it. Where only a random share of exits is audited, the audited ones alone are
/// observed; the chance of an audit must then not depend on what is likely to be found. A paired comparison of two
/// policies is the same test: with D in [-1, 1] observe (1 - D) / 2 and watch <see cref="OfSafety"/> at one half.
/// One process belongs to one stream and one thread at a time; after a restart it is rebuilt to the last digit by
/// observing the stored losses again, in order.
/// </remarks>
public sealed class EProcess
{
    // An adaptive gambler never stakes more than this share of what it could lose.
    private const double LargestShare = 0.75;

    private readonly bool _betsOnHarm;
    private readonly double _fixedBet;
    private double _sum;
    private double _squares;

    private EProcess(double alpha, bool betsOnHarm, double fixedBet)
    {
        Alpha = alpha;
        _betsOnHarm = betsOnHarm;
        _fixedBet = fixedBet;
    }

    /// <summary>The risk of the null hypothesis.</summary>
    public double Alpha { get; }

    /// <summary>Observations so far.</summary>
    public int Count { get; private set; }

    /// <summary>ln of the evidence as of now; 0 at the start.</summary>
    public double LogValue { get; private set; }

    /// <summary>The evidence as of now; may overflow to +infinity where <see cref="LogValue"/> does not.</summary>
    public double Value => Math.Exp(LogValue);

    /// <summary>ln of the largest evidence so far; it is this one that an alarm and <see cref="PValue"/> use.</summary>
    public double LogPeak { get; private set; }

    /// <summary>The inverse of the largest evidence, at most 1: a p-value that is valid at every time.</summary>
    public double PValue => Math.Exp(-LogPeak);

    /// <summary>
    /// The bet on the next observation, in units of value per unit of loss; negative when it bets on safety.
    /// </summary>
    public double NextBet => _fixedBet != 0.0 ? _fixedBet : AdaptiveBet();

    /// <summary>
    /// Evidence against "the risk is at most alpha", with bets that follow the losses; an alarm disarms exits.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">alpha is not strictly between 0 and 1.</exception>
    public static EProcess OfHarm(double alpha)
    {
        Require.Inside(alpha);
        return new EProcess(alpha, betsOnHarm: true, fixedBet: 0.0);
    }

    /// <summary>
    /// Evidence against "the risk is at least alpha", with bets that follow the losses: an alarm says that exits are
    /// safe (Waudby-Smith and Ramdas 2024, capital without a fixed sample size).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">alpha is not strictly between 0 and 1.</exception>
    public static EProcess OfSafety(double alpha)
    {
        Require.Inside(alpha);
        return new EProcess(alpha, betsOnHarm: false, fixedBet: 0.0);
    }

    /// <summary>
    /// The likelihood ratio of a coin with the alternative risk against one with alpha: times alternative / alpha on a
    /// loss, (1 - alternative) / (1 - alpha) otherwise, linear between for fractional losses (Wald 1945).
    /// An alternative above alpha tests "the risk is at most alpha", one below it tests "at least alpha".
    /// </summary>
    /// <exception cref="ArgumentException">A risk is not strictly between 0 and 1, or the two are equal.</exception>
    public static EProcess LikelihoodRatio(double alpha, double alternative)
    {
        Require.Inside(alpha);
        Require.Inside(alternative);
        if (alpha == alternative)
        {
            throw new ArgumentException(
                $"The alternative equals alpha, {alpha}; no evidence can arise.",
                nameof(alternative)
            );
        }

        return new EProcess(alpha, alternative > alpha, (alternative - alpha) / (alpha * (1.0 - alpha)));
    }

    /// <summary>Takes in the next observation of the stream.</summary>
    /// <param name="loss">0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The loss is NaN or out of range; the process is unchanged.
    /// </exception>
    public void Observe(double loss)
    {
        Require.Probability(loss);
        LogValue += Precise.Log1p(NextBet * (loss - Alpha));
        LogPeak = Math.Max(LogPeak, LogValue);
        Count++;
        _sum += loss;
        _squares += loss * loss;
    }

    /// <summary>
    /// True once the evidence has reached 1 / level; under the null this ever happens with chance at most level.
    /// </summary>
    /// <param name="level">Strictly between 0 and 1, e.g. 0.05 for an alarm at 20.</param>
    public bool Alarms(double level)
    {
        Require.Inside(level);
        // Three factors of 3 are 27 only up to rounding; a hair must not decide.
        return LogPeak >= -Math.Log(level) - 1e-12;
    }

    // The bet that maximises a quadratic approximation of the expected log growth (the "aGRAPA" bet of Waudby-Smith and
    // Ramdas 2024), from the past mean and variance with one imagined observation at alpha.
    private double AdaptiveBet()
    {
        var mean = (Alpha + _sum) / (Count + 1.0);
        var second = ((Alpha * Alpha) + (Alpha * (1.0 - Alpha)) + _squares) / (Count + 1.0);
        var variance = Math.Max(second - (mean * mean), 1e-12);
        var lead = mean - Alpha;
        var bet = lead / (variance + (lead * lead));
        return _betsOnHarm
            ? Math.Clamp(bet, 0.0, LargestShare / Alpha)
            : Math.Clamp(bet, -LargestShare / (1.0 - Alpha), 0.0);
    }
}
