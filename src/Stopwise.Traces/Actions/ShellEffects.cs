using System.Buffers;
using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Actions;

/// <summary>Reads what a shell text does; errs on the side of "it changes something".</summary>
/// <remarks>
/// A missed write would make a stop look harmless that was not, so for <see cref="CallEffect.Changes"/> only provable
/// looking counts as looking. The kind is the likeliest purpose by the rules of <c>docs/reference/step-kinds.md</c>.
/// </remarks>
internal sealed partial class ShellEffects(OwnFiles own, CallEffect effect)
{
    /// <summary>Texts inside texts (<c>bash -c</c>, scripts that run scripts) are followed this far.</summary>
    private const int MaxDepth = 6;

    private static readonly SearchValues<char> NotInPaths = SearchValues.Create(" \t\n*?{}|;()'\"\\");
    private static readonly SearchValues<char> InNumbers = SearchValues.Create("0123456789,.");

    private ShellCommand _command = new() { Words = [] };
    private string _directory = "";
    private int _depth;
    private bool _understood = true;
    private bool _takesInput;

    /// <summary>Adds the effects of a text to those of its call.</summary>
    public void Read(string text)
    {
        ReadText(text, "");
        if (effect.HandsIn)
        {
            effect.Kind = StepKind.Communicate;
        }
    }

    /// <summary>Adds the effects of program text that a tool runs without a shell.</summary>
    public void ReadCode(string code) => effect.Raise(Inline(code, slashComments: false));

    private void ReadText(string text, string directory)
    {
        if (_depth >= MaxDepth)
        {
            effect.Changes = true;
            effect.Raise(StepKind.Change);
            return;
        }

        var outer = (_command, _directory, _understood, _takesInput);
        _depth++;
        var script = ShellParser.Parse(text, directory);
        for (var i = 0; i < script.Commands.Count; i++)
        {
            _command = script.Commands[i];
            _directory = _command.Directory;
            _understood = outer._understood && i < script.Understood;
            ReadCommand();
        }

        _depth--;
        (_command, _directory, _understood, _takesInput) = outer;
    }

    private void ReadCommand()
    {
        if (_understood)
        {
            effect.AddRan(_command);
        }

        var kind = _command.Words.Length == 0 ? StepKind.Communicate : Judge(_command.Words);
        if (_command.Background && kind == StepKind.Verify)
        {
            kind = StepKind.Change;
        }

        foreach (var redirection in _command.Redirections)
        {
            if (redirection.IsDevice)
            {
                continue;
            }

            if (!redirection.Writes)
            {
                Looked(redirection.Target);
                kind = Max(kind, StepKind.Explore);
                continue;
            }

            Created(redirection.Target);
            kind = KeepsLog(redirection) ? Max(kind, StepKind.Explore) : StepKind.Change;
        }

        effect.Changes |= kind >= StepKind.Verify;
        if (_understood)
        {
            effect.Raise(kind);
        }
    }

    private static StepKind Max(StepKind a, StepKind b) => a > b ? a : b;

    /// <summary>Output kept to be looked at is no change; text that the command spells out is.</summary>
    private bool KeepsLog(Redirection redirection) =>
        redirection.ErrorsOnly
        || (redirection.WithErrors && !SpellsOut())
        || (IsTemporary(redirection.Target) && !SpellsOut());

    private bool SpellsOut() =>
        _command.Words is ["echo" or "printf", ..] || (_command.Words is ["cat", ..] && _command.Input is not null);

    private static bool IsTemporary(string path) =>
        path.StartsWith("/tmp/", StringComparison.Ordinal) || path.StartsWith("/var/tmp/", StringComparison.Ordinal);

    /// <summary>What one command line without its redirections is for.</summary>
    private StepKind Judge(ReadOnlySpan<string> words)
    {
        words = Carriers.Unwrap(words, out var takesInput);
        _takesInput |= takesInput;
        if (words.IsEmpty)
        {
            return StepKind.Explore;
        }

        var program = ShellPath.NameOf(words[0]);
        effect.LastProgram = program;
        if (!IsProgram(words[0]) || AsksAbout(words))
        {
            return StepKind.Explore;
        }

        var kind = JudgeGroup(program, words) ?? Verbs.KindOf(program, words[1..]) ?? JudgeOther(program, words);
        effect.Changes |= kind >= StepKind.Verify;
        return kind;
    }

    private StepKind? JudgeGroup(string program, ReadOnlySpan<string> words)
    {
        var rest = words[1..];
        return ProgramGroups.Of(program) switch
        {
            ProgramGroup.Printer => Prints(rest),
            ProgramGroup.Reader => Reads(rest),
            ProgramGroup.Searcher => Searches(program, rest),
            ProgramGroup.Awk => Awk(rest),
            ProgramGroup.Stream => Stream(rest),
            ProgramGroup.Sort => Sort(rest),
            ProgramGroup.Checksum => Sums(rest),
            ProgramGroup.JsonQuery => Json(rest),
            ProgramGroup.Finder => Find(rest),
            ProgramGroup.Tee => Tee(rest),
            ProgramGroup.Mover => Move(program, rest),
            ProgramGroup.Remover => Each(rest, Removed),
            ProgramGroup.Toucher => Each(rest, Touched),
            ProgramGroup.FolderMaker => StepKind.Change,
            ProgramGroup.Patch => Patch(rest),
            ProgramGroup.Git => Git(rest),
            ProgramGroup.Archiver => Archive(program, rest),
            ProgramGroup.Shell => ShellOf(rest),
            ProgramGroup.Eval => Nested(string.Join(' ', rest!)),
            ProgramGroup.SwitchUser => AsOtherUser(rest),
            ProgramGroup.JavaScript => Interpreter(rest, "-e --eval -p --print -pe", "-r --require --import", true),
            ProgramGroup.Scripting when program == "perl" && InPlace(rest) => WritesInPlace(rest),
            ProgramGroup.Scripting => Interpreter(rest, "-e -E -ne -pe -ane -le -lne", "-I -r", slashComments: false),
            ProgramGroup.Php => Interpreter(rest, "-r", "-d -c", slashComments: true),
            ProgramGroup.Runner => Runner(rest),
            ProgramGroup.Python => Python(rest),
            ProgramGroup.Manager => Managed(rest),
            ProgramGroup.Curl => Web(ShellWeb.Curl(rest)),
            ProgramGroup.Wget => Web(ShellWeb.Wget(rest)),
            ProgramGroup.HttpClient => Web(ShellWeb.Plain(rest)),
            ProgramGroup.Make => Make(rest),
            ProgramGroup.NodePackages => Npm(rest),
            ProgramGroup.Compiler => Compiler(rest),
            ProgramGroup.Formatter => Formatter(program, rest),
            ProgramGroup.Linter => Linter(program, rest),
            ProgramGroup.Sphinx when AnyIs(rest, "linkcheck", "doctest", "dummy", "coverage") => StepKind.Verify,
            ProgramGroup.Sphinx => StepKind.Change,
            ProgramGroup.Database => Database(program, rest),
            ProgramGroup.OpenSsl => OpenSsl(rest),
            ProgramGroup.WebServer => WebServer(rest),
            ProgramGroup.Service => Service(rest),
            ProgramGroup.Crontab => AnyIs(rest, "-l") ? StepKind.Explore : StepKind.Change,
            ProgramGroup.Terminal => Terminal(rest),
            ProgramGroup.Cracker => Cracker(rest),
            ProgramGroup.CMake => CMake(rest),
            ProgramGroup.Submit => Submits(),
            _ => null,
        };
    }

    /// <summary>A word that can name a program; what a shell would answer with "not found" does nothing.</summary>
    private static bool IsProgram(string word) =>
        word == ":"
        || (word.Length > 0 && (char.IsLetterOrDigit(word[0]) || word[0] is '.' or '/' or '~' or '_' or '$' or '['));

    private static bool AsksAbout(ReadOnlySpan<string> words) =>
        words.Length == 2 && words[1] is "--version" or "-version" or "--help" or "-V" or "version";

    private StepKind JudgeOther(string program, ReadOnlySpan<string> words)
    {
        if (Programs.UseOf(program) is { } use)
        {
            if (
                program
                is "ls"
                    or "dir"
                    or "tree"
                    or "exa"
                    or "eza"
                    or "stat"
                    or "file"
                    or "du"
                    or "test"
                    or "["
                    or "readlink"
            )
            {
                Files(words[1..], Listed);
            }
            else if (use == StepKind.Change)
            {
                effect.Changes = true;
            }

            return use;
        }

        var path = Resolved(words[0]);
        if (own.TextOf(path) is { } text)
        {
            return JudgeOwnScript(path, text);
        }

        if (words[0].Contains('/', StringComparison.Ordinal))
        {
            return ProgramNames.Makes(program) ? StepKind.Change : StepKind.Verify;
        }

        return ProgramNames.Checks(program) ? StepKind.Verify : StepKind.Change;
    }

    private string Resolved(string path) => ShellPath.Resolve(_directory, path);

    /// <summary>A redirection makes a file, which is scratch of the run, or overwrites one that the run had seen before.</summary>
    private void Created(string target)
    {
        effect.Changes = true;
        if (ShellPath.IsUnknown(target))
        {
            effect.Opaque = true;
            return;
        }

        var path = Resolved(target);
        var text =
            _command.Input?.Text
            ?? (SpellsOut() ? string.Join(' ', _command.Words.AsSpan(1)!).AsMemory() : ReadOnlyMemory<char>.Empty);
        var content = new OwnText(text, IsArguments: false);
        if (own.IsWork(path))
        {
            effect.Edits = true;
            own.AddText(path, content);
        }
        else
        {
            own.AddScratch(path, content);
        }

        effect.AddWritten(path);
    }

    /// <summary>Writes a file; it is an edit unless the run itself made the file as scratch.</summary>
    private void Written(string target)
    {
        effect.Changes = true;
        if (ShellPath.IsUnknown(target))
        {
            effect.Opaque = effect.Edits = true;
            return;
        }

        var path = Resolved(target);
        effect.Edits |= !own.IsScratch(path);
        effect.AddWritten(path);
    }

    /// <summary>Writes a file in a way that needs it to be there.</summary>
    private void Altered(string target)
    {
        Written(target);
        if (!ShellPath.IsUnknown(target))
        {
            effect.AddAltered(Resolved(target));
        }
    }

    private void Looked(string word)
    {
        if (IsFile(word))
        {
            effect.AddLooked(Resolved(word));
        }
    }

    private void Listed(string word)
    {
        if (IsFile(word) && (word.AsSpan().ContainsAny('/', '.') || word == "~"))
        {
            effect.AddListed(Resolved(word));
        }
    }

    /// <summary>A word that may name a file; numbers, options and what is only known when it runs are left out.</summary>
    private static bool IsFile(string word) =>
        word is "." or ".."
        || word.Length is > 0 and < 1024
            && word[0] is not ('-' or '+' or '<' or '>')
            && !ShellPath.IsUnknown(word)
            && !word.AsSpan().ContainsAny(NotInPaths)
            && word.AsSpan().ContainsAnyExcept(InNumbers)
            && !word.Contains("://", StringComparison.Ordinal);

    private static void Files(ReadOnlySpan<string> arguments, Action<string> each)
    {
        foreach (var word in arguments)
        {
            if (word.Length > 0 && word[0] != '-')
            {
                each(word);
            }
        }
    }
}
