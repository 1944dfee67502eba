namespace Stopwise.Exits.Calibration;

/// <summary>Certifies one threshold in each of several families of rules under one delta, so that any of them may be chosen afterwards.</summary>
/// <remarks>
/// Bonferroni over families whose loss never rises with their threshold: each is certified by <see cref="MonotoneThreshold"/>
/// with its share of delta, and with probability 1 - delta every certificate holds. That is what entitles one to keep the family
/// that saves the most, on the same units. To let several families act <em>together</em>, a run being stopped by
/// whichever fires first, certify each with its part of alpha as well: the risk of the whole is at most the sum of the parts.
/// </remarks>
public static class SharedDelta
{
    /// <summary>One certificate per family, in their order.</summary>
    /// <param name="families">Per family one score per unit, as <see cref="MonotoneThreshold.Certify"/> takes them; at least one family.</param>
    /// <param name="alpha">The risk to keep by each, strictly between 0 and 1.</param>
    /// <param name="delta">The chance that any certificate is wrong, strictly between 0 and 1.</param>
    /// <param name="shares">
    /// Per family its share of delta, above 0, together at most 1, fixed without the scores; none given means equal shares.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no family, a score is NaN, alpha or delta is out of range, or the shares do not fit.
    /// </exception>
    public static IReadOnlyList<ThresholdCertificate> Certify(
        IReadOnlyList<double[]> families,
        double alpha,
        double delta,
        ReadOnlySpan<double> shares = default
    )
    {
        ArgumentNullException.ThrowIfNull(families);
        Require.Inside(delta);
        ArgumentOutOfRangeException.ThrowIfZero(families.Count);
        if (!shares.IsEmpty)
        {
            CheckShares(shares, families.Count);
        }

        var certificates = new ThresholdCertificate[families.Count];
        for (var i = 0; i < certificates.Length; i++)
        {
            var share = shares.IsEmpty ? 1.0 / families.Count : shares[i];
            certificates[i] = MonotoneThreshold.Certify(families[i], alpha, delta * share);
        }

        return certificates;
    }

    private static void CheckShares(ReadOnlySpan<double> shares, int families)
    {
        Require.Probabilities(shares, nameof(shares));
        if (shares.Length != families)
        {
            throw new ArgumentException(
                $"{families} families need as many shares; {shares.Length} are given.",
                nameof(shares)
            );
        }

        var total = 0.0;
        foreach (var share in shares)
        {
            total += share;
        }

        if (total > 1.0 + 1e-9 || shares.Contains(0.0))
        {
            throw new ArgumentException(
                $"Shares are above 0 and together at most 1; these sum to {total}.",
                nameof(shares)
            );
        }
    }
}
