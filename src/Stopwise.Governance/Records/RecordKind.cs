namespace Stopwise.Governance.Records;

/// <summary>What sort of record it is. The numbers are written to disk and never change.</summary>
public enum RecordKind : byte
{
    /// <summary>Something said: by a user, a model, another agent.</summary>
    Message = 0,

    /// <summary>A call of a tool, before its result is known.</summary>
    Action = 1,

    /// <summary>What a call brought back.</summary>
    Observation = 2,

    /// <summary>A decision about an action: allowed, rewritten, blocked, asked.</summary>
    Governance = 3,

    /// <summary>A fault that was put in on purpose.</summary>
    Fault = 4,
}
