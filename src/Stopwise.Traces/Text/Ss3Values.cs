namespace Stopwise.Traces.Text;

/// <summary>The value of a term for each category, from how often it was seen there.</summary>
/// <remarks>
/// Local value, significance and sanction of SS3 (arXiv 1905.08772, section 3.2), as the reference implementation computes
/// them: the median is the lower one, the deviation the mean deviation from it, and with two categories both are the
/// smaller value. The paper writes the sigmoid with another constant.
/// </remarks>
internal static class Ss3Values
{
    // Constants of the variant for explanations.
    private const double LeastDeviation = 0.03,
        CommonMedian = 0.2,
        CommonValue = 0.09,
        CommonDeviation = 0.1,
        AlwaysCommonMedian = 0.3;

    /// <summary>How much a category uses a term, 0 to 1: its frequency against the most frequent one of that length.</summary>
    public static double Local(long count, long most, Ss3Options options) =>
        count > options.NoiseFrequency ? Math.Pow((double)count / most, options.Sigma) : 0;

    /// <summary>How far each category stands out from the others, 0 to 1.</summary>
    public static void Significance(ReadOnlySpan<double> local, Span<double> significance, Ss3Options options)
    {
        var (median, deviation) = Spread(local);
        if (options.DropsCommonTerms)
        {
            deviation = Math.Max(deviation, LeastDeviation / options.Lambda);
            var common = median > CommonMedian || local.IndexOfAnyInRange(double.NegativeInfinity, CommonValue) < 0;
            if ((common && deviation <= CommonDeviation) || median >= AlwaysCommonMedian)
            {
                significance.Clear();
                return;
            }
        }

        for (var c = 0; c < local.Length; c++)
        {
            significance[c] =
                deviation > 0 ? (0.5 * Math.Tanh((3 * (local[c] - median) / (options.Lambda * deviation)) - 3)) + 0.5
                : local[c] > 0 ? 1
                : 0;
        }
    }

    /// <summary>What is left of a term that is significant for other categories, too, 0 to 1.</summary>
    public static double Sanction(ReadOnlySpan<double> significance, int category, double rho)
    {
        var others = 0.0;
        for (var c = 0; c < significance.Length; c++)
        {
            others += c == category ? 0 : Math.Min(significance[c], 1);
        }

        var categories = significance.Length;
        return Math.Pow((categories - (others + 1)) / ((categories - 1) * (others + 1)), rho);
    }

    /// <summary>The global value of a term for each category, 0 to 1.</summary>
    /// <param name="counts">How often each category has the term.</param>
    /// <param name="most">How often each has its most frequent term of this length.</param>
    /// <param name="values">The values, one a category.</param>
    /// <param name="options">The parameters.</param>
    public static void Global(
        ReadOnlySpan<long> counts,
        ReadOnlySpan<long> most,
        Span<double> values,
        Ss3Options options
    )
    {
        Span<double> local = stackalloc double[counts.Length];
        Span<double> significance = stackalloc double[counts.Length];
        for (var c = 0; c < counts.Length; c++)
        {
            local[c] = Local(counts[c], most[c], options);
        }

        Significance(local, significance, options);
        for (var c = 0; c < counts.Length; c++)
        {
            values[c] = local[c] * significance[c] * Sanction(significance, c, options.Rho);
        }
    }

    private static (double Median, double Deviation) Spread(ReadOnlySpan<double> local)
    {
        if (local.Length == 2)
        {
            var smaller = Math.Min(local[0], local[1]);
            return (smaller, smaller);
        }

        Span<double> sorted = stackalloc double[local.Length];
        local.CopyTo(sorted);
        sorted.Sort();
        var median = sorted[(sorted.Length - 1) / 2];
        var sum = 0.0;
        foreach (var value in sorted)
        {
            sum += Math.Abs(value - median);
        }

        return (median, sum / sorted.Length);
    }
}
