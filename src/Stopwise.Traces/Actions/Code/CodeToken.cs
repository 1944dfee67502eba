namespace Stopwise.Traces.Actions.Code;

internal enum CodeTokenKind
{
    End,
    Line,
    Name,
    Text,
    Number,
    Sign,
}

/// <summary>A piece of program text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where its value starts: of a text the first character inside the quotes.</param>
/// <param name="Length">Characters of its value.</param>
/// <param name="IsFormed">A text with parts that are only known when the code runs.</param>
internal readonly record struct CodeToken(CodeTokenKind Kind, int Start, int Length, bool IsFormed = false);
