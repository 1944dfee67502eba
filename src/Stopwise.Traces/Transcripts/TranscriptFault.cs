namespace Stopwise.Traces.Transcripts;

/// <summary>Something that a provider refuses.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Path">Where, e.g. <c>messages[3].content[0]</c>.</param>
/// <param name="Message">What is wrong, in the words that the provider uses where they are known.</param>
public sealed record TranscriptFault(TranscriptRule Rule, string Path, string Message);
