using System.Buffers;

namespace Stopwise.Traces.Actions.Code;

/// <summary>Cuts program text into names, texts and signs: as much of Python, JavaScript and kin as they share.</summary>
/// <remarks>One pass, no allocation, any input. Comments and blanks are left out.</remarks>
internal ref struct CodeTokens(ReadOnlySpan<char> code, bool slashComments)
{
    private static readonly SearchValues<char> LineEndOrEscape = SearchValues.Create("\n\\'\"");
    private static readonly SearchValues<char> TextPrefixes = SearchValues.Create("fFrRbBuU");
    private readonly ReadOnlySpan<char> _code = code;
    private readonly bool _slashComments = slashComments;
    private int _at;

    public CodeToken Next()
    {
        while (_at < _code.Length)
        {
            var c = _code[_at];
            switch (c)
            {
                case '\n':
                    return new CodeToken(CodeTokenKind.Line, _at++, 1);
                case ' ' or '\t' or '\r':
                    _at++;
                    continue;
                case '\\' when Peek(1) == '\n':
                    _at += 2;
                    continue;
                case '#' when !_slashComments || _at == 0:
                case '/' when _slashComments && Peek(1) == '/':
                    SkipTo("\n", 0);
                    continue;
                case '/' when _slashComments && Peek(1) == '*':
                    SkipTo("*/", 2);
                    continue;
                case '\'' or '"' or '`':
                    return ReadText(formed: c == '`');
            }

            return IsNameStart(c) ? ReadName()
                : char.IsAsciiDigit(c) ? ReadNumber()
                : new CodeToken(CodeTokenKind.Sign, _at++, 1);
        }

        return new CodeToken(CodeTokenKind.End, _code.Length, 0);
    }

    private readonly char Peek(int offset) => _at + offset < _code.Length ? _code[_at + offset] : '\0';

    private static bool IsNameStart(char c) =>
        char.IsAsciiLetter(c) || c is '_' or '$' || (c > 127 && char.IsLetter(c));

    private void SkipTo(ReadOnlySpan<char> end, int after)
    {
        var found = _code[_at..].IndexOf(end);
        _at = found < 0 ? _code.Length : _at + found + after;
    }

    private CodeToken ReadName()
    {
        var start = _at;
        while (_at < _code.Length && (IsNameStart(_code[_at]) || char.IsAsciiDigit(_code[_at])))
        {
            _at++;
        }

        var name = _code[start.._at];
        if (name.Length <= 2 && Peek(0) is '\'' or '"' && !name.ContainsAnyExcept(TextPrefixes))
        {
            return ReadText(formed: name.ContainsAny('f', 'F'));
        }

        return new CodeToken(CodeTokenKind.Name, start, _at - start);
    }

    private CodeToken ReadNumber()
    {
        var start = _at;
        while (_at < _code.Length && (char.IsAsciiLetterOrDigit(_code[_at]) || _code[_at] == '.'))
        {
            _at++;
        }

        return new CodeToken(CodeTokenKind.Number, start, _at - start);
    }

    private CodeToken ReadText(bool formed)
    {
        var quote = _code[_at];
        var triple = quote != '`' && Peek(1) == quote && Peek(2) == quote;
        _at += triple ? 3 : 1;
        var start = _at;
        while (_at < _code.Length)
        {
            if (quote != '`')
            {
                var plain = _code[_at..].IndexOfAny(LineEndOrEscape);
                _at = plain < 0 ? _code.Length : _at + plain;
            }

            if (_at >= _code.Length || (Peek(0) == '\n' && !triple && quote != '`'))
            {
                // A quote that does not close on its line: the text ends with the line.
                break;
            }

            if (Peek(0) == '\\')
            {
                _at = Math.Min(_code.Length, _at + 2);
                continue;
            }

            if (Peek(0) == quote && (!triple || (Peek(1) == quote && Peek(2) == quote)))
            {
                var value = _code[start.._at];
                var token = new CodeToken(
                    CodeTokenKind.Text,
                    start,
                    _at - start,
                    formed && value.ContainsAny('{', '$')
                );
                _at += triple ? 3 : 1;
                return token;
            }

            _at++;
        }

        return new CodeToken(CodeTokenKind.Text, start, _at - start, formed);
    }
}
