using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Store;

/// <summary>Which runs are meant; what is null does not narrow.</summary>
public sealed record RunFilter
{
    /// <summary>Every run.</summary>
    public static RunFilter All { get; } = new();

    /// <summary>The exact model.</summary>
    public string? Model { get; init; }

    /// <summary>The exact agent.</summary>
    public string? Agent { get; init; }

    /// <summary>The exact task.</summary>
    public string? TaskId { get; init; }

    /// <summary>The verdict, trusted or not.</summary>
    public OutcomeState? Outcome { get; init; }

    /// <summary>How the id begins.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>
    /// Only runs of which people labelled a step as wrong, and those taken in before labels were counted: look at the run.
    /// </summary>
    public bool HasStepLabels { get; init; }

    /// <summary>The most runs to give; null gives all.</summary>
    public int? Limit
    {
        get;
        init
        {
            if (value is { } limit)
            {
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
            }

            field = value;
        }
    }
}
