using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Actions;

/// <content>Programs whose purpose lies in a verb or an option.</content>
internal sealed partial class ShellEffects
{
    private static StepKind Compiler(ReadOnlySpan<string> arguments) =>
        AnyIs(arguments, "-fsyntax-only", "--noEmit", "-E", "-S", "--syntax-only") ? StepKind.Verify
        : arguments is ["-print-search-dirs" or "-dumpmachine" or "-v"] ? StepKind.Explore
        : StepKind.Change;

    private static StepKind OpenSsl(ReadOnlySpan<string> arguments) =>
        AnyIs(arguments, "-out", "-keyout") ? StepKind.Change
        : arguments is ["verify", ..] ? StepKind.Verify
        : StepKind.Explore;

    private static StepKind WebServer(ReadOnlySpan<string> arguments) =>
        AnyIs(arguments, "-t", "-T", "configtest", "validate") || arguments is ["-c"] ? StepKind.Verify
        : arguments is ["-v" or "-V"] ? StepKind.Explore
        : StepKind.Change;

    private static StepKind Service(ReadOnlySpan<string> arguments) =>
        arguments is [_, "status", ..] or ["--status-all"] ? StepKind.Explore : StepKind.Change;

    private static StepKind Terminal(ReadOnlySpan<string> arguments) =>
        arguments
            is ["capture-pane" or "ls" or "list-sessions" or "list-windows" or "has-session" or "show-options", ..]
            ? StepKind.Explore
            : StepKind.Change;

    private static StepKind Cracker(ReadOnlySpan<string> arguments) =>
        HasOption(arguments, "--list") || HasOption(arguments, "--show") ? StepKind.Explore : StepKind.Change;

    private static StepKind CMake(ReadOnlySpan<string> arguments) =>
        AnyIs(arguments, "-LA", "-L", "--system-information") ? StepKind.Explore
        : arguments.IndexOf("--target") is >= 0 and var at
        && at + 1 < arguments.Length
        && ProgramNames.Checks(arguments[at + 1])
            ? StepKind.Verify
        : StepKind.Change;

    private StepKind Submits()
    {
        effect.HandsIn |= _understood;
        return StepKind.Communicate;
    }

    private static bool HasOption(ReadOnlySpan<string> words, string option)
    {
        foreach (var word in words)
        {
            if (word.StartsWith(option, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private StepKind Web(ShellWeb web)
    {
        if (web.Url is { } url && !ShellPath.IsUnknown(url))
        {
            effect.Subject ??= url;
        }

        if (web.Output is { } file && !file.StartsWith("/dev/", StringComparison.Ordinal))
        {
            Written(file);
            return IsTemporary(file) && web.Url is { } local && ShellWeb.IsLocal(local)
                ? StepKind.Verify
                : StepKind.Change;
        }

        return web.SavesUnnamed ? StepKind.Change
            : web.Url is { } address && ShellWeb.IsLocal(address) ? StepKind.Verify
            : web.Sends ? StepKind.Change
            : StepKind.Explore;
    }

    /// <summary>A target that checks makes it a check; without one it builds.</summary>
    private static StepKind Make(ReadOnlySpan<string> arguments)
    {
        if (AnyIs(arguments, "-n", "--dry-run", "--just-print", "-q", "-p", "--list", "-T", "-l", "--tasks"))
        {
            return StepKind.Explore;
        }

        var checks = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            var word = arguments[i];
            if (word is "-C" or "-f" or "-j" or "-l" or "-o" or "-W" or "--directory" or "--file")
            {
                i +=
                    word == "-j" && i + 1 < arguments.Length && !char.IsAsciiDigit(arguments[i + 1].FirstOrDefault())
                        ? 0
                        : 1;
            }
            else if (word.Length > 0 && word[0] != '-' && !word.Contains('=', StringComparison.Ordinal))
            {
                if (!ProgramNames.Checks(word))
                {
                    return StepKind.Change;
                }

                checks = true;
            }
        }

        return checks ? StepKind.Verify : StepKind.Change;
    }

    private static StepKind Npm(ReadOnlySpan<string> arguments)
    {
        var verb = FirstPlain(arguments);
        if (verb is "run" or "run-script" or "exec" or "x")
        {
            var at = arguments.IndexOf(verb);
            return ProgramNames.Checks(FirstPlain(arguments[(at + 1)..])) ? StepKind.Verify
                : HasPlain(arguments[(at + 1)..]) ? StepKind.Change
                : StepKind.Explore;
        }

        return verb switch
        {
            "ls"
            or "list"
            or "view"
            or "info"
            or "show"
            or "outdated"
            or "why"
            or "explain"
            or "root"
            or "bin"
            or "prefix"
            or "search"
            or "config"
            or "whoami"
            or "ping"
            or "docs"
            or "help"
            or "fund" => StepKind.Explore,
            "" => HasPlain(arguments) || arguments.IsEmpty ? StepKind.Change : StepKind.Explore,
            "test" or "t" or "tst" or "audit" or "doctor" => StepKind.Verify,
            _ => ProgramNames.Checks(verb) ? StepKind.Verify : StepKind.Change,
        };
    }

    private StepKind Formatter(string program, ReadOnlySpan<string> arguments)
    {
        if (
            AnyIs(
                arguments,
                "--check",
                "--check-only",
                "-c",
                "--diff",
                "-d",
                "-l",
                "--list-different",
                "--dry-run",
                "--verify"
            )
        )
        {
            return StepKind.Verify;
        }

        var needsOption =
            program is "prettier" or "gofmt" or "goimports" or "clang-format" or "shfmt" or "yapf" or "autopep8";
        if (needsOption && !AnyIs(arguments, "--write", "-w", "-i", "--in-place", "--fix", "-ri", "-ir"))
        {
            Files(arguments, Looked);
            return StepKind.Explore;
        }

        return Rewrites(arguments);
    }

    private StepKind Linter(string program, ReadOnlySpan<string> arguments)
    {
        var fixes =
            AnyIs(
                arguments,
                "--fix",
                "-a",
                "-A",
                "--autocorrect",
                "--autocorrect-all",
                "--write",
                "--apply",
                "-fix",
                "--in-place"
            )
            || (arguments is ["format", ..] && !AnyIs(arguments, "--check", "--diff"))
            || (program == "pre-commit" && arguments is ["install" or "autoupdate", ..]);
        return fixes ? Rewrites(arguments) : StepKind.Verify;
    }

    private StepKind Rewrites(ReadOnlySpan<string> arguments)
    {
        effect.Opaque = true;
        foreach (var word in arguments)
        {
            if (LooksLikePath(word) && word is not ".")
            {
                Altered(word);
            }
        }

        return StepKind.Change;
    }

    private StepKind Database(string program, ReadOnlySpan<string> arguments)
    {
        if (_command.Input is { } input)
        {
            return OfStatements(input.Text.Span);
        }

        foreach (var redirection in _command.Redirections)
        {
            if (!redirection.Writes)
            {
                return StepKind.Verify;
            }
        }

        if (AnyIs(arguments, "-f", "--file", "-init"))
        {
            return StepKind.Verify;
        }

        var kind = StepKind.Explore;
        var seenDatabase = program != "sqlite3" && program != "duckdb";
        foreach (var word in arguments)
        {
            if (word.Length > 0 && word[0] != '-')
            {
                kind = seenDatabase ? Max(kind, OfStatements(word)) : kind;
                seenDatabase = true;
            }
        }

        return kind;
    }

    private static StepKind OfStatements(ReadOnlySpan<char> text)
    {
        var kind = StepKind.Explore;
        Span<char> lower = stackalloc char[12];
        foreach (var range in text.SplitAny(";\n"))
        {
            var statement = text[range].TrimStart();
            var end = statement.IndexOfAny(" \t(");
            var verb = end < 0 ? statement : statement[..end];
            if (verb.Length is 0 or > 12)
            {
                continue;
            }

            verb.ToLowerInvariant(lower);
            kind = lower[..verb.Length] switch
            {
                "insert"
                or "update"
                or "delete"
                or "create"
                or "drop"
                or "alter"
                or "replace"
                or "truncate"
                or "vacuum"
                or "grant"
                or "revoke"
                or "reindex"
                or "attach"
                or "copy"
                or ".import"
                or ".restore"
                or ".save"
                or ".backup"
                or "set"
                or "del"
                or "hset"
                or "flushall"
                or "flushdb"
                or "merge"
                or "load"
                or ".recover" => StepKind.Change,
                ".read" or "\\i" => Max(kind, StepKind.Verify),
                _ => kind,
            };
        }

        return kind;
    }
}
