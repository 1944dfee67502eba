namespace Stopwise.Traces.Store;

/// <summary>What a check of the store found.</summary>
public sealed record StoreHealth
{
    /// <summary>Schema of the file.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>Runs in the store.</summary>
    public required int Runs { get; init; }

    /// <summary>Originals in the store, each counted once.</summary>
    public required int Blobs { get; init; }

    /// <summary>Size of the database file in bytes, without its log.</summary>
    public required long FileBytes { get; init; }

    /// <summary>What is wrong with it; empty where it is sound.</summary>
    public required IReadOnlyList<string> Findings { get; init; }
}
