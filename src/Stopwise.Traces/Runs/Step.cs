namespace Stopwise.Traces.Runs;

/// <summary>One unit of a run: a model turn with its tool calls, or one call of a turn that made several.</summary>
public sealed record Step
{
    /// <summary>Position in the run, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Number of the model turn, from 0; steps of one turn share it and only its first carries usage.</summary>
    public required int Turn { get; init; }

    /// <summary>What the model said, without its tool calls.</summary>
    public string Message { get; init; } = "";

    /// <summary>What the model thought, where the source keeps it apart from the message.</summary>
    public string? Thought { get; init; }

    /// <summary>The tool calls with their results.</summary>
    public IReadOnlyList<ToolCall> Calls { get; init; } = [];

    /// <summary>What came back outside of any tool, e.g. the simulated user's answer.</summary>
    public string? Reply { get; init; }

    /// <summary>What the step spent.</summary>
    public Usage Usage { get; init; } = Usage.Unknown;

    /// <summary>When the model answered, where recorded.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Who took the step, where several agents share the run; null where there is one.</summary>
    public string? Agent { get; init; }

    /// <summary>The agent that the step is addressed to, where recorded.</summary>
    public string? Addressee { get; init; }

    /// <summary>The tool call that started the sub-agent this step belongs to; null in the main line.</summary>
    public string? ParentCallId { get; init; }
}

/// <summary>One use of a tool.</summary>
public sealed record ToolCall
{
    /// <summary>The source's id of the call; empty where it has none.</summary>
    public string Id { get; init; } = "";

    /// <summary>The tool, e.g. <c>Bash</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Arguments as JSON text, or the bare command for a shell tool that takes nothing else.</summary>
    public required string Arguments { get; init; }

    /// <summary>The shell command, where the tool is a shell; null otherwise.</summary>
    public string? Command { get; init; }

    /// <summary>What came back; null where no result was recorded.</summary>
    public string? Result { get; init; }

    /// <summary>Exit code of the command, where recorded.</summary>
    public int? ExitCode { get; init; }

    /// <summary>True where the source marks the result as an error.</summary>
    public bool IsError { get; init; }
}
