namespace Stopwise.Traces.Transcripts;

/// <summary>Whether a repaired transcript ends with a message that names the reason of the stop.</summary>
public enum LastWord
{
    /// <summary>No such message, unless the wire needs one there.</summary>
    None = 0,

    /// <summary>A message of the user tells the model, before it goes on.</summary>
    ToModel = 1,

    /// <summary>
    /// A message of the assistant tells whoever reads the conversation: the graceful end of a stopped run. On Anthropic's wire
    /// this makes a history, whatever <see cref="TranscriptRules.EndsWithUser"/> says.
    /// </summary>
    ToReader = 2,
}
