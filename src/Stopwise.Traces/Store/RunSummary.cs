using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Store;

/// <summary>What a list shows of a run, read without unpacking it.</summary>
public sealed record RunSummary
{
    /// <inheritdoc cref="Run.Id"/>
    public required string Id { get; init; }

    /// <inheritdoc cref="Run.Format"/>
    public required string Format { get; init; }

    /// <inheritdoc cref="Run.Agent"/>
    public required string Agent { get; init; }

    /// <inheritdoc cref="Run.AgentVersion"/>
    public string? AgentVersion { get; init; }

    /// <inheritdoc cref="Run.Model"/>
    public string? Model { get; init; }

    /// <inheritdoc cref="Run.TaskId"/>
    public string? TaskId { get; init; }

    /// <inheritdoc cref="Run.Trial"/>
    public string? Trial { get; init; }

    /// <inheritdoc cref="Run.Outcome"/>
    public required Outcome Outcome { get; init; }

    /// <inheritdoc cref="Run.ExitStatus"/>
    public string? ExitStatus { get; init; }

    /// <inheritdoc cref="Run.StartedAt"/>
    public DateTimeOffset? StartedAt { get; init; }

    /// <inheritdoc cref="Run.EndedAt"/>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Steps, without the closing call.</summary>
    public required int Steps { get; init; }

    /// <summary>What all its calls spent; a number is null unless every call states it.</summary>
    public required Usage Spent { get; init; }

    /// <inheritdoc cref="Run.SecretsMasked"/>
    public int SecretsMasked { get; init; }

    /// <inheritdoc cref="Run.Source"/>
    public required RunSource Source { get; init; }

    /// <summary>When this store took it in.</summary>
    public DateTimeOffset ImportedAt { get; init; }

    /// <summary>What all calls of a run spent; a number is null unless every call states it.</summary>
    public static Usage SpentBy(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var calls = run.Closing is null
            ? run.Steps.Select(s => s.Usage)
            : run.Steps.Append(run.Closing).Select(s => s.Usage);
        var spent = calls.Aggregate(default(Usage?), (sum, call) => sum is { } soFar ? Add(soFar, call) : call);
        return (spent ?? Usage.Unknown) with { CostUsd = run.StatedCostUsd ?? spent?.CostUsd };
    }

    private static Usage Add(Usage a, Usage b) =>
        new(
            a.InputTokens + b.InputTokens,
            a.OutputTokens + b.OutputTokens,
            a.CachedTokens + b.CachedTokens,
            a.CostUsd + b.CostUsd,
            a.Estimated || b.Estimated
        );
}
