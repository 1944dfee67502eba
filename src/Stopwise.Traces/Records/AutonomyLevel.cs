namespace Stopwise.Traces.Records;

/// <summary>The part that the user plays in a run, after Feng, McDonald and Zhang, "Levels of Autonomy for AI Agents" (2025).</summary>
public enum AutonomyLevel
{
    /// <summary>The recording cannot tell.</summary>
    Unknown = 0,

    /// <summary>L1: the user directs each piece of work, the agent does it.</summary>
    Operator = 1,

    /// <summary>L2: user and agent take turns in planning and doing.</summary>
    Collaborator = 2,

    /// <summary>L3: the agent leads and asks the user for what it lacks.</summary>
    Consultant = 3,

    /// <summary>L4: the user only allows or refuses what the agent is about to do.</summary>
    Approver = 4,

    /// <summary>L5: the user looks on.</summary>
    Observer = 5,
}
