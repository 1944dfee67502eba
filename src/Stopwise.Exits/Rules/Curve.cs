namespace Stopwise.Exits.Rules;

/// <summary>How a scheduled value moves from its start to its end while progress goes from 0 to 1.</summary>
/// <remarks>Linear, cosine and exponential are the three threshold curves of SchED (arXiv 2512.02892), with its constants.</remarks>
public enum Curve : byte
{
    /// <summary>At constant speed.</summary>
    Linear = 0,

    /// <summary>Slow, fast, slow: <c>(1 - cos(pi p)) / 2</c>.</summary>
    Cosine = 1,

    /// <summary>Fast, then slow: <c>1 - exp(-k p)</c>. It ends short of its goal by <c>exp(-k)</c>.</summary>
    Exponential = 2,

    /// <summary>A soft step in the middle: <c>1 / (1 + exp(-k (p - 1/2)))</c>, which nears both ends without touching them.</summary>
    Sigmoid = 3,
}

/// <summary>The value of a schedule at a point of progress.</summary>
internal readonly struct Schedule(Curve curve, double from, double to, double steepness)
{
    /// <summary>The one place where the numbers of a schedule are checked, for the specs.</summary>
    /// <exception cref="StopwiseException">An end is not finite or the steepness is not above 0.</exception>
    public static Schedule Checked(string rule, Curve curve, double from, double to, double steepness)
    {
        if (!double.IsFinite(from) || !double.IsFinite(to) || !(steepness > 0))
        {
            throw new StopwiseException(
                $"Rule '{rule}': 'from' and 'to' must be finite and 'steepness' above 0; got {from}, {to}, {steepness}."
            );
        }

        return new Schedule(curve, from, to, steepness);
    }

    /// <summary>NaN where progress is NaN; progress is clamped to 0..1.</summary>
    public double At(double progress)
    {
        var p = Math.Clamp(progress, 0.0, 1.0);
        var share = curve switch
        {
            Curve.Linear => p,
            Curve.Cosine => (1 - Math.Cos(Math.PI * p)) / 2,
            Curve.Exponential => 1 - Math.Exp(-steepness * p),
            _ => 1 / (1 + Math.Exp(-steepness * (p - 0.5))),
        };
        return from + ((to - from) * share);
    }
}
