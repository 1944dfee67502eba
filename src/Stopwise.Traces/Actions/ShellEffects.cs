using System.Text.RegularExpressions;

namespace Stopwise.Traces.Actions;

/// <summary>Reads what a shell command changes; errs on the side of "it changes something".</summary>
/// <remarks>A missed write would make a stop look harmless that was not, so only provable looking counts as looking.</remarks>
internal sealed partial class ShellEffects(HashSet<string> scratch, Dictionary<string, IReadOnlyList<string>> scripts)
{
    private readonly List<string> _written = [];
    private readonly List<string> _looked = [];
    private bool _changes;
    private bool _opaque;
    private bool _check;
    private bool _edits;
    private bool _cleansUp;
    private bool _looksAtDiff;

    /// <summary>The effect of one shell text.</summary>
    public CallEffect Of(string text)
    {
        foreach (var command in ShellReader.Read(text))
        {
            ReadCommand(command);
        }

        return new CallEffect(_changes, _edits, _opaque, _check, _cleansUp, _looksAtDiff, [.. _written], [.. _looked]);
    }

    private void ReadCommand(ShellCommand command)
    {
        foreach (var target in command.Writes)
        {
            Created(target, command);
        }

        var program = command.Program;
        switch (program)
        {
            case "" when command.Words.Count == 0:
                return;
            case "tee":
                Files(command, Written);
                return;
            case "sed" or "perl" when InPlace(command):
                Files(command, Written);
                return;
            case "sed":
                Files(command, Looked);
                return;
            case "mv" or "cp" or "ln" or "install" or "rsync":
                ReadMove(command);
                return;
            case "rm" or "rmdir" or "touch" or "truncate" or "unlink":
                var scratchFiles = scratch.Count;
                Files(command, Removed);
                _cleansUp |= scratch.Count < scratchFiles;
                return;
            case "mkdir" or "chmod" or "chown":
                _changes = true;
                return;
            case "git":
                ReadGit(command);
                return;
            case "patch":
                _changes = _opaque = _edits = true;
                return;
            case "find" when !command.Words.Any(w => w is "-delete" or "-exec" or "-execdir" or "-ok"):
                return;
        }

        if (Lookers.Contains(program))
        {
            Files(command, Looked);
            return;
        }

        _changes = true;
        if (TestRunner().IsMatch(string.Join(' ', command.Words)))
        {
            _check = true;
            return;
        }

        if (Interpreters.Contains(program) || scripts.ContainsKey(Key(program)))
        {
            ReadScript(command);
        }
    }

    private void ReadScript(ShellCommand command)
    {
        var inline = InlineCode(command);
        if (inline is not null)
        {
            WritesOfCode(inline, _written);
            return;
        }

        foreach (var word in command.Words)
        {
            if (scripts.TryGetValue(Key(word), out var writes))
            {
                _check |= writes.Count == 0;
                _written.AddRange(writes);
                _edits |= writes.Any(w => !scratch.Contains(Key(w)));
                return;
            }
        }
    }

    private static string? InlineCode(ShellCommand command)
    {
        if (command.Heredoc is { } body)
        {
            return body;
        }

        var words = command.Words;
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (words[i] is "-c" or "-e")
            {
                return words[i + 1];
            }
        }

        return null;
    }

    private void WritesOfCode(string code, List<string> into)
    {
        if (PathsWrittenBy(code) is not { } paths)
        {
            return;
        }

        _edits = true;
        _opaque |= paths.Count == 0;
        into.AddRange(paths);
    }

    /// <summary>The files that code names if it writes files at all; null where it writes none.</summary>
    private static List<string>? PathsWrittenBy(string code) =>
        WritingCode().IsMatch(code) ? [.. PathLiteral().Matches(code).Select(m => m.Groups["path"].Value)] : null;

    private void ReadGit(ShellCommand command)
    {
        var verb = command.Arguments.FirstOrDefault(w => w.Length > 0 && w[0] != '-') ?? "";
        if (GitFileCommands.Contains(verb))
        {
            _changes = _edits = true;
            var files = command.Arguments.Where(w => w.Length > 0 && w[0] != '-' && w != verb).ToList();
            _written.AddRange(files);
            _opaque |= verb is not ("checkout" or "restore" or "rm" or "mv") || files.Count == 0 || files.Contains(".");
            return;
        }

        _looksAtDiff |= verb is "diff" or "status";
        _changes |= !GitLookers.Contains(verb) && verb.Length > 0;
    }

    private void ReadMove(ShellCommand command)
    {
        var files = command.Arguments.Where(w => w.Length > 0 && w[0] != '-').ToList();
        _changes = true;
        if (files.Count == 0)
        {
            return;
        }

        var target = files[^1];
        if (command.Program == "mv")
        {
            foreach (var moved in files.Take(files.Count - 1))
            {
                Removed(moved);
            }
        }

        foreach (var source in files.Take(files.Count - 1))
        {
            _written.Add(target.TrimEnd('/') + "/" + source[(source.LastIndexOf('/') + 1)..]);
        }

        Written(target);
    }

    private static bool InPlace(ShellCommand command) =>
        command.Words.Any(w =>
            w.StartsWith("-i", StringComparison.Ordinal)
            || w.StartsWith("--in-place", StringComparison.Ordinal)
            || (
                w.Length > 2 && w[0] == '-' && w[1] != '-' && w.Contains('i', StringComparison.Ordinal) && w.Length <= 5
            )
        );

    private static void Files(ShellCommand command, Action<string> each)
    {
        foreach (var word in command.Arguments)
        {
            if (word.Length > 0 && word[0] != '-')
            {
                each(word);
            }
        }
    }

    /// <summary>A redirection makes or overwrites a file; one that the run made is its own scratch.</summary>
    private void Created(string target, ShellCommand command)
    {
        var code = command.Heredoc ?? string.Join(' ', command.Words);
        scripts[Key(target)] = PathsWrittenBy(code) ?? [];
        _changes = true;
        _written.Add(target);
        scratch.Add(Key(target));
    }

    private void Written(string target)
    {
        _changes = true;
        _edits |= !scratch.Contains(Key(target));
        _written.Add(target);
    }

    /// <summary>Words that may name a file; patterns, numbers and texts are left out.</summary>
    private void Looked(string word)
    {
        if (word is "." or ".." || PathWord().IsMatch(word))
        {
            _looked.Add(word);
        }
    }

    private void Removed(string target)
    {
        _changes = true;
        if (!scratch.Remove(Key(target)))
        {
            _edits = true;
            _written.Add(target);
        }
    }

    private static string Key(string path) => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;

    [GeneratedRegex(
        @"\b(pytest|py\.test|unittest|nosetests|tox|jest|mocha|vitest|phpunit|rspec|ctest|runtests(\.py)?|bin/test)\b|\b(go|cargo|dotnet|npm|yarn|pnpm|make|mvn|gradle|swift|mix|bazel)\s+(run\s+)?test\b|manage\.py\s+test\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex TestRunner();

    [GeneratedRegex(
        @"open\s*\([^)]*['""][wa]\+?b?['""]|\.write(_text|_bytes|lines)?\s*\(|writeFile|shutil\.|os\.(rename|replace|remove|unlink)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex WritingCode();

    [GeneratedRegex(
        @"^[\w./~@+\-]*[/.][\w./@+\-]+$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex PathWord();

    [GeneratedRegex(
        @"['""](?<path>[\w./\-]+\.\w{1,6})['""]",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex PathLiteral();
}
