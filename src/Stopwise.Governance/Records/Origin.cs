namespace Stopwise.Governance.Records;

/// <summary>Something that the content of a record depends on.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Seq">The earlier record that brought it in; -1 where none did (the model's own knowledge).</param>
/// <param name="Name">The file, document, memory key or tool; empty for a user and for the model itself.</param>
public readonly record struct Origin(OriginKind Kind, int Seq, string Name);

/// <summary>What a content can depend on.</summary>
public enum OriginKind : byte
{
    /// <summary>The user's request or a later answer.</summary>
    User = 0,

    /// <summary>Instructions of the scaffold.</summary>
    System = 1,

    /// <summary>A file or a retrieved document.</summary>
    Document = 2,

    /// <summary>Something remembered from before the run.</summary>
    Memory = 3,

    /// <summary>The result of a tool.</summary>
    Tool = 4,

    /// <summary>Nothing on record: the model's own words.</summary>
    Model = 5,
}
