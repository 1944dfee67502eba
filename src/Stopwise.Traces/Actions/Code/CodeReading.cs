namespace Stopwise.Traces.Actions.Code;

/// <summary>What a piece of program text does when it is run, read from the text alone.</summary>
internal sealed class CodeReading
{
    public static CodeReading Nothing { get; } = new();

    /// <summary>It writes, moves or removes files, or alters records elsewhere.</summary>
    public bool Writes { get; set; }

    /// <summary>It writes something that it does not name.</summary>
    public bool WritesUnnamed { get; set; }

    /// <summary>It asserts, sets an exit code, or exercises code that is neither the language's nor a data library's.</summary>
    public bool Checks { get; set; }

    /// <summary>Files it writes, as it names them.</summary>
    public List<string> Written { get; } = [];

    /// <summary>Those of the written files that it leaves removed.</summary>
    public List<string> Removed { get; } = [];

    /// <summary>Files it reads, as it names them.</summary>
    public List<string> Looked { get; } = [];

    /// <summary>Shell commands that it starts.</summary>
    public List<string> Commands { get; } = [];
}
