namespace Stopwise.Traces.Actions.Code;

/// <content>Brackets, arguments and what known calls do.</content>
internal ref partial struct CodeReader
{
    private void TakeSign(CodeToken token, char sign)
    {
        if (_import != Import.None)
        {
            TakeSignOfImport(sign);
            return;
        }

        _atStart = false;
        switch (sign)
        {
            case '(' or '[' or '{':
                Open(token, sign);
                return;
            case ')' or ']' or '}':
                Close();
                return;
            case ',':
                EndArgument();
                return;
            case '.':
                return;
            case ';' when _frames.Count == 1:
                EndStatement();
                return;
            case ':' when _frames.Count == 1:
                EndStatement();
                return;
            case '=':
                TakeEquals();
                return;
            case '/' when Top.Value is not null:
                Top.Joins = true;
                return;
            default:
                Top.Value = null;
                Top.Tokens++;
                return;
        }
    }

    private void TakeSignOfImport(char sign)
    {
        if (sign == ';')
        {
            EndStatement();
        }
        else if (sign == '*')
        {
            _foreignStar |= _moduleIsForeign;
            AddForeign("*");
        }
        else if (sign == '(' && _last.Kind == CodeTokenKind.Name && SpanOf(_last) is "import")
        {
            // A list of names in brackets may go on over lines.
            _frames.Add(new Frame { Bracket = '(' });
        }
        else if (sign == ')' && _frames.Count > 1)
        {
            _frames.RemoveAt(_frames.Count - 1);
        }
    }

    private void TakeEquals()
    {
        ref var top = ref Top;
        if (IsSign(_last, '=') || _last.Kind != CodeTokenKind.Name)
        {
            // A comparison, of which the first sign was taken for an assignment.
            _assignedLength = _frames.Count == 1 && IsSign(_last, '=') ? 0 : _assignedLength;
            top.KeywordLength = 0;
            top.Value = null;
            top.Tokens++;
        }
        else if (_frames.Count == 1)
        {
            (_assigned, _assignedLength) = (_last.Start, _last.Length);
            top = default;
        }
        else
        {
            (top.KeywordStart, top.KeywordLength) = (_last.Start, _last.Length);
            top.Value = null;
            top.Tokens = 0;
        }
    }

    private void Open(CodeToken token, char bracket)
    {
        if (_frames.Count >= MaxNesting)
        {
            _tooDeep++;
            return;
        }

        ref var top = ref Top;
        var frame = new Frame { Bracket = bracket, StartsArgument = top.Tokens == 0 };
        if (bracket == '(' && _last.Kind == CodeTokenKind.Name && _last.Start + _last.Length == token.Start)
        {
            frame.NameStart = _last.Start;
            frame.NameLength = _last.Length;
            frame.CalleeStart = top.RootStart;
            frame.CalleeLength = top.RootLength;
            frame.Receiver = top.Pending;
            frame.StartsArgument = top.ChainStartsArgument;
        }

        _frames.Add(frame);
    }

    private void Close()
    {
        if (_tooDeep > 0)
        {
            _tooDeep--;
            return;
        }

        if (_frames.Count == 1)
        {
            return;
        }

        EndArgument();
        var call = Top;
        _frames.RemoveAt(_frames.Count - 1);
        var value = call.NameLength > 0 ? Call(call) : null;
        ref var top = ref Top;
        top.Value = call.StartsArgument ? value : null;
        top.Pending = null;
        top.Tokens++;
        if (call.Bracket == '[' && call.Texts == call.Arguments && top.Arguments == 0)
        {
            top.Words ??= call.Words;
        }
    }

    private void EndArgument()
    {
        ref var top = ref Top;
        var keyword = _code.Slice(top.KeywordStart, top.KeywordLength);
        if (keyword.IsEmpty)
        {
            _ = top.Arguments switch
            {
                0 => top.First = top.Value,
                1 => top.Second = top.Value,
                _ => null,
            };
            top.Arguments += top.Tokens > 0 || top.Arguments > 0 ? 1 : 0;
        }
        else if (keyword is "mode")
        {
            top.Mode = top.Value;
        }
        else if (keyword is "file" or "path" or "filename" or "fname" or "fp")
        {
            top.First ??= top.Value;
            top.Arguments += top.Value is null ? 0 : 1;
        }
        else if (
            keyword.StartsWith("output", StringComparison.Ordinal) || keyword is "out_dir" or "out_path" or "save_path"
        )
        {
            top.HasOutput |= top.Tokens > 0;
            top.Second = top.Value;
        }

        top.Value = null;
        top.Tokens = 0;
        top.Joins = false;
        top.KeywordLength = 0;
    }

    /// <summary>What a call does; its value where that is a known path.</summary>
    private string? Call(in Frame call)
    {
        var name = _code.Slice(call.NameStart, call.NameLength);
        var root = _code.Slice(call.CalleeStart, call.CalleeLength);
        _prints |= name is "print" or "log" or "puts";
        NoteForeignCall(name, root, call);
        if (call.HasOutput)
        {
            Write(call.Second);
        }

        switch (name)
        {
            case "Path" or "PurePath" or "PosixPath" or "abspath" or "expanduser" or "resolve" or "str" or "absolute":
                return call.First ?? call.Receiver;
            case "join" or "joinpath":
                return (call.Receiver, call.First, call.Second) switch
                {
                    ({ } a, { } b, null) when call.Arguments == 1 => $"{a}/{b}",
                    (null, { } a, { } b) when call.Arguments == 2 => $"{a}/{b}",
                    _ => null,
                };
            case "require" when call.First is { } module && _assignedLength > 0:
                _moduleIsForeign = !KnownModules.Has(module);
                AddForeign(_code.Slice(_assigned, _assignedLength));
                return null;
            case "main" when root is "unittest":
                _reading.Checks = true;
                return null;
            case "open" or "openSync":
                Opens(call, root);
                return null;
            default:
                if (CodeCalls.Find(name, root) is { } effect)
                {
                    Apply(effect, call);
                }

                return null;
        }
    }

    private void Opens(in Frame call, ReadOnlySpan<char> root)
    {
        if (root is "webbrowser")
        {
            return;
        }

        var mode = call.Mode ?? (call.Receiver is null ? call.Second : call.First);
        var path = call.Receiver ?? call.First;
        if (mode is not null && mode.AsSpan().ContainsAny("wax+>"))
        {
            Write(path);
        }
        else if (path is not null)
        {
            _reading.Looked.Add(path);
        }
    }

    private void Write(string? path)
    {
        _reading.Writes = true;
        if (path is null)
        {
            _reading.WritesUnnamed = true;
        }
        else if (!path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            _reading.Written.Add(path);
            _reading.Removed.Remove(path);
        }
    }

    private void Remove(string? path)
    {
        Write(path);
        if (path is not null)
        {
            _reading.Removed.Add(path);
        }
    }

    private void Apply(CodeEffect effect, in Frame call)
    {
        switch (effect)
        {
            case CodeEffect.WritesReceiver:
                Write(call.Receiver ?? call.First);
                break;
            case CodeEffect.RemovesReceiver:
                Remove(call.Receiver ?? call.First);
                break;
            case CodeEffect.RemovesFirst:
                Remove(call.First);
                break;
            case CodeEffect.WritesFirst:
            case CodeEffect.WritesFirstIfAny when call.Arguments > 0:
                Write(call.First);
                break;
            case CodeEffect.WritesSecondIfAny when call.Arguments > 1 && call.Second is not null:
            case CodeEffect.WritesSecond:
                Write(call.Second);
                break;
            case CodeEffect.MovesFirst:
                Write(call.Receiver ?? call.First);
                Write(call.Receiver is null ? call.Second : call.First);
                break;
            case CodeEffect.MovesKnown when call.Receiver is not null:
                Write(call.Receiver);
                break;
            case CodeEffect.WritesHandle:
                _writesHandle = true;
                break;
            case CodeEffect.MakesBuffer:
                _buffers = true;
                break;
            case CodeEffect.Reads when (call.Receiver ?? call.First) is { } path:
                _reading.Looked.Add(path);
                break;
            case CodeEffect.Runs:
                if ((call.Words ?? call.First) is { } command)
                {
                    _reading.Commands.Add(command);
                }
                else
                {
                    _reading.Checks = true;
                }

                break;
            case CodeEffect.Exits when call.Arguments > 0 && !call.IsZero:
            case CodeEffect.Asserts:
                _reading.Checks = true;
                break;
            case CodeEffect.Manages
                when call.First is "migrate" or "flush" or "loaddata" or "createsuperuser" or "syncdb":
                _database = true;
                break;
            case CodeEffect.Manages when call.First is { } verb && ProgramNames.Makes(verb):
                _reading.Writes = _reading.WritesUnnamed = true;
                break;
        }
    }

    /// <summary>Exercising other people's code is a check; fetching and searching with it is not.</summary>
    private void NoteForeignCall(ReadOnlySpan<char> name, ReadOnlySpan<char> root, in Frame call)
    {
        if (root is "requests" or "httpx" or "urllib" || (name is "urlopen" or "fetch"))
        {
            if (call.First is { } url && ShellWeb.IsLocal(url))
            {
                _reading.Checks = true;
            }
            else if (name is "post" or "put" or "patch" or "delete")
            {
                _reading.Writes = _reading.WritesUnnamed = true;
            }

            return;
        }

        if ((IsForeign(root) || (_foreignStar && name is not "print")) && !Seeks(name))
        {
            _reading.Checks = true;
        }
    }

    private static bool Seeks(ReadOnlySpan<char> name) =>
        name.Contains("search", StringComparison.OrdinalIgnoreCase)
        || name.Contains("fetch", StringComparison.OrdinalIgnoreCase)
        || name.Contains("scrape", StringComparison.OrdinalIgnoreCase);
}
