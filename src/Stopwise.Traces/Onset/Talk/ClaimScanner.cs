namespace Stopwise.Traces.Onset.Talk;

/// <summary>What a token is.</summary>
internal enum ClaimKind
{
    /// <summary>A lower-case word; of interest only as evidence and where it is printed bold.</summary>
    Word,

    /// <summary>A number of two digits or more, commas removed; list numbers are left out.</summary>
    Number,

    /// <summary>A capitalised word inside a sentence.</summary>
    Entity,
}

/// <summary>One token of a text.</summary>
/// <param name="Text">The word in lower case, or the number without commas and trailing zeros.</param>
/// <param name="Kind">What it is.</param>
/// <param name="InCode">Inside a fenced block.</param>
/// <param name="IsBold">Inside <c>**</c>.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">Its length in the text, as written.</param>
internal readonly record struct ClaimToken(
    string Text,
    ClaimKind Kind,
    bool InCode,
    bool IsBold,
    int Start,
    int Length
);

/// <summary>Reads the words, names and numbers of a text in one pass; it never throws.</summary>
internal ref struct ClaimScanner
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private bool _inCode;
    private bool _bold;
    private bool _sentenceStart = true;
    private bool _lineStart = true;

    public ClaimScanner(ReadOnlySpan<char> text) => _text = text;

    public ClaimToken Current { get; private set; }

    public bool MoveNext()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (char.IsAsciiDigit(c))
            {
                if (ReadNumber())
                {
                    return true;
                }
            }
            else if (char.IsLetter(c))
            {
                ReadWord();
                return true;
            }
            else
            {
                Skip(c);
            }
        }

        return false;
    }

    private void Skip(char c)
    {
        switch (c)
        {
            case '\n':
                (_lineStart, _sentenceStart, _bold) = (true, true, false);
                break;
            case '`' when _lineStart && _text[_at..].StartsWith("```"):
                _inCode = !_inCode;
                _at += 2;
                break;
            case '*' when _at + 1 < _text.Length && _text[_at + 1] == '*':
                _bold = !_bold;
                _at++;
                break;
            case '.' or '!' or '?' or ':':
                _sentenceStart = true;
                break;
            case ' ' or '\t' or '*' or '#' or '-' or '>' or '"' or '(' or '_' or '\r':
                break;
            default:
                _lineStart = false;
                break;
        }

        _at++;
    }

    private bool ReadNumber()
    {
        var start = _at;
        var glued = start > 0 && (char.IsLetter(_text[start - 1]) || _text[start - 1] == '_');
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || IsInside(_at)))
        {
            _at++;
        }

        var span = _text[start.._at];
        var listed = _lineStart && _at < _text.Length && _text[_at] is '.' or ')' && span.Length <= 2;
        (_lineStart, _sentenceStart) = (false, listed);
        if (glued || listed || span.Length > 40)
        {
            return false;
        }

        var number = span.ToString().Replace(",", "", StringComparison.Ordinal);
        if (number.Contains('.', StringComparison.Ordinal))
        {
            number = number.TrimEnd('0').TrimEnd('.');
        }

        // 007 is 7; 0.75 stays as it is.
        while (number.Length > 1 && number[0] == '0' && number[1] != '.')
        {
            number = number[1..];
        }

        if (number.Length < 2)
        {
            return false;
        }

        Current = new ClaimToken(number, ClaimKind.Number, _inCode, _bold, start, span.Length);
        return true;
    }

    /// <summary>A comma or point between digits belongs to the number.</summary>
    private readonly bool IsInside(int at) =>
        _text[at] is ',' or '.' && at + 1 < _text.Length && char.IsAsciiDigit(_text[at + 1]);

    private void ReadWord()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '\'' or '’'))
        {
            _at++;
        }

        var span = _text[start.._at];
        var entity = !_inCode && !_sentenceStart && char.IsUpper(span[0]) && span.Length > 2;
        (_lineStart, _sentenceStart) = (false, false);
        Current = new ClaimToken(
            span[..Math.Min(span.Length, 64)].ToString().ToLowerInvariant(),
            entity ? ClaimKind.Entity : ClaimKind.Word,
            _inCode,
            _bold,
            start,
            span.Length
        );
    }
}
