using System.IO.Enumeration;
using Stopwise.Exits;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>A format that a file describes: where the runs, steps, actions, results and outcomes are.</summary>
/// <remarks>
/// docs/reference/format-file.md has the fields. Nothing in such a file is run: paths, names, and lists of values are all there is.
/// </remarks>
public sealed class FormatFile
{
    internal FormatFile() { }

    /// <summary>The name, which becomes <see cref="Run.Format"/>: lower-case letters, digits, dots and dashes.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The YAML that it was read from.</summary>
    public string Text { get; internal init; } = "";

    internal Container Container { get; init; }

    /// <summary>A pattern with <c>*</c> and <c>?</c> for the file's name; null for any.</summary>
    internal string? FileName { get; init; }

    /// <summary>Places that every record holds: how a file is recognised.</summary>
    internal IReadOnlyList<JsonPath> Has { get; init; } = [];

    /// <summary>The records inside a JSON document.</summary>
    internal JsonPath Records { get; init; } = JsonPath.Whole;

    internal RunsPer Runs { get; init; }

    /// <summary>What records of one run share, with <see cref="RunsPer.Key"/>.</summary>
    internal JsonPath? By { get; init; }

    /// <summary>The rows inside a record; null where the record is the row.</summary>
    internal JsonPath? Rows { get; init; }

    internal RunFields Run { get; init; } = new();

    internal RowKinds Kinds { get; init; } = new();

    internal ActFields Act { get; init; } = new();

    internal CallFields Call { get; init; } = new();

    internal ResultFields Result { get; init; } = new();

    /// <summary>What a user says in a row of its own.</summary>
    internal FieldSource? UserText { get; init; }

    internal UsageFields Usage { get; init; } = new();

    internal OutcomeFields? Outcome { get; init; }

    internal Deliverable Deliverable { get; init; }

    /// <summary>Reads a format file.</summary>
    /// <param name="file">How messages name it.</param>
    /// <param name="yaml">Its text, at most 131,072 characters.</param>
    /// <exception cref="StopwiseException">It has a mistake; the message names file, line and remedy.</exception>
    public static FormatFile Parse(string file, string yaml)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(yaml);
        return FormatFileReader.Read(file, yaml);
    }

    internal bool FitsName(string name) =>
        FileName is null || FileSystemName.MatchesSimpleExpression(FileName, name, ignoreCase: true);
}

/// <summary>How a file holds its records.</summary>
internal enum Container
{
    Json,
    JsonLines,
    Csv,
}

/// <summary>Which records make a run.</summary>
internal enum RunsPer
{
    File,
    Record,
    Key,
}

/// <summary>What is read of a run as a whole.</summary>
internal sealed record RunFields
{
    public FieldSource? Id { get; init; }

    public FieldSource? Task { get; init; }

    public FieldSource? Trial { get; init; }

    public FieldSource? Prompt { get; init; }

    public FieldSource? Model { get; init; }

    public FieldSource? Agent { get; init; }

    public FieldSource? AgentVersion { get; init; }

    public FieldSource? Started { get; init; }

    public FieldSource? Ended { get; init; }

    public FieldSource? ExitStatus { get; init; }

    public FieldSource? Submission { get; init; }

    public FieldSource? Cost { get; init; }
}

/// <summary>How rows are told apart. Without a field that tells, every row acts.</summary>
internal sealed record RowKinds
{
    private static readonly HashSet<string> NoValues = new(StringComparer.Ordinal);

    public FieldSource? By { get; init; }

    public IReadOnlySet<string> Act { get; init; } = NoValues;

    public IReadOnlySet<string> Result { get; init; } = NoValues;

    public IReadOnlySet<string> User { get; init; } = NoValues;

    public IReadOnlySet<string> System { get; init; } = NoValues;
}

/// <summary>What is read of a row that acts.</summary>
internal sealed record ActFields
{
    public FieldSource? Turn { get; init; }

    public FieldSource? Agent { get; init; }

    public FieldSource? At { get; init; }

    public FieldSource? Message { get; init; }

    public FieldSource? Thought { get; init; }
}

/// <summary>What is read of a call: in the row that acts, or in each element of a list in it.</summary>
internal sealed record CallFields
{
    public FieldSource? Each { get; init; }

    public FieldSource? Id { get; init; }

    public FieldSource? Tool { get; init; }

    public FieldSource? Arguments { get; init; }

    public FieldSource? Command { get; init; }

    public FieldSource? Result { get; init; }

    public FieldSource? ExitCode { get; init; }

    public FieldSource? IsError { get; init; }
}

/// <summary>What is read of a result: in a row of its own, or in each element of a list in a row.</summary>
internal sealed record ResultFields
{
    public FieldSource? Each { get; init; }

    public FieldSource? CallId { get; init; }

    public FieldSource? Text { get; init; }

    public FieldSource? ExitCode { get; init; }

    public FieldSource? IsError { get; init; }
}

/// <summary>What a row says was used.</summary>
internal sealed record UsageFields
{
    public FieldSource? Input { get; init; }

    public FieldSource? Output { get; init; }

    public FieldSource? Cached { get; init; }

    public FieldSource? Cost { get; init; }

    /// <summary>The numbers are totals of the run so far.</summary>
    public bool Running { get; init; }

    /// <summary>Input tokens do not include those read from a cache.</summary>
    public bool CachedApart { get; init; }
}

/// <summary>Which values of a field mean what.</summary>
internal sealed record OutcomeFields
{
    public required FieldSource From { get; init; }

    public IReadOnlyList<string> Solved { get; init; } = [];

    public IReadOnlyList<string> Failed { get; init; } = [];

    /// <summary>A number from here on is solved, below it failed.</summary>
    public double? AtLeast { get; init; }

    public bool Trusted { get; init; } = true;
}
