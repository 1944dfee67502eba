using Stopwise.Exits.Rules;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Heads;

/// <summary>What a learned head sees of a row: the signals that every source has and that do not depend on the task being known.</summary>
/// <remarks>Counts and amounts are taken as ln(1 + x): one more error matters among two, not among fifty.</remarks>
internal static class HeadFeatures
{
    private static readonly (Column Column, Scale Scale)[] Features =
    [
        .. Enum.GetValues<Column>()
            .Where(c =>
                c
                    is not (
                        Column.KinRuns
                        or Column.KinSolved
                        or Column.CostUsd
                        or Column.Seconds
                        or Column.FailingTests
                        or Column.Verified
                    )
            )
            .Select(c =>
                (c, c is Column.Novelty or Column.Stuck or Column.ContextGrowth ? Scale.Identity : Scale.LogPlusOne)
            ),
    ];

    /// <summary>Number of features.</summary>
    public static int Width => Features.Length;

    /// <summary>The signal of the tokens spent, which is read as ln(1 + x).</summary>
    public static string Tokens { get; } = ColumnNames.Of(Column.InputTokens);

    /// <summary>The signal of a feature and how it is read.</summary>
    public static (string Signal, Scale Scale) Of(int feature) =>
        (ColumnNames.Of(Features[feature].Column), Features[feature].Scale);

    /// <summary>The value of the signal that a value of the feature stands for.</summary>
    public static double Unscaled(int feature, double value) =>
        Features[feature].Scale == Scale.Identity ? value : Math.Exp(value) - 1;

    /// <summary>Writes the features of one row of signals; a signal that is not known stays NaN.</summary>
    public static void Write(ReadOnlySpan<float> signals, Span<float> features)
    {
        for (var i = 0; i < Features.Length; i++)
        {
            var value = signals[(int)Features[i].Column];
            features[i] = Features[i].Scale == Scale.Identity ? value : MathF.Log(1 + value);
        }
    }
}
