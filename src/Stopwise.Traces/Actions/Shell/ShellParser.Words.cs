using System.Buffers;
using System.Globalization;
using System.Text;

namespace Stopwise.Traces.Actions.Shell;

/// <content>Words, quotes and substitutions.</content>
internal sealed partial class ShellParser
{
    private static readonly SearchValues<char> PlainEnd = SearchValues.Create(" \t\r\n;|&<>()'\"\\$`");
    private static readonly SearchValues<char> QuotedEnd = SearchValues.Create("\"\\$`");
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
    );

    private readonly StringBuilder _word = new();
    private bool _quoted;

    private void ReadWord()
    {
        _quoted = false;
        var start = _at;
        var word = ReadPlainWord() ?? ReadMixedWord();
        if (!_quoted && Peek(0) is '<' or '>' && _at > start && word.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
        {
            ReadRedirection(int.TryParse(word, CultureInfo.InvariantCulture, out var descriptor) ? descriptor : -1);
            return;
        }

        AddWord(word);
    }

    private void AddWord(string word)
    {
        if (_header != Header.None)
        {
            AddHeaderWord(word);
            return;
        }

        if (_words.Count == 0 && ((_assignments == 0 && !_quoted && ReadKeyword(word)) || TryAssign(word)))
        {
            return;
        }

        _words.Add(word);
        if (_words.Count > 1)
        {
            if (_words[0] is "export" or "local" or "declare" or "readonly" or "typeset")
            {
                NoteVariable(word);
            }
        }
        else if (word == "[[" && !TrySkip("]]", 0))
        {
            _source.Refuse();
        }
    }

    private void AddHeaderWord(string word)
    {
        switch (_header)
        {
            case Header.Function:
                _header = Header.None;
                return;
            case Header.Loop when word == "do" && !_quoted:
                _words.Clear();
                _header = Header.None;
                Open(Bracket.Loop);
                return;
            case Header.Case when word == "in" && _words.Count > 0:
                _words.Clear();
                _header = Header.None;
                _scopes.Add(new Scope(Bracket.Case, _directory, AtPattern: true));
                return;
            case Header.Loop when _words.Count == 0:
                _source.Variables?.Remove(word);
                _words.Add(word);
                return;
            default:
                _words.Add(word);
                return;
        }
    }

    private bool TryAssign(string word)
    {
        if (!NoteVariable(word))
        {
            return false;
        }

        _assignments++;
        return true;
    }

    /// <summary>Remembers <c>NAME=value</c> where the value is literal; false where the word is no assignment.</summary>
    private bool NoteVariable(string word)
    {
        var at = word.IndexOf('=', StringComparison.Ordinal);
        var name = at > 0 ? word.AsSpan(0, at).TrimEnd('+') : default;
        if (name.IsEmpty || name.IndexOfAnyExcept(NameCharacters) >= 0 || char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        var value = word[(at + 1)..];
        if (word[at - 1] == '+' || value.Length > 4096 || ShellPath.IsUnknown(value))
        {
            _source.Variables?.Remove(name.ToString());
        }
        else
        {
            (_source.Variables ??= new(StringComparer.Ordinal))[name.ToString()] = value;
        }

        return true;
    }

    /// <summary>The common case: no quote and nothing to replace. Null where the word goes on.</summary>
    private string? ReadPlainWord()
    {
        var length = _text.AsSpan(_at).IndexOfAny(PlainEnd);
        length = length < 0 ? _text.Length - _at : length;
        if (length == 0 || (_at + length < _text.Length && GoesOn(_text[_at + length], _text[_at + length - 1])))
        {
            return null;
        }

        var word = _text.Substring(_at, length);
        _at += length;
        return word;
    }

    private static bool GoesOn(char next, char last) =>
        next is '\'' or '"' or '\\' or '$' or '`' || (next == '(' && last is '=' or '?' or '*' or '+' or '@' or '!');

    private string ReadMixedWord()
    {
        _word.Clear();
        while (_at < _text.Length)
        {
            var plain = _text.AsSpan(_at).IndexOfAny(PlainEnd);
            plain = plain < 0 ? _text.Length - _at : plain;
            _word.Append(_text, _at, plain);
            _at += plain;
            if (_at == _text.Length || !ReadPart(_text[_at]))
            {
                break;
            }
        }

        return _word.ToString();
    }

    /// <summary>Reads a quote, an escape or a substitution; false at the end of the word.</summary>
    private bool ReadPart(char c)
    {
        switch (c)
        {
            case '\\':
                if (Peek(1) is not ('\n' or '\0'))
                {
                    _word.Append(Peek(1));
                    _quoted = true;
                }

                _at = Math.Min(_text.Length, _at + 2);
                return true;
            case '\'':
                ReadSingleQuoted();
                return true;
            case '"':
                ReadDoubleQuoted();
                return true;
            case '$':
                ReadDollar(quoted: false);
                return true;
            case '`':
                ReadBackquoted();
                return true;
            case '<' or '>' when Peek(1) == '(' && _word.Length == 0 && !_quoted:
                ReadSubstitution(open: 2);
                return true;
            case '(' when _word.Length > 1 && _word[^1] == '=' && !_quoted:
                ReadSubstitutionOfArray();
                return true;
            case '(' when _word.Length > 0 && _word[^1] is '?' or '*' or '+' or '@' or '!' && TrySkip(")", 1):
                return true;
            default:
                return false;
        }
    }

    private void ReadSingleQuoted()
    {
        _quoted = true;
        var end = _text.IndexOf('\'', _at + 1);
        if (end < 0)
        {
            _source.Refuse();
            end = _text.Length;
        }

        _word.Append(_text, _at + 1, end - _at - 1);
        _at = Math.Min(_text.Length, end + 1);
    }

    private void ReadDoubleQuoted()
    {
        _quoted = true;
        _at++;
        while (_at < _text.Length)
        {
            var plain = _text.AsSpan(_at).IndexOfAny(QuotedEnd);
            plain = plain < 0 ? _text.Length - _at : plain;
            _word.Append(_text, _at, plain);
            _at += plain;
            switch (Peek(0))
            {
                case '"':
                    _at++;
                    return;
                case '\\':
                    if (Peek(1) is not ('"' or '\\' or '$' or '`' or '\n'))
                    {
                        _word.Append('\\');
                    }

                    if (Peek(1) is not ('\n' or '\0'))
                    {
                        _word.Append(Peek(1));
                    }

                    _at = Math.Min(_text.Length, _at + 2);
                    break;
                case '$':
                    ReadDollar(quoted: true);
                    break;
                case '`':
                    ReadBackquoted();
                    break;
            }
        }

        _source.Refuse();
    }

    private void ReadDollar(bool quoted)
    {
        switch (Peek(1))
        {
            case '(' when Peek(2) == '(' && TryTake("))", 3):
                return;
            case '(':
                ReadSubstitution(open: 2);
                return;
            case '{':
                if (!ReadBraced())
                {
                    Take(2);
                }

                return;
            case '\'' when !quoted:
                ReadEscapedQuote();
                return;
            case '"' when !quoted:
                _at++;
                return;
            default:
                var length = _text.AsSpan(_at + 1).IndexOfAnyExcept(NameCharacters);
                length = length < 0 ? _text.Length - _at - 1 : length;
                AppendVariable(_text.AsSpan(_at + 1, length), _at, 1 + length);
                _at += 1 + length;
                return;
        }
    }

    private bool ReadBraced()
    {
        var depth = 0;
        for (var at = _source.IsMissing("}") ? _text.Length : _at + 1; at < _text.Length; at++)
        {
            depth += _text[at] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if (depth == 0)
            {
                AppendVariable(_text.AsSpan(_at + 2, at - _at - 2), _at, at + 1 - _at);
                _at = at + 1;
                return true;
            }
        }

        _source.NoteMissing("}");
        _source.Refuse();
        return false;
    }

    /// <summary>What the variable was set to, if the text set it, else its own spelling.</summary>
    private void AppendVariable(ReadOnlySpan<char> name, int start, int length)
    {
        if (
            _source.Variables is { } known
            && known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var value)
            && (_source.Growth -= value.Length) > 0
        )
        {
            _word.Append(value);
            return;
        }

        _word.Append(_text, start, length);
    }

    private void ReadEscapedQuote()
    {
        _quoted = true;
        for (_at += 2; _at < _text.Length; _at++)
        {
            if (_text[_at] == '\'')
            {
                _at++;
                return;
            }

            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                _at++;
                _word.Append(
                    _text[_at] switch
                    {
                        'n' => '\n',
                        't' => '\t',
                        _ => _text[_at],
                    }
                );
                continue;
            }

            _word.Append(_text[_at]);
        }

        _source.Refuse();
    }

    /// <summary>Reads the commands of <c>$(...)</c> or <c>&lt;(...)</c>; its text stays in the word.</summary>
    private void ReadSubstitution(int open)
    {
        if (_source.Depth >= MaxDepth)
        {
            Take(open);
            return;
        }

        _source.Depth++;
        var inner = new ShellParser(_source, _at + open, _directory, isSubstitution: true);
        inner.ReadList();
        _source.Depth--;
        _word.Append(_text, _at, inner._at - _at);
        _at = inner._at;
    }

    private void ReadSubstitutionOfArray()
    {
        _source.Depth++;
        var inner = new ShellParser(_source, _at + 1, _directory, isSubstitution: true) { _header = Header.Loop };
        inner.ReadArray();
        _source.Depth--;
        _word.Append(_text, _at, inner._at - _at);
        _at = inner._at;
    }

    /// <summary>The elements of an array are words and no commands, though substitutions among them are.</summary>
    private void ReadArray()
    {
        while (_at < _text.Length && !_closed)
        {
            switch (_text[_at])
            {
                case ')':
                    _closed = true;
                    _at++;
                    break;
                case '\'' or '"' or '$' or '`' or '\\':
                    _word.Clear();
                    ReadPart(_text[_at]);
                    break;
                default:
                    _at++;
                    break;
            }
        }
    }

    private void ReadBackquoted()
    {
        var end = _at + 1;
        while (end < _text.Length && _text[end] != '`')
        {
            end += _text[end] == '\\' ? 2 : 1;
        }

        if (end >= _text.Length)
        {
            _source.Refuse();
            end = _text.Length;
        }

        if (_source.Depth < MaxDepth && end > _at + 1)
        {
            var body = _text.AsSpan(_at + 1, end - _at - 1).ToString().Replace("\\`", "`", StringComparison.Ordinal);
            var inner = new ShellSource(body, _source.Depth + 1);
            _source.Commands.AddRange(Parse(inner, _directory).Commands);
        }

        end = Math.Min(_text.Length, end + 1);
        _word.Append(_text, _at, end - _at);
        _at = end;
    }

    private void Take(int length)
    {
        length = Math.Min(length, _text.Length - _at);
        _word.Append(_text, _at, length);
        _at += length;
    }

    private bool TryTake(string end, int from)
    {
        var start = _at;
        if (!TrySkip(end, from))
        {
            return false;
        }

        _word.Append(_text, start, _at - start);
        return true;
    }

    /// <summary>Goes behind the next occurrence of an end; each end is looked for in vain once at most.</summary>
    private bool TrySkip(string end, int from)
    {
        var at =
            _source.IsMissing(end) || _at + from > _text.Length
                ? -1
                : _text.IndexOf(end, _at + from, StringComparison.Ordinal);
        if (at < 0)
        {
            _source.NoteMissing(end);
            return false;
        }

        _at = at + end.Length;
        return true;
    }
}
