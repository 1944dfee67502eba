namespace Stopwise.Traces.Store;

/// <summary>What saving a run changed.</summary>
public enum SaveResult
{
    /// <summary>The store did not have it.</summary>
    Imported,

    /// <summary>The store had another version under this id, or no verdict on it; the new one took its place.</summary>
    Updated,

    /// <summary>The store has it already; nothing changed.</summary>
    Duplicate,
}
