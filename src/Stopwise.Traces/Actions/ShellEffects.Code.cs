using Stopwise.Traces.Actions.Code;
using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Actions;

/// <content>Interpreters: code in the command, scripts of the run, scripts of the work.</content>
internal sealed partial class ShellEffects
{
    /// <summary>Explores, though that is not proven.</summary>
    private StepKind Unseen()
    {
        effect.Changes = true;
        return StepKind.Explore;
    }

    private StepKind AsOtherUser(ReadOnlySpan<string> arguments) =>
        arguments.IndexOf("-c") is >= 0 and var at && at + 1 < arguments.Length
            ? Nested(arguments[at + 1])
            : StepKind.Explore;

    private StepKind Runner(ReadOnlySpan<string> arguments) =>
        HasPlain(arguments) ? Script(FirstPlain(arguments)) : Unseen();

    private static string FirstPlain(ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (word.Length > 0 && word[0] != '-')
            {
                return word;
            }
        }

        return "";
    }

    private StepKind ShellOf(ReadOnlySpan<string> arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var word = arguments[i];
            if (word.Length > 1 && word[0] is '-' or '+')
            {
                if (word[1] != '-' && word.Contains('n', StringComparison.Ordinal) && word.Length <= 3)
                {
                    return StepKind.Verify;
                }

                if (word[1] != '-' && word.Contains('c', StringComparison.Ordinal) && i + 1 < arguments.Length)
                {
                    return Nested(arguments[i + 1]);
                }

                i += word is "-o" or "-O" or "--rcfile" ? 1 : 0;
                continue;
            }

            return word is "-" ? StepKind.Explore : Script(word);
        }

        return _command.Input is { } input ? Nested(input.Text.ToString())
            : _command.PipedFrom is null ? StepKind.Explore
            : StepKind.Change;
    }

    /// <summary>Reads a shell text inside this one; what it does counts as done by the outer command.</summary>
    private StepKind Nested(string text)
    {
        var before = (effect.Kind, effect.Check);
        (effect.Kind, effect.Check) = (null, false);
        ReadText(text, _directory);
        var kind = effect.Kind ?? StepKind.Explore;
        (effect.Kind, effect.Check) = (before.Kind, before.Check || effect.Check);
        return kind;
    }

    private StepKind Python(ReadOnlySpan<string> arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var word = arguments[i];
            var next = i + 1 < arguments.Length ? arguments[i + 1] : "";
            if (word == "-c")
            {
                return Inline(next.AsSpan(), slashComments: false);
            }

            if (word == "-m")
            {
                return Module(next, arguments[Math.Min(arguments.Length, i + 2)..]);
            }

            if (word is "-" || word.Length == 0)
            {
                break;
            }

            if (word[0] != '-')
            {
                return ShellPath.NameOf(word) == "manage.py" ? Managed(arguments[(i + 1)..]) : Script(word);
            }

            i += word is "-W" or "-X" ? 1 : 0;
        }

        return FromInput(slashComments: false);
    }

    private StepKind Interpreter(ReadOnlySpan<string> arguments, string inline, string valued, bool slashComments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var word = arguments[i];
            if (word is "-c" or "--check" or "-l" or "-wc" or "-cw")
            {
                return StepKind.Verify;
            }

            if (word.Length > 1 && word[0] == '-')
            {
                if (IsListed(inline, word) && i + 1 < arguments.Length)
                {
                    return Inline(arguments[i + 1].AsSpan(), slashComments);
                }

                i += IsListed(valued, word) ? 1 : 0;
                continue;
            }

            return word.Length == 0 || word is "-" ? FromInput(slashComments)
                : word is "--test" or "test" ? StepKind.Verify
                : Script(word);
        }

        return FromInput(slashComments);
    }

    private static bool IsListed(string names, string name)
    {
        foreach (var range in names.AsSpan().Split(' '))
        {
            if (names.AsSpan(range).SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private StepKind FromInput(bool slashComments)
    {
        var source = _command.PipedFrom;
        if ((_command.Input ?? source?.Input) is { } input)
        {
            return Inline(input.Text.Span, slashComments);
        }

        foreach (var redirection in _command.Redirections)
        {
            if (!redirection.Writes)
            {
                return Script(redirection.Target);
            }
        }

        return source is null ? Unseen()
            : source.Words is ["echo" or "printf", .., var text] ? Inline(text.AsSpan(), slashComments)
            : StepKind.Verify;
    }

    private StepKind Inline(ReadOnlySpan<char> code, bool slashComments)
    {
        var reading = CodeReader.Read(code, slashComments);
        CodeWeb.AddHosts(code, effect);
        var kind = Run(reading);
        effect.Changes = true;
        effect.Edits |= reading.WritesUnnamed;
        return kind ?? (reading.Checks ? StepKind.Verify : StepKind.Explore);
    }

    /// <summary>Notes what code reads and writes; a change where it writes or starts something that does.</summary>
    private StepKind? Run(CodeReading reading)
    {
        foreach (var path in reading.Looked)
        {
            Looked(path);
        }

        foreach (var path in reading.Written)
        {
            if (path.Contains("://", StringComparison.Ordinal))
            {
                continue;
            }

            Written(path);
        }

        foreach (var path in reading.Removed)
        {
            effect.AddRemoved(Resolved(path));
        }

        StepKind? kind = null;
        if (reading.Writes)
        {
            effect.Opaque |= reading.WritesUnnamed;
            kind = StepKind.Change;
        }

        foreach (var command in reading.Commands)
        {
            var inner = Nested(command);
            kind = inner >= StepKind.Verify && (kind is null || inner > kind) ? inner : kind;
        }

        return kind;
    }

    /// <summary>A script run to see what it does, unless its text or its name says that it makes something.</summary>
    private StepKind Script(string word)
    {
        var path = Resolved(word);
        effect.Changes = true;
        return own.TextOf(path) is { } text ? JudgeOwnScript(path, text)
            : ProgramNames.Makes(ShellPath.NameOf(word)) ? StepKind.Change
            : StepKind.Verify;
    }

    private StepKind JudgeOwnScript(string path, OwnText text)
    {
        effect.Changes = true;
        var code = text.IsArguments ? ToolText.ContentOf(text.Text) : text.Text;
        var name = ShellPath.NameOf(path);
        if (_depth >= MaxDepth)
        {
            return StepKind.Verify;
        }

        _depth++;
        CodeWeb.AddHosts(code.Span, effect);
        var kind = IsShell(name, code.Span)
            ? Nested(code.ToString())
            : Run(CodeReader.Read(code.Span, slashComments: HasSlashComments(name)));
        _depth--;
        effect.Check |= _understood && ProgramNames.Checks(name);
        return kind == StepKind.Change || ProgramNames.Fetches(name) ? StepKind.Change : StepKind.Verify;
    }

    private static bool IsShell(string name, ReadOnlySpan<char> code)
    {
        if (name.EndsWith(".sh", StringComparison.Ordinal) || name.EndsWith(".bash", StringComparison.Ordinal))
        {
            return true;
        }

        var line = code[..Math.Max(0, code.IndexOf('\n'))];
        return line.StartsWith("#!", StringComparison.Ordinal)
            && line.TrimEnd().EndsWith("sh", StringComparison.Ordinal);
    }

    private static bool HasSlashComments(string name) =>
        name[(name.LastIndexOf('.') + 1)..] is "js" or "ts" or "mjs" or "cjs" or "jsx" or "tsx" or "php";

    private StepKind Module(string module, ReadOnlySpan<string> rest)
    {
        switch (module)
        {
            case "json.tool"
            or "site"
            or "sysconfig"
            or "this"
            or "tokenize"
            or "ast"
            or "dis"
            or "inspect"
            or "zipfile"
            or "tarfile":
                Files(rest, Looked);
                return Unseen();
            case "cProfile" or "profile" or "trace" or "pdb" or "runpy" or "timeit" or "django" when HasPlain(rest):
                return module == "django" ? Managed(rest) : Script(FirstPlain(rest));
            case "IPython":
                return Unseen();
        }

        effect.LastProgram = module;
        effect.Changes = true;
        string[] words = [module, .. rest];
        return JudgeGroup(module, words)
            ?? Programs.UseOf(module)
            ?? (ProgramNames.Makes(module) ? StepKind.Change : StepKind.Verify);
    }

    private StepKind Managed(ReadOnlySpan<string> arguments)
    {
        effect.Changes = true;
        var verb = FirstPlain(arguments);
        if (verb == "shell" && arguments.IndexOf("-c") is >= 0 and var at && at + 1 < arguments.Length)
        {
            return Inline(arguments[at + 1].AsSpan(), slashComments: false);
        }

        return verb switch
        {
            "showmigrations" or "diffsettings" or "inspectdb" or "sqlmigrate" or "dumpdata" or "help" or "" =>
                StepKind.Explore,
            "runserver" or "test" or "check" => StepKind.Verify,
            _ => ProgramNames.Makes(verb) ? StepKind.Change : StepKind.Verify,
        };
    }
}
