namespace Stopwise.Governance.Records;

/// <summary>How far a content can be trusted. Labels join by the greater number: one untrusted source taints the whole.</summary>
public enum Trust : byte
{
    /// <summary>The user said so.</summary>
    User = 0,

    /// <summary>Instructions of the scaffold, or the model's own words.</summary>
    System = 1,

    /// <summary>A tool that works on the user's own files and services.</summary>
    Tool = 2,

    /// <summary>Anything that others can write: web pages, mail, foreign documents.</summary>
    Untrusted = 3,
}
