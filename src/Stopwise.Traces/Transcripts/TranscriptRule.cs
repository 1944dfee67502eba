namespace Stopwise.Traces.Transcripts;

/// <summary>
/// What providers refuse a transcript for. <c>docs/reference/transcript-repair.md</c> gives the sentence that each of them
/// answers with.
/// </summary>
public enum TranscriptRule
{
    /// <summary>The text is not JSON, or not an array of messages.</summary>
    Unreadable = 0,

    /// <summary>There is at least one message.</summary>
    Empty = 1,

    /// <summary>Each entry is an object with a role or type that the wire knows.</summary>
    Shape = 2,

    /// <summary>Content is there, and is text or a list of parts.</summary>
    Content = 3,

    /// <summary>Text is not blank, and a message says something.</summary>
    EmptyText = 4,

    /// <summary>A call has an id, a name and arguments of the right kind.</summary>
    CallShape = 5,

    /// <summary>No two calls have one id.</summary>
    CallId = 6,

    /// <summary>Each call has a result.</summary>
    Unanswered = 7,

    /// <summary>Each result has a call.</summary>
    Orphan = 8,

    /// <summary>No call has two results.</summary>
    SecondResult = 9,

    /// <summary>Results stand where the wire wants them: directly behind their calls, or in front of what else is said.</summary>
    ResultPlace = 10,

    /// <summary>A result has content of the right kind.</summary>
    ResultShape = 11,

    /// <summary>Reasoning is followed by what it led to.</summary>
    DanglingReasoning = 12,

    /// <summary>A thought is whole and signed.</summary>
    UnsignedReasoning = 13,

    /// <summary>A message that thinks and calls tools begins with the thought.</summary>
    ReasoningFirst = 14,

    /// <summary>No two items have one id.</summary>
    ItemId = 15,

    /// <summary>The user speaks first.</summary>
    FirstUser = 16,

    /// <summary>User and assistant take turns.</summary>
    Alternation = 17,

    /// <summary>The user speaks last.</summary>
    LastUser = 18,

    /// <summary>An answer that is to be gone on with does not end in white space.</summary>
    TrailingSpace = 19,

    /// <summary>What only one role may say is said by that role.</summary>
    BlockPlace = 20,

    /// <summary>A tool that the provider runs has its result behind its call, in the same turn.</summary>
    ServerCall = 21,

    /// <summary>No text holds half of a surrogate pair, as one does that was cut within a character.</summary>
    WholeCharacters = 22,
}
