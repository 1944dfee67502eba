namespace Stopwise.Traces.Replay;

/// <summary>One recorded call: what was asked and what came back.</summary>
public sealed record CassetteEntry
{
    /// <summary>What was called.</summary>
    public required CallKind Kind { get; init; }

    /// <summary>The model or the tool.</summary>
    public required string Name { get; init; }

    /// <summary>In what words it was asked: one of <see cref="CallForm"/>. Requests of two forms never match.</summary>
    public required string Form { get; init; }

    /// <summary>What was asked.</summary>
    public required CanonicalRequest Request { get; init; }

    /// <summary>How many times the same had been asked of the same by then, this time included; from 1.</summary>
    public required int Occurrence { get; init; }

    /// <summary>
    /// What came back, one line of JSON: the body as the provider's API sent it, a <see cref="ModelAnswer"/>, or a
    /// <see cref="ToolAnswer"/>, as the form says.
    /// </summary>
    public required string Response { get; init; }

    /// <summary>The step of the recorded run; null where no run was recorded.</summary>
    public int? Step { get; init; }

    /// <summary>When it was recorded, where known.</summary>
    public DateTimeOffset? At { get; init; }
}
