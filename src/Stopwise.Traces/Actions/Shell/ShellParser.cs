namespace Stopwise.Traces.Actions.Shell;

/// <summary>Reads the simple commands out of shell text: lists, pipelines, brackets, loops, functions, substitutions.</summary>
/// <remarks>
/// One pass from left to right; brackets and keywords lie on a list and only substitutions recurse, to a fixed depth, below
/// which they are text. It never throws, takes time linear in the text, and executes nothing. Bodies of functions and all
/// branches count as run. Variables that the text itself sets to literal text are replaced.
/// </remarks>
internal sealed partial class ShellParser
{
    private const int MaxDepth = 24;

    private readonly ShellSource _source;
    private readonly string _text;
    private readonly bool _isSubstitution;
    private readonly List<Scope> _scopes = [];
    private readonly List<string> _words = [];
    private readonly List<Redirection> _redirections = [];
    private string _directory;
    private HereText? _input;
    private ShellCommand? _pipedFrom;
    private Header _header;
    private int _assignments;
    private int _at;
    private bool _closed;

    private ShellParser(ShellSource source, int at, string directory, bool isSubstitution)
    {
        _source = source;
        _text = source.Text;
        _at = at;
        _directory = directory;
        _isSubstitution = isSubstitution;
    }

    private enum Bracket : byte
    {
        Subshell,
        Group,
        If,
        Loop,
        Case,
    }

    /// <summary>Words that head a construct and are not a command of their own.</summary>
    private enum Header : byte
    {
        None,
        Loop,
        Case,
        Function,
    }

    /// <summary>The simple commands of a text that starts in a directory.</summary>
    public static ShellText Parse(string text, string directory = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(new ShellSource(text), directory);
    }

    private static ShellText Parse(ShellSource source, string directory)
    {
        var parser = new ShellParser(source, 0, directory, isSubstitution: false);
        parser.ReadList();
        return new ShellText(source.Commands, Math.Min(source.Understood, source.Commands.Count));
    }

    private void ReadList()
    {
        while (_at < _text.Length && !_closed)
        {
            if (_scopes.Count > 0 && _scopes[^1].AtPattern)
            {
                ReadCasePattern();
            }
            else
            {
                ReadOne(_text[_at]);
            }
        }

        EndCommand();
        if (!_closed && (_isSubstitution || _scopes.Count > 0))
        {
            _source.Refuse();
        }
    }

    private void ReadOne(char c)
    {
        switch (c)
        {
            case ' ' or '\t' or '\r':
                _at++;
                break;
            case '\\' when Peek(1) == '\n':
                _at += 2;
                break;
            case '#':
                _at = EndOfLine(_at);
                break;
            case '\n':
                EndCommand();
                _at++;
                ReadHereDocuments();
                EndLine();
                break;
            case ';':
                ReadSemicolon();
                break;
            case '&' when Peek(1) != '>':
                ReadAmpersand();
                break;
            case '|':
                ReadPipe();
                break;
            case '(':
                ReadOpening();
                break;
            case ')':
                ReadClosing();
                break;
            case '<' or '>' when Peek(1) == '(':
                ReadWord();
                break;
            case '<' or '>' or '&':
                ReadRedirection(descriptor: -1);
                break;
            default:
                ReadWord();
                break;
        }
    }

    private char Peek(int offset) => _at + offset < _text.Length ? _text[_at + offset] : '\0';

    private int EndOfLine(int from)
    {
        var end = _text.IndexOf('\n', from);
        return end < 0 ? _text.Length : end;
    }

    private bool HasCommand => _words.Count > 0 || _redirections.Count > 0 || _assignments > 0;

    private void ReadSemicolon()
    {
        var ends = Peek(1) is ';' or '&';
        EndCommand();
        _at += ends ? 2 : 1;
        if (ends)
        {
            if (Peek(0) == '&')
            {
                _at++;
            }

            if (_scopes.Count > 0 && _scopes[^1].Bracket == Bracket.Case)
            {
                _scopes[^1] = _scopes[^1] with { AtPattern = true };
            }
            else
            {
                _source.Refuse();
            }
        }
    }

    private void ReadAmpersand()
    {
        var both = Peek(1) == '&';
        EndCommand(background: !both);
        _at += both ? 2 : 1;
    }

    private void ReadPipe()
    {
        var alternative = Peek(1) == '|';
        EndCommand();
        _at += alternative || Peek(1) == '&' ? 2 : 1;
        _pipedFrom = alternative || _source.Commands.Count == 0 ? null : _source.Commands[^1];
    }

    private void ReadOpening()
    {
        if (Peek(1) == '(' && (!HasCommand || _header == Header.Loop) && TrySkip("))", 2))
        {
            return;
        }

        if (_words.Count > 0 && ClosesAtOnce() is { } end)
        {
            // A function: its name is no command, its body is read where it stands.
            _words.Clear();
            _header = Header.None;
            _at = end;
            return;
        }

        if (HasCommand)
        {
            _source.Refuse();
            EndCommand();
        }

        _at++;
        _scopes.Add(new Scope(Bracket.Subshell, _directory, AtPattern: false));
    }

    private int? ClosesAtOnce()
    {
        var at = _at + 1;
        while (at < _text.Length && _text[at] is ' ' or '\t')
        {
            at++;
        }

        return at < _text.Length && _text[at] == ')' ? at + 1 : null;
    }

    private void ReadClosing()
    {
        EndCommand();
        _at++;
        if (_scopes.Count == 0 && _isSubstitution)
        {
            _closed = true;
            return;
        }

        Close(Bracket.Subshell);
    }

    private void Close(Bracket bracket)
    {
        if (_scopes.Count == 0 || _scopes[^1].Bracket != bracket)
        {
            _source.Refuse();
            return;
        }

        if (bracket == Bracket.Subshell)
        {
            _directory = _scopes[^1].Directory;
        }

        _scopes.RemoveAt(_scopes.Count - 1);
    }

    private void Open(Bracket bracket) => _scopes.Add(new Scope(bracket, _directory, AtPattern: false));

    private void EndLine()
    {
        if (_scopes.Count == 0 && !_isSubstitution)
        {
            _source.Accept();
        }
    }

    /// <summary>A word at the place of a command that is a keyword opens, divides or closes a construct.</summary>
    private bool ReadKeyword(string word)
    {
        switch (word)
        {
            case "if":
                Open(Bracket.If);
                return true;
            case "while" or "until":
            case "then" or "else" or "elif" or "!":
                return true;
            case "for" or "select":
                _header = Header.Loop;
                return true;
            case "case":
                _header = Header.Case;
                return true;
            case "function":
                _header = Header.Function;
                return true;
            case "{":
                Open(Bracket.Group);
                return true;
            case "do":
                Open(Bracket.Loop);
                return true;
            case "}":
                Close(Bracket.Group);
                return true;
            case "fi":
                Close(Bracket.If);
                return true;
            case "done":
                Close(Bracket.Loop);
                return true;
            case "esac":
                Close(Bracket.Case);
                return true;
            default:
                return false;
        }
    }

    private void ReadCasePattern()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] == '#'))
        {
            _at = _text[_at] == '#' ? EndOfLine(_at) : _at + 1;
        }

        if (string.CompareOrdinal(_text, _at, "esac", 0, 4) == 0)
        {
            _scopes[^1] = _scopes[^1] with { AtPattern = false };
            return;
        }

        if (_at < _text.Length && _text[_at] == '(')
        {
            _at++;
        }

        while (_at < _text.Length && _text[_at] != ')')
        {
            _at = _text[_at] switch
            {
                '\'' or '"' => Math.Max(_at, _text.IndexOf(_text[_at], _at + 1)) + 1,
                '\\' => _at + 2,
                _ => _at + 1,
            };
        }

        _at = Math.Min(_text.Length, _at + 1);
        _scopes[^1] = _scopes[^1] with { AtPattern = false };
    }

    private void EndCommand(bool background = false)
    {
        if (_header == Header.None && (_words.Count > 0 || _redirections.Count > 0))
        {
            var command = new ShellCommand
            {
                Words = _words.ToArray(),
                Redirections = _redirections.Count == 0 ? [] : _redirections.ToArray(),
                Input = _input,
                PipedFrom = _pipedFrom,
                Directory = _directory,
            };
            _source.Commands.Add(command);
            if (command.Words is ["cd" or "pushd", var target, ..])
            {
                _directory = target == "-" ? "$OLDPWD" : ShellPath.Resolve(_directory, target);
            }
        }

        if (background && _source.Commands.Count > 0)
        {
            _source.Commands[^1].Background = true;
        }

        if (HasCommand)
        {
            // An empty line after a pipe sign does not end the pipeline.
            _pipedFrom = null;
        }

        _words.Clear();
        _redirections.Clear();
        _header = Header.None;
        _assignments = 0;
        _input = null;
    }

    /// <param name="Bracket">What closes it.</param>
    /// <param name="Directory">Where the text was before the bracket; a subshell goes back there.</param>
    /// <param name="AtPattern">Inside a <c>case</c>: a pattern comes next and no command.</param>
    private readonly record struct Scope(Bracket Bracket, string Directory, bool AtPattern);
}
