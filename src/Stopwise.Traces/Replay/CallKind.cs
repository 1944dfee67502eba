namespace Stopwise.Traces.Replay;

/// <summary>What is called.</summary>
public enum CallKind
{
    /// <summary>A model.</summary>
    Model,

    /// <summary>A tool.</summary>
    Tool,
}
