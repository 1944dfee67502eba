namespace Stopwise.Traces.Runs;

/// <summary>One execution of an agent on a task, whatever recorded it.</summary>
public sealed record Run
{
    /// <summary>Stable name, derived from the source so that a second import finds the first one.</summary>
    public required string Id { get; init; }

    /// <summary>The format it was read from, e.g. <c>mini-swe-agent</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The scaffold that ran, e.g. <c>claude-code</c>.</summary>
    public required string Agent { get; init; }

    /// <summary>Version of the scaffold, where recorded.</summary>
    public string? AgentVersion { get; init; }

    /// <summary>The model, where recorded.</summary>
    public string? Model { get; init; }

    /// <summary>The task; runs of one task are kin. Null where the source names none.</summary>
    public string? TaskId { get; init; }

    /// <summary>Which attempt at the task this is, where recorded.</summary>
    public string? Trial { get; init; }

    /// <summary>What the agent was asked to do.</summary>
    public string? Prompt { get; init; }

    /// <summary>When it began, where recorded.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, where recorded.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended, in the source's own word.</summary>
    public string? ExitStatus { get; init; }

    /// <summary>
    /// What the agent was permitted to do without asking, in the source's own word: Claude Code's permission mode, Codex's
    /// approval policy and sandbox. Null where the source states none.
    /// </summary>
    public string? Oversight { get; init; }

    /// <summary>Whether it reached its goal.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The steps in order.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>
    /// A last model call that asked for no tool (the farewell of a coding agent); null where the source counts such calls
    /// as steps or has none.
    /// </summary>
    public Step? Closing { get; init; }

    /// <summary>The handed-in patch or answer, where the source keeps it.</summary>
    public string? Submission { get; init; }

    /// <summary>What a stop can hand in.</summary>
    public Deliverable Deliverable { get; init; } = Deliverable.Workspace;

    /// <summary>Cost of the whole run as the source states it, in US dollars; null where not known.</summary>
    public decimal? StatedCostUsd { get; init; }

    /// <summary>Steps that people found wrong, where the source comes with such labels; null where it has none.</summary>
    public IReadOnlyList<FailureLabel>? FailureLabels { get; init; }

    /// <summary>Secrets that were masked while reading.</summary>
    public int SecretsMasked { get; init; }

    /// <summary>Where it was read.</summary>
    public required RunSource Source { get; init; }

    /// <summary>Model calls in order: the steps, then the closing call if there is one.</summary>
    public int CallCount => Steps.Count + (Closing is null ? 0 : 1);

    /// <summary>The model call of this number, from 0.</summary>
    internal Step CallAt(int call) => call == Steps.Count && Closing is { } closing ? closing : Steps[call];
}

/// <summary>Where a run was read.</summary>
/// <param name="Path">The file, as the user named it.</param>
/// <param name="Member">The file inside an archive; null outside one.</param>
/// <param name="Index">Position inside a file of several runs, from 0; null where a file is one run.</param>
public sealed record RunSource(string Path, string? Member = null, int? Index = null);

/// <summary>What a stop in the middle of a run can hand in.</summary>
public enum Deliverable
{
    /// <summary>Files or records that the steps change: the work so far counts.</summary>
    Workspace = 0,

    /// <summary>Only the final answer counts.</summary>
    Answer = 1,
}
