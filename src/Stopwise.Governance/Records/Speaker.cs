namespace Stopwise.Governance.Records;

/// <summary>Who speaks in a record.</summary>
public enum Speaker : byte
{
    /// <summary>The model.</summary>
    Assistant = 0,

    /// <summary>A person, or the program that stands in for one.</summary>
    User = 1,

    /// <summary>The scaffold: instructions, hints, errors of its own.</summary>
    System = 2,

    /// <summary>A tool.</summary>
    Tool = 3,
}
