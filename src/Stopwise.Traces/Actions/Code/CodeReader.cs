namespace Stopwise.Traces.Actions.Code;

/// <summary>Reads which files program text names for writing and reading, and whether it checks something.</summary>
/// <remarks>
/// It follows literal paths through plain variables, <c>Path(...)</c> and <c>join</c>; what it cannot follow is written
/// unnamed. One pass; nesting beyond a fixed depth is only counted. It never throws.
/// </remarks>
internal ref partial struct CodeReader
{
    private const int MaxNesting = 128;
    private const int MaxPaths = 64;
    private readonly ReadOnlySpan<char> _code;
    private readonly CodeReading _reading;
    private readonly List<Frame> _frames;
    private CodeTokens _tokens;
    private CodeToken _last;
    private Dictionary<string, string>? _values;
    private List<string>? _foreign;
    private List<string>? _paths;
    private int _tooDeep;
    private int _assigned;
    private int _assignedLength;
    private Import _import;
    private bool _moduleIsForeign;
    private bool _atStart;
    private bool _foreignUsed;
    private bool _foreignStar;
    private bool _buffers;
    private bool _writesHandle;
    private bool _prints;
    private bool _database;
    private bool _inMemory;

    private CodeReader(ReadOnlySpan<char> code, bool slashComments)
    {
        _code = code;
        _tokens = new CodeTokens(code, slashComments);
        _reading = new CodeReading();
        _frames = [default];
        _atStart = true;
    }

    private enum Import : byte
    {
        None,
        Module,
        Names,
        Alias,
    }

    /// <summary>Reads a text.</summary>
    /// <param name="code">Program text of any language.</param>
    /// <param name="slashComments">True where comments begin with <c>//</c>; otherwise they begin with <c>#</c>.</param>
    public static CodeReading Read(ReadOnlySpan<char> code, bool slashComments = false)
    {
        if (code.IsWhiteSpace())
        {
            return CodeReading.Nothing;
        }

        var reader = new CodeReader(code, slashComments);
        reader.ReadAll();
        return reader._reading;
    }

    private void ReadAll()
    {
        CodeToken token;
        do
        {
            token = _tokens.Next();
            Take(token);
            _last = token;
        } while (token.Kind != CodeTokenKind.End);

        if (_foreign is not null && !_foreignUsed && _prints)
        {
            // It imports and says so: whether the import works is what is asked.
            _reading.Checks = true;
        }

        _reading.Writes |= _writesHandle && !_buffers;
        _reading.Writes |= _database && !_inMemory;
        _reading.WritesUnnamed |= _writesHandle && !_buffers && _reading.Written.Count == 0;
        if (_reading.WritesUnnamed && _paths is not null)
        {
            // Somewhere among the paths that the text spells out is what it writes.
            _reading.Written.AddRange(_paths);
            _reading.WritesUnnamed = false;
        }
    }

    private readonly ReadOnlySpan<char> SpanOf(CodeToken token) => _code.Slice(token.Start, token.Length);

    private void Take(CodeToken token)
    {
        switch (token.Kind)
        {
            case CodeTokenKind.Line or CodeTokenKind.End:
                if (_frames.Count == 1 && _tooDeep == 0)
                {
                    EndStatement();
                }

                return;
            case CodeTokenKind.Name:
                TakeName(token);
                return;
            case CodeTokenKind.Text:
                TakeText(token);
                return;
            case CodeTokenKind.Number:
                Top.Tokens++;
                Top.Value = null;
                Top.IsZero = SpanOf(token) is "0";
                return;
            case CodeTokenKind.Sign:
                TakeSign(token, _code[token.Start]);
                return;
        }
    }

    private readonly ref Frame Top =>
        ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_frames)[_frames.Count - 1];

    private void EndStatement()
    {
        if (_assignedLength > 0)
        {
            var name = _code.Slice(_assigned, _assignedLength).ToString();
            if (Top.Value is { } value)
            {
                (_values ??= new(StringComparer.Ordinal))[name] = value;
            }
            else
            {
                _values?.Remove(name);
            }
        }

        _assignedLength = 0;
        _import = Import.None;
        _atStart = true;
        Top = default;
    }

    private void TakeName(CodeToken token)
    {
        var name = SpanOf(token);
        if (_import != Import.None)
        {
            TakeImported(name);
            return;
        }

        var isStart = _atStart;
        _atStart = false;
        ref var top = ref Top;
        if (IsSign(_last, '.'))
        {
            // The receiver stays known until it is clear whether this is a call.
            top.Pending = top.Value;
            top.Value = null;
            return;
        }

        if (isStart && name is "import" or "from")
        {
            _import = Import.Module;
            _moduleIsForeign = false;
            return;
        }

        if (name is "assert" && isStart)
        {
            _reading.Checks = true;
        }

        _foreignUsed |= IsForeign(name);
        if (_last.Kind == CodeTokenKind.Name && SpanOf(_last) is "for")
        {
            _values?.Remove(name.ToString());
        }

        top.RootStart = token.Start;
        top.RootLength = token.Length;
        top.ChainStartsArgument = top.Tokens == 0;
        top.Pending = null;
        top.Value = top.Tokens == 0 ? ValueOf(name) : null;
        top.Tokens++;
    }

    private readonly string? ValueOf(ReadOnlySpan<char> name) =>
        _values is { } known && known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var value)
            ? value
            : null;

    private readonly bool IsForeign(ReadOnlySpan<char> name)
    {
        if (_foreign is not null)
        {
            foreach (var foreign in _foreign)
            {
                if (name.SequenceEqual(foreign))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Names after <c>import</c> or <c>from</c>: modules first, then what they are called here.</summary>
    private void TakeImported(ReadOnlySpan<char> name)
    {
        if (name is "import")
        {
            _import = Import.Names;
        }
        else if (name is "as")
        {
            _import = _import == Import.Module ? Import.Alias : _import;
        }
        else if (name is "from")
        {
            _import = Import.Module;
        }
        else if (_import == Import.Module)
        {
            if (!IsSign(_last, '.') || _last.Start == 0)
            {
                _moduleIsForeign = !KnownModules.Has(name);
                AddForeign(name);
            }
        }
        else
        {
            AddForeign(name);
            _import = _import == Import.Alias ? Import.Module : _import;
        }
    }

    private void AddForeign(ReadOnlySpan<char> name)
    {
        if (_moduleIsForeign && (_foreign?.Count ?? 0) < 256)
        {
            (_foreign ??= []).Add(name.ToString());
        }
    }

    private void TakeText(CodeToken token)
    {
        _atStart = false;
        var text = SpanOf(token);
        if (_import != Import.None)
        {
            _moduleIsForeign = !KnownModules.Has(text);
            AddForeign(text);
            return;
        }

        _inMemory |= text is ":memory:";
        ref var top = ref Top;
        if (top.Joins && top.Value is { } folder && !token.IsFormed)
        {
            top.Value = folder + "/" + text.ToString();
            top.Joins = false;
            return;
        }

        var isPath = !token.IsFormed && text.Length is > 0 and < 4096 && !text.Contains('\n');
        top.Value = top.Tokens == 0 && isPath ? text.ToString() : null;
        top.Tokens++;
        if (isPath && LooksLikeFile(text) && (_paths?.Count ?? 0) < MaxPaths)
        {
            (_paths ??= []).Add(text.ToString());
        }

        if (top.Bracket == '[' && ++top.Texts < 64 && isPath)
        {
            top.Words = top.Words is null ? text.ToString() : $"{top.Words} {text}";
        }
    }

    /// <summary>A name with an ending, and nothing in it that paths do not have.</summary>
    private static bool LooksLikeFile(ReadOnlySpan<char> text)
    {
        var dot = text.LastIndexOf('.');
        var ending = text[(dot + 1)..];
        if (dot < 0 || ending.Length is < 1 or > 6)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '/' or '-'))
            {
                return false;
            }
        }

        return !ending.Contains('/');
    }

    private static bool IsSign(CodeToken token, ReadOnlySpan<char> code, char sign) =>
        token.Kind == CodeTokenKind.Sign && code[token.Start] == sign;

    private readonly bool IsSign(CodeToken token, char sign) => IsSign(token, _code, sign);

    /// <summary>One open bracket and the argument being read in it; the first frame is the statement.</summary>
    private struct Frame
    {
        public char Bracket;
        public int NameStart;
        public int NameLength;
        public int CalleeStart;
        public int CalleeLength;
        public int RootStart;
        public int RootLength;
        public int Tokens;
        public int Arguments;
        public int Texts;
        public int KeywordStart;
        public int KeywordLength;
        public bool StartsArgument;
        public bool ChainStartsArgument;
        public bool Joins;
        public bool IsZero;
        public bool HasOutput;
        public string? Receiver;
        public string? Pending;
        public string? Value;
        public string? First;
        public string? Second;
        public string? Mode;
        public string? Words;
    }
}
