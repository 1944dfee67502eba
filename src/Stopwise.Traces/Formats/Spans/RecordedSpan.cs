using Stopwise.Traces.Formats.Exchanges;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Spans;

/// <summary>What an agent does during a span.</summary>
internal enum SpanWork
{
    /// <summary>Anything that is no work of an agent by itself: a chain, a request, a database call.</summary>
    Other,

    /// <summary>A call of a model.</summary>
    Model,

    /// <summary>A tool at work.</summary>
    Tool,

    /// <summary>An agent, with what it does below.</summary>
    Agent,
}

/// <summary>One span of a trace, in the words of no tracing convention.</summary>
internal sealed record RecordedSpan
{
    public required string Trace { get; init; }

    public required string Id { get; init; }

    public string? Parent { get; init; }

    public required string Name { get; init; }

    public SpanWork Work { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What joins several traces into one run; null where the trace is the run.</summary>
    public string? Session { get; init; }

    /// <summary>The agent or service that made it.</summary>
    public string? Agent { get; init; }

    public string? AgentVersion { get; init; }

    /// <summary>The task, where the platform knows it.</summary>
    public string? Task { get; init; }

    /// <summary>Reads the call of a <see cref="SpanWork.Model"/> span: every call repeats the messages before it, so few are held at once.</summary>
    public Func<ModelCall>? Call { get; init; }

    /// <summary>The tool and its result of a <see cref="SpanWork.Tool"/> span; the id is empty where the source has none.</summary>
    public ToolCall? Tool { get; init; }

    public bool Failed { get; init; }

    /// <summary>A verdict that stands at the span; null where none does.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>The source's own JSON of the span, on one line; reading it again gives the span again. Null where another span's line holds it.</summary>
    public required Func<byte[]>? Source { get; init; }
}
