using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Actions;

/// <content>Programs that read, search, write, move and pack files.</content>
internal sealed partial class ShellEffects
{
    private StepKind Reads(ReadOnlySpan<string> arguments)
    {
        Files(arguments, Looked);
        return StepKind.Explore;
    }

    private StepKind Stream(ReadOnlySpan<string> arguments)
    {
        if (InPlace(arguments))
        {
            return WritesInPlace(arguments);
        }

        AfterScript(arguments, Looked);
        return StepKind.Explore;
    }

    private StepKind Sums(ReadOnlySpan<string> arguments)
    {
        Files(arguments, Listed);
        return AnyIs(arguments, "-c", "--check") ? StepKind.Verify : StepKind.Explore;
    }

    private StepKind Json(ReadOnlySpan<string> arguments)
    {
        var writes = InPlace(arguments);
        AfterScript(arguments, writes ? Altered : Looked);
        return writes ? StepKind.Change : StepKind.Explore;
    }

    private StepKind Each(ReadOnlySpan<string> arguments, Action<string> file)
    {
        Files(arguments, file);
        effect.Opaque |= _takesInput;
        return StepKind.Change;
    }

    private static bool Has(ReadOnlySpan<string> words, string word) => words.Contains(word);

    private StepKind Prints(ReadOnlySpan<string> arguments)
    {
        var literal = true;
        foreach (var word in arguments)
        {
            literal &= !ShellPath.IsUnknown(word);
            effect.HandsIn |=
                _understood && word is "COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT" or "MINI_SWE_AGENT_FINAL_OUTPUT";
        }

        return literal ? StepKind.Communicate : StepKind.Explore;
    }

    private StepKind Searches(string program, ReadOnlySpan<string> arguments)
    {
        var recursive = program is "rg" or "ag" or "ack";
        var named = false;
        var files = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            var word = arguments[i];
            if (word.Length > 1 && word[0] == '-')
            {
                var isShort = word[1] != '-';
                recursive |= word is "--recursive" || (isShort && word.AsSpan(1).ContainsAny('r', 'R'));
                if (word is "-e" or "--regexp" or "-f" && i + 1 < arguments.Length)
                {
                    named = true;
                    AddSearch(arguments[++i]);
                }
                else if (
                    word
                    is "-A"
                        or "-B"
                        or "-C"
                        or "-m"
                        or "-g"
                        or "-t"
                        or "-T"
                        or "--include"
                        or "--glob"
                        or "-d"
                        or "--type"
                )
                {
                    i++;
                }
            }
            else if (!named)
            {
                named = true;
                AddSearch(word);
            }
            else
            {
                files.Add(word);
            }
        }

        foreach (var file in files)
        {
            if (recursive && !ShellPath.NameOf(file).AsSpan().TrimStart('.').Contains('.'))
            {
                Listed(file);
            }
            else
            {
                Looked(file);
            }
        }

        return StepKind.Explore;
    }

    private void AddSearch(string query)
    {
        if (query.Length < 1024)
        {
            effect.AddSearch(query);
        }
    }

    /// <summary>The first plain word is the program's own script, the others are files.</summary>
    private static void AfterScript(ReadOnlySpan<string> arguments, Action<string> each)
    {
        var seen = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "-e" or "--expression" or "-f" or "--file" or "-v" or "-F" or "--arg")
            {
                seen |= arguments[i] is "-e" or "--expression" or "-f" or "--file";
                i++;
            }
            else if (arguments[i].Length > 0 && arguments[i][0] != '-')
            {
                if (seen)
                {
                    each(arguments[i]);
                }

                seen = true;
            }
        }
    }

    private StepKind Awk(ReadOnlySpan<string> arguments)
    {
        AfterScript(arguments, Looked);
        foreach (var word in arguments)
        {
            if (word.Contains("> \"", StringComparison.Ordinal) || word.Contains("system(", StringComparison.Ordinal))
            {
                effect.Opaque = true;
                return StepKind.Change;
            }
        }

        return StepKind.Explore;
    }

    private StepKind WritesInPlace(ReadOnlySpan<string> arguments)
    {
        AfterScript(arguments, Altered);
        effect.Opaque |= _takesInput;
        effect.Changes = true;
        return StepKind.Change;
    }

    private static bool InPlace(ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (
                word.StartsWith("-i", StringComparison.Ordinal)
                || word.StartsWith("--in-place", StringComparison.Ordinal)
                || word.StartsWith("--inplace", StringComparison.Ordinal)
                || (
                    word.Length is > 2 and <= 5
                    && word[0] == '-'
                    && word[1] != '-'
                    && word.Contains('i', StringComparison.Ordinal)
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    private StepKind Sort(ReadOnlySpan<string> arguments)
    {
        var at = arguments.IndexOf("-o");
        if (at < 0 || at + 1 >= arguments.Length)
        {
            Files(arguments, Looked);
            return StepKind.Explore;
        }

        Written(arguments[at + 1]);
        return StepKind.Change;
    }

    private StepKind Find(ReadOnlySpan<string> arguments)
    {
        var kind = StepKind.Explore;
        var roots = true;
        for (var i = 0; i < arguments.Length; i++)
        {
            var word = arguments[i];
            roots &= word.Length > 0 && word[0] is not ('-' or '(' or '!');
            if (roots)
            {
                Listed(word);
            }
            else if (word is "-name" or "-iname" or "-path" or "-wholename" or "-regex" && i + 1 < arguments.Length)
            {
                AddSearch(arguments[++i]);
            }
            else if (word is "-delete" or "-fprint" or "-fprintf" or "-fls")
            {
                effect.Opaque = true;
                kind = StepKind.Change;
            }
            else if (word is "-exec" or "-execdir" or "-ok" or "-okdir" or "-x" or "-X" && _depth < MaxDepth)
            {
                kind = Max(kind, EachFound(arguments[(i + 1)..]));
                i += arguments[(i + 1)..].IndexOfAny(";", "+") is > 0 and var end ? end : 0;
            }
        }

        return kind;
    }

    private StepKind EachFound(ReadOnlySpan<string> words)
    {
        var end = words.IndexOfAny(";", "+");
        var inner = end < 0 ? words : words[..end];
        if (inner.IsEmpty)
        {
            return StepKind.Explore;
        }

        var kind = Judge(inner);
        effect.Opaque |= kind == StepKind.Change;
        return kind;
    }

    /// <summary>Keeps what another command says, unless that command spells the text out.</summary>
    private StepKind Tee(ReadOnlySpan<string> arguments)
    {
        var source = _command.PipedFrom;
        var keepsLog =
            source is not null && source.Input is null && source.Words is not (["echo" or "printf", ..] or []);
        var kind = StepKind.Explore;
        foreach (var word in arguments)
        {
            if (word.Length > 0 && word[0] != '-')
            {
                Written(word);
                if (!ShellPath.IsUnknown(word) && (_command.Input ?? source?.Input) is { } text)
                {
                    own.AddText(Resolved(word), new OwnText(text.Text, IsArguments: false));
                }

                var isLog = keepsLog && (IsTemporary(word) || word.EndsWith(".log", StringComparison.Ordinal));
                kind = isLog || word.StartsWith("/dev/", StringComparison.Ordinal) ? kind : StepKind.Change;
            }
        }

        return kind;
    }

    private StepKind Move(string program, ReadOnlySpan<string> arguments)
    {
        var files = new List<string>();
        Files(arguments, files.Add);
        effect.Changes = true;
        effect.Opaque |= _takesInput;
        if (files.Count == 0 || (program == "install" && Has(arguments, "-d")))
        {
            return StepKind.Change;
        }

        var target = files[^1];
        files.RemoveAt(files.Count - 1);
        foreach (var source in files)
        {
            if (program == "mv")
            {
                Removed(source);
            }
            else if (program == "cp" && !ShellPath.IsUnknown(target) && own.TextOf(Resolved(source)) is { } text)
            {
                own.AddText(Resolved(target), text);
            }
        }

        // Whether the target is a folder is not known, so both readings count where the names leave it open.
        var named = ShellPath.NameOf(target).Contains('.', StringComparison.Ordinal) && target is not ("." or "..");
        var folder = target.EndsWith('/') || target is "." or ".." || files.Count > 1;
        if (!folder)
        {
            Written(target);
        }

        if (folder || (!named && files is [var only] && ShellPath.NameOf(only).Contains('.', StringComparison.Ordinal)))
        {
            foreach (var source in files)
            {
                Written(target.TrimEnd('/') + "/" + ShellPath.NameOf(source.TrimEnd('/')));
            }
        }

        return StepKind.Change;
    }

    private void Removed(string target)
    {
        effect.Changes = true;
        if (ShellPath.IsUnknown(target))
        {
            effect.Edits = effect.Opaque = true;
            return;
        }

        effect.AddRemoved(Resolved(target));
        if (own.RemoveScratch(Resolved(target)))
        {
            effect.CleansUp = true;
        }
        else
        {
            Written(target);
        }
    }

    private void Touched(string target)
    {
        if (!own.IsScratch(Resolved(target)))
        {
            Written(target);
        }
    }

    private StepKind Patch(ReadOnlySpan<string> arguments)
    {
        effect.Changes = effect.Opaque = effect.Edits = true;
        var reverts = Has(arguments, "-R") || Has(arguments, "--reverse");
        var input =
            arguments.IndexOfAny("-i", "--input") is >= 0 and var at && at + 1 < arguments.Length
                ? arguments[at + 1]
                : null;
        foreach (var redirection in _command.Redirections)
        {
            input = redirection.Writes ? input : redirection.Target;
        }

        var files = new List<string>();
        Files(arguments, files.Add);
        input ??= files.Count > 1 ? files[^1] : null;
        if (files.Count > 0 && files[0] != input)
        {
            Written(files[0]);
        }

        AddPatch(input, reverts);
        return StepKind.Change;
    }

    /// <summary>The files that a patch names, where its text is known.</summary>
    private void AddPatch(string? file, bool reverts)
    {
        var text =
            _command.Input?.Text
            ?? (file is not null && !ShellPath.IsUnknown(file) ? own.TextOf(Resolved(file))?.Text : null)
            ?? default;
        var count = 0;
        foreach (var (path, change) in PatchText.Changes(text.Span))
        {
            count++;
            effect.AddWritten(Resolved(path));
            effect.AddPatched(Resolved(path), reverts ? PatchChange.Alters : change);
            if (reverts)
            {
                effect.AddRevert(Resolved(path));
            }
        }

        if (reverts && count == 0)
        {
            effect.AddRevert(".");
        }
    }

    private StepKind Archive(string program, ReadOnlySpan<string> arguments)
    {
        var first = arguments.IsEmpty ? "" : arguments[0];
        var looks = program switch
        {
            "tar" or "bsdtar" => first.Length > 0 && first[0] != '/'
                ? !first.AsSpan().ContainsAny('x', 'c', 'r') && first.Contains('t', StringComparison.Ordinal)
                : Has(arguments, "--list"),
            "unzip" => first is "-l" or "-v" or "-t" or "-p" or "-Z" or "-z",
            "7z" or "7za" or "7zr" or "7zz" or "unrar" => first is "l" or "t" or "i" or "h" or "v",
            "zip" => first is "-sf" or "-T",
            _ => HasShort(arguments, 'c')
                || HasShort(arguments, 'l')
                || HasShort(arguments, 't')
                || Has(arguments, "--stdout"),
        };
        effect.Changes |= !looks;
        return looks ? StepKind.Explore : StepKind.Change;
    }

    private static bool HasShort(ReadOnlySpan<string> words, char option)
    {
        foreach (var word in words)
        {
            if (word.Length > 1 && word[0] == '-' && word[1] != '-' && word.Contains(option, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
