using Stopwise.Exits;
using Stopwise.Exits.Recipes;

namespace Stopwise.Traces.Heads;

/// <summary>A trained model that turns the signals of a row into the odds of a target.</summary>
internal abstract class Head
{
    // The rule reads signals in double precision and adds up in another order; a threshold that is a hair higher stops
    // nothing that the certificate did not allow.
    private const double Upwards = 1e-5;

    /// <summary>The log-odds that the target holds.</summary>
    /// <param name="signals">A row in the order of <see cref="Signals.SignalFold.Schema"/>.</param>
    public double LogOdds(ReadOnlySpan<float> signals)
    {
        Span<float> features = stackalloc float[HeadFeatures.Width];
        HeadFeatures.Write(signals, features);
        return LogOddsOf(features);
    }

    /// <summary>The same head as a rule, silent before the first step.</summary>
    /// <param name="tokenWeight">Added times ln(1 + input tokens); only a linear head can carry it.</param>
    /// <param name="threshold">What the sum must exceed.</param>
    /// <param name="verdict">What the rule says then.</param>
    public NotBeforeSpec Rule(double tokenWeight, double threshold, Verdict verdict) =>
        new NotBeforeSpec
        {
            Unit = 1,
            Inner = WrittenAt(tokenWeight, threshold + (Upwards * Math.Max(1, Math.Abs(threshold))), verdict),
        };

    /// <summary>The log-odds for features in the order of <see cref="HeadFeatures"/>; NaN where one is not known.</summary>
    public abstract double LogOddsOf(ReadOnlySpan<float> features);

    protected abstract RuleSpec WrittenAt(double tokenWeight, double threshold, Verdict verdict);

    protected static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
