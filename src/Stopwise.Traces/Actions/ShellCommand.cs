using System.Text;

namespace Stopwise.Traces.Actions;

/// <summary>One simple command of a shell line: its words, where its output goes, and what is fed to it.</summary>
/// <param name="Words">The words after quote removal; the first is the program.</param>
/// <param name="Writes">Files that a redirection writes; devices left out.</param>
/// <param name="Heredoc">Text of a here-document fed to it; null where there is none.</param>
internal sealed record ShellCommand(IReadOnlyList<string> Words, IReadOnlyList<string> Writes, string? Heredoc)
{
    /// <summary>The program without its folder; empty for a line that only assigns or redirects.</summary>
    public string Program { get; } = ProgramOf(Words);

    /// <summary>Words after the program.</summary>
    public IEnumerable<string> Arguments => Words.SkipWhile(IsPrefix).Skip(1);

    private static string ProgramOf(IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            if (!IsPrefix(word))
            {
                return word[(word.LastIndexOf('/') + 1)..];
            }
        }

        return "";
    }

    private static bool IsPrefix(string word) =>
        word is "sudo" or "time" or "env" or "nohup" or "then" or "do" or "else" or "if" or "while" or "!" or "{" or "("
        || (
            word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            && word.AsSpan(0, at).IndexOfAnyExcept(NameCharacters) < 0
        );

    private static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
    );
}

/// <summary>Splits shell text into simple commands: quotes, pipes, lists, redirections and here-documents.</summary>
/// <remarks>
/// It reads what agents write, not all of POSIX: substitutions stay inside their word, and text it cannot follow ends
/// up as a word. It never throws.
/// </remarks>
internal sealed class ShellReader
{
    private readonly string _text;
    private readonly List<ShellCommand> _commands = [];
    private readonly List<(string Delimiter, bool StripTabs)> _pending = [];
    private readonly List<(int Command, int Slot)> _waiting = [];
    private readonly List<string> _heredocs = [];
    private readonly StringBuilder _word = new();
    private List<string> _words = [];
    private List<string> _writes = [];
    private int _heredocSlot = -1;
    private bool _inWord;
    private int _at;

    private ShellReader(string text) => _text = text;

    /// <summary>The simple commands of a shell text in order.</summary>
    public static IReadOnlyList<ShellCommand> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ShellReader(text).ReadAll();
    }

    private List<ShellCommand> ReadAll()
    {
        while (_at < _text.Length)
        {
            ReadOne(_text[_at]);
        }

        EndCommand();
        return _commands;
    }

    private void ReadOne(char c)
    {
        switch (c)
        {
            case '\\' when _at + 1 < _text.Length:
                if (_text[_at + 1] != '\n')
                {
                    Append(_text[_at + 1]);
                }

                _at += 2;
                break;
            case '\'':
                ReadSingleQuoted();
                break;
            case '"':
                ReadDoubleQuoted();
                break;
            case '$' when Next() == '(':
                ReadSubstitution();
                break;
            case '#' when !_inWord:
                _at = EndOfLine();
                break;
            case '\n':
                EndCommand();
                _at++;
                ReadHeredocs();
                break;
            case ';' or '|' or '&' when c != '&' || Next() != '>':
                EndCommand();
                _at++;
                break;
            case '<' when Next() == '<' && At(2) != '<':
                BeginHeredoc();
                break;
            case '>' or '<' or '&':
                ReadRedirection();
                break;
            case ' ' or '\t' or '\r':
                EndWord();
                _at++;
                break;
            default:
                Append(c);
                _at++;
                break;
        }
    }

    private char Next() => At(1);

    private char At(int offset) => _at + offset < _text.Length ? _text[_at + offset] : '\0';

    private void Append(char c)
    {
        _word.Append(c);
        _inWord = true;
    }

    private int EndOfLine()
    {
        var end = _text.IndexOf('\n', _at);
        return end < 0 ? _text.Length : end;
    }

    private void ReadSingleQuoted()
    {
        var end = _text.IndexOf('\'', _at + 1);
        end = end < 0 ? _text.Length : end;
        _word.Append(_text, _at + 1, end - _at - 1);
        _inWord = true;
        _at = Math.Min(_text.Length, end + 1);
    }

    private void ReadDoubleQuoted()
    {
        _inWord = true;
        for (_at++; _at < _text.Length && _text[_at] != '"'; _at++)
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] is '"' or '\\' or '$' or '`')
            {
                _at++;
            }

            _word.Append(_text[Math.Min(_at, _text.Length - 1)]);
        }

        _at++;
    }

    private void ReadSubstitution()
    {
        var depth = 0;
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            Append(c);
            depth += c == '(' ? 1 : 0;
            if (c == ')' && --depth == 0)
            {
                _at++;
                return;
            }
        }
    }

    private void BeginHeredoc()
    {
        EndWord();
        _at += 2;
        var strip = At(0) == '-';
        _at += strip ? 1 : 0;
        while (At(0) is ' ' or '\t')
        {
            _at++;
        }

        var delimiter = new StringBuilder();
        while (
            _at < _text.Length
            && !char.IsWhiteSpace(_text[_at])
            && _text[_at] is not (';' or '|' or '>' or '<' or '&' or ')')
        )
        {
            if (_text[_at] is not ('\'' or '"' or '\\'))
            {
                delimiter.Append(_text[_at]);
            }

            _at++;
        }

        _heredocSlot = _heredocs.Count + _pending.Count;
        _pending.Add((delimiter.ToString(), strip));
    }

    private void ReadHeredocs()
    {
        foreach (var (delimiter, strip) in _pending)
        {
            var body = new StringBuilder();
            while (_at < _text.Length)
            {
                var end = EndOfLine();
                var line = _text.AsSpan(_at, end - _at);
                _at = Math.Min(_text.Length, end + 1);
                if ((strip ? line.TrimStart('\t') : line).TrimEnd('\r').SequenceEqual(delimiter))
                {
                    break;
                }

                body.Append(line).Append('\n');
            }

            _heredocs.Add(body.ToString());
        }

        _pending.Clear();
        AttachHeredocs();
    }

    private void AttachHeredocs()
    {
        foreach (var (command, slot) in _waiting)
        {
            if (slot < _heredocs.Count)
            {
                _commands[command] = _commands[command] with { Heredoc = _heredocs[slot] };
            }
        }

        _waiting.Clear();
    }

    private void ReadRedirection()
    {
        var descriptor = _inWord && _word.Length == 1 && char.IsAsciiDigit(_word[0]);
        if (descriptor)
        {
            _word.Clear();
            _inWord = false;
        }

        EndWord();
        var writes = false;
        while (At(0) is '>' or '<' or '&')
        {
            writes |= At(0) == '>';
            _at++;
        }

        while (At(0) is ' ' or '\t')
        {
            _at++;
        }

        var before = _words.Count;
        while (
            _at < _text.Length
            && (_inWord || !char.IsWhiteSpace(_text[_at]))
            && _text[_at] is not (' ' or '\t' or '\n' or ';' or '|' or '&' or '>' or '<')
        )
        {
            ReadOne(_text[_at]);
        }

        EndWord();
        if (_words.Count > before)
        {
            var target = _words[^1];
            _words.RemoveAt(_words.Count - 1);
            if (
                writes
                && !target.StartsWith("/dev/", StringComparison.Ordinal)
                && target is not "-"
                && target.AsSpan().ContainsAnyExceptInRange('0', '9')
            )
            {
                _writes.Add(target);
            }
        }
    }

    private void EndWord()
    {
        if (_inWord)
        {
            _words.Add(_word.ToString());
        }

        _word.Clear();
        _inWord = false;
    }

    private void EndCommand()
    {
        EndWord();
        if (_words.Count > 0 || _writes.Count > 0)
        {
            if (_heredocSlot >= 0)
            {
                _waiting.Add((_commands.Count, _heredocSlot));
            }

            _commands.Add(new ShellCommand(_words, _writes, null));
            _words = [];
            _writes = [];
        }

        _heredocSlot = -1;
    }
}
