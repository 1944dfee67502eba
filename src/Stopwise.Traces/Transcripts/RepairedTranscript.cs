namespace Stopwise.Traces.Transcripts;

/// <summary>What a repair made of a transcript.</summary>
/// <param name="Json">
/// The array in UTF-8. The bytes that were given where nothing was edited; otherwise each message that was not edited has its
/// own bytes.
/// </param>
/// <param name="Edits">The changes, in the order of the places where they were made, as far as that can be said.</param>
/// <param name="Unreadable">Why nothing could be repaired; null where it could.</param>
public sealed record RepairedTranscript(
    ReadOnlyMemory<byte> Json,
    IReadOnlyList<TranscriptEdit> Edits,
    string? Unreadable = null
);
