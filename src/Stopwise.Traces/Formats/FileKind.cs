namespace Stopwise.Traces.Formats;

/// <summary>What a file holds, judged by its content.</summary>
internal enum FileKind
{
    Text,
    Empty,
    Binary,
    LfsPointer,
    OtherJson,
    Cast,
    StreamJson,
    Transcript,
    Atif,
    HarborResult,
    TerminalBenchResult,
    SwebenchReport,
    MiniSweAgent,
    SweAgent,
    TauBench,
    GenericLines,
    Otlp,
    RequestLog,
    Langfuse,
    LangSmith,
    LangGraph,
}
