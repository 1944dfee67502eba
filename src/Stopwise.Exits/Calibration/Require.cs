using System.Runtime.CompilerServices;

namespace Stopwise.Exits.Calibration;

/// <summary>Checks at the public door of this folder.</summary>
internal static class Require
{
    public static void Inside(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value > 0.0 && value < 1.0))
        {
            throw new ArgumentOutOfRangeException(
                name,
                value,
                $"{name} is {value}; it must lie strictly between 0 and 1."
            );
        }
    }

    public static void Probability(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value is >= 0.0 and <= 1.0))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must lie between 0 and 1.");
        }
    }

    public static void Counts(int losses, int units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        ArgumentOutOfRangeException.ThrowIfNegative(losses);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(losses, units);
    }

    public static void Numbers(ReadOnlySpan<double> values, string name)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                throw new ArgumentException($"{name}[{i}] is not a number.", name);
            }
        }
    }

    public static void Probabilities(ReadOnlySpan<double> values, string name)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!(values[i] is >= 0.0 and <= 1.0))
            {
                Probability(values[i], $"{name}[{i}]");
            }
        }
    }
}
