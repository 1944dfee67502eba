namespace Stopwise.Traces.Transcripts;

/// <summary>One change that a repair made.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Rule">The rule that called for it; null for the last word that the caller asked for.</param>
/// <param name="Path">Where, in the transcript as it was given, e.g. <c>messages[3].tool_calls[1]</c>.</param>
/// <param name="Detail">What it was about, in one line: the id of the call, the text that is gone.</param>
public sealed record TranscriptEdit(TranscriptEditKind Kind, TranscriptRule? Rule, string Path, string Detail);

/// <summary>What an edit did.</summary>
public enum TranscriptEditKind
{
    /// <summary>Something was put in that nobody had said: a synthetic result, a message.</summary>
    Added = 0,

    /// <summary>Something was left out.</summary>
    Removed = 1,

    /// <summary>Something stands in another place, unchanged.</summary>
    Moved = 2,

    /// <summary>Two messages became one; what they say is unchanged.</summary>
    Merged = 3,

    /// <summary>An id was replaced, in a call and its result alike.</summary>
    Renamed = 4,

    /// <summary>A field was brought into the form that the wire wants.</summary>
    Changed = 5,
}
