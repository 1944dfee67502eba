namespace Stopwise.Traces.Text;

/// <summary>Splits a text into words, written into the caller's buffer: no allocation.</summary>
/// <remarks>
/// A word is a run of letters, digits and underscores in lower case. A run of digits becomes one <c>0</c>, so that line numbers and
/// ids do not make words of their own; a word of digits alone says nothing and is left out, as is one longer than
/// <see cref="LongestWord"/> (hashes, encoded data), which ends the phrase.
/// </remarks>
internal ref struct WordScanner(ReadOnlySpan<char> text, Span<char> buffer, bool escapes = false)
{
    public const int LongestWord = 40;

    private ReadOnlySpan<char> _rest = text;
    private readonly Span<char> _buffer = buffer;
    private readonly bool _escapes = escapes;
    private int _length;

    /// <summary>The word; valid until the next one is read.</summary>
    public readonly ReadOnlySpan<char> Current => _buffer[.._length];

    /// <summary>False where the word before belongs to the same phrase: line, sentence or shell command.</summary>
    public bool StartsPhrase { get; private set; }

    public bool MoveNext()
    {
        StartsPhrase = _length == 0;
        while (SkipToWord())
        {
            if (ReadWord())
            {
                return true;
            }
        }

        return false;
    }

    private bool SkipToWord()
    {
        var i = 0;
        while (i < _rest.Length && !IsWordPart(_rest[i]))
        {
            var c = _rest[i++];
            if (c == '\\' && _escapes && i < _rest.Length)
            {
                StartsPhrase |= _rest[i++] == 'n';
            }
            else
            {
                StartsPhrase |= c is '\n' or ';' or '|' or '&' || EndsSentence(c, i);
            }
        }

        _rest = _rest[i..];
        return _rest.Length > 0;
    }

    private readonly bool EndsSentence(char mark, int next) =>
        mark is '.' or '!' or '?' && (next == _rest.Length || char.IsWhiteSpace(_rest[next]));

    private bool ReadWord()
    {
        int length = 0,
            i = 0;
        for (; i < _rest.Length && IsWordPart(_rest[i]); i++)
        {
            var c = Folded(_rest[i]);
            if (length <= LongestWord && !(c == '0' && length > 0 && _buffer[length - 1] == '0'))
            {
                if (length < LongestWord)
                {
                    _buffer[length] = c;
                }

                length++;
            }
        }

        _rest = _rest[i..];
        if (length > LongestWord)
        {
            StartsPhrase = true;
            return false;
        }

        if (length == 1 && _buffer[0] == '0')
        {
            return false;
        }

        _length = length;
        return true;
    }

    private static bool IsWordPart(char c) =>
        char.IsAscii(c) ? char.IsAsciiLetterOrDigit(c) || c == '_' : char.IsLetterOrDigit(c);

    private static char Folded(char c) =>
        char.IsAsciiLetterUpper(c) ? (char)(c | 0x20)
        : char.IsAscii(c)
            ? char.IsAsciiDigit(c) ? '0'
                : c
        : char.IsDigit(c) ? '0'
        : char.ToLowerInvariant(c);
}
