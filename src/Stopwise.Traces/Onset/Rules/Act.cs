using System.Buffers;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>One call of a run with what it is like: the unit that rules about errors and repetition compare.</summary>
internal sealed class Act
{
    private static readonly HashSet<string> Beside = new(StringComparer.Ordinal)
    {
        "cd",
        "export",
        "source",
        ".",
        "set",
        "echo",
        "printf",
        "sleep",
        "true",
        "pwd",
        "mkdir",
        "which",
        "tail",
        "head",
        "grep",
        "egrep",
        "tee",
        "wc",
        "sort",
        "uniq",
        "awk",
        "cat",
        "less",
        "date",
    };

    private static readonly HashSet<string> Launchers = new(StringComparer.Ordinal)
    {
        "python",
        "python3",
        "python2",
        "node",
        "ruby",
        "perl",
        "php",
        "bash",
        "sh",
        "zsh",
        "uv",
        "poetry",
        "pipenv",
        "npx",
        "npm",
        "yarn",
        "pnpm",
        "cargo",
        "go",
        "dotnet",
        "make",
        "git",
        "pip",
        "pip3",
        "apt",
        "apt-get",
        "timeout",
        "mvn",
        "gradle",
        "docker",
        "conda",
    };

    // Words of a launcher after which what is launched is still to come.
    private static readonly HashSet<string> OpenEnded = new(StringComparer.Ordinal)
    {
        "run",
        "exec",
        "python",
        "python3",
        "node",
        "bash",
        "sh",
        "npx",
    };

    private const int MostTargets = 4;

    private static readonly HashSet<string> Listers = new(StringComparer.Ordinal)
    {
        "ls",
        "find",
        "stat",
        "wc",
        "du",
        "file",
        "test",
        "[",
        "which",
        "tree",
        "md5sum",
        "sha256sum",
        "rm",
        "mkdir",
        "chmod",
        "touch",
    };

    private static readonly HashSet<string> Housekeeping = new(StringComparer.Ordinal)
    {
        "pip",
        "pip3",
        "apt",
        "apt-get",
        "chmod",
        "chown",
        "mkdir",
        "rm",
        "rmdir",
        "mv",
        "cp",
        "touch",
        "git",
        "kill",
        "pkill",
        "conda",
        "apk",
        "yum",
        "dnf",
        "ln",
        "tar",
        "unzip",
        "wget",
        "sed",
        "cat",
        "echo",
    };

    // What a tool complains about it says first.
    private const int Complaint = 100;

    private static readonly SearchValues<string> Complaints = SearchValues.Create(
        ["error", "no such file", "not found", "failed", "exception", "traceback"],
        StringComparison.OrdinalIgnoreCase
    );

    // Made when first asked for. Two threads may both make one: they make the same.
    private Names? _names;
    private IReadOnlyList<RanCommand>? _commands;
    private IReadOnlyList<FileWrite>? _writes;
    private IReadOnlyList<(string Field, string Value)>? _texts;

    public Act(int step, ToolCall call, CallReading reading)
    {
        Step = step;
        Call = call;
        Reading = reading;
    }

    public int Step { get; }

    public ToolCall Call { get; }

    public CallReading Reading { get; }

    /// <summary>The command or the arguments: equal texts of one tool are one action.</summary>
    public string Text => Call.Command ?? Call.Arguments;

    /// <summary>Equal for calls that try the same thing: the program and its first target, or the tool and what it is about.</summary>
    public string Like => (_names ??= Named()).Like;

    /// <summary>The call in a few words, for a reason.</summary>
    public string Shown => (_names ??= Named()).Shown;

    /// <summary>What a shell runs for it; none for another tool.</summary>
    public IReadOnlyList<RanCommand> Commands => _commands ??= Call.Command is { } text ? RanCommand.Of(text) : [];

    /// <summary>Files it writes, with the way and the texts where they are known.</summary>
    public IReadOnlyList<FileWrite> Writes => _writes ??= FileWrite.Of(this);

    /// <summary>The texts among the arguments of a tool, each with the name of its argument; none for a shell.</summary>
    public IReadOnlyList<(string Field, string Value)> Texts =>
        _texts ??= IsShell ? [] : ToolArguments.Texts(Call.Arguments);

    public bool IsShell => Call.Command is not null;

    /// <summary>
    /// It failed. Text about errors decides where something ran; in what was only read or written it may be the file's own.
    /// </summary>
    public bool Failed =>
        Reading.IsError
        && (
            Call.IsError
            || Call.ExitCode is > 0
            || (IsShell && Reading.Kind >= StepKind.Verify)
            || Call.Result.AsSpan(0, Math.Min(Call.Result?.Length ?? 0, Complaint)).IndexOfAny(Complaints) >= 0
        );

    /// <summary>It executes something that can show whether the work holds: a check, or a program that is no mere housekeeping.</summary>
    public bool Runs =>
        Reading.IsCheck
        || (IsShell && Reading.Kind >= StepKind.Verify && IsWork(Program) && !IsHousekeeping && !IsEditor);

    private bool IsEditor =>
        Program is "patch" or "ed" or "tee" || (Writes.Count > 0 && Like.EndsWith(" inline", StringComparison.Ordinal));

    /// <summary>It gives back names and sizes of files, not their text.</summary>
    public bool OnlyLists => IsShell && Listers.Contains(Program);

    /// <summary>Its program installs, moves or removes: nothing that the work is judged by.</summary>
    public bool IsHousekeeping => Housekeeping.Contains(Program);

    /// <summary>The record it is about: the id whose name the tool's name holds, else the first id; null where it names none.</summary>
    public RecordName? Record => ToolArguments.RecordOf(Call.Name, Texts);

    /// <summary>A record of some system is written: a tool that neither looks nor is about files, with an id among its arguments.</summary>
    public RecordName? WrittenRecord =>
        IsShell || Reading.Kind != StepKind.Change || Reading.Written.Count > 0 ? null : Record;

    private string Program =>
        Like is var like && like.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? like[..end] : like;

    private sealed record Names(string Like, string Shown);

    private Names Named()
    {
        if (Call.Command is not { } text)
        {
            var about = Reading.Written.Concat(Reading.Looked).FirstOrDefault() ?? Record?.Id ?? "";
            return new($"{Call.Name} {FileName.Key(about)}", about.Length == 0 ? Call.Name : $"{Call.Name} {about}");
        }

        var commands = Commands;
        var main =
            commands.LastOrDefault(c => IsWork(c.Program) && !Housekeeping.Contains(c.Program))
            ?? commands.LastOrDefault(c => IsWork(c.Program))
            ?? (commands.Count > 0 ? commands[^1] : null);
        return main is null ? new(text.Trim(), text) : new(LikeOf(main), main.Shown);
    }

    private static bool IsWork(string program) => program.Length > 0 && !Beside.Contains(program);

    /// <summary>A program and, where it only launches another, what it launches: the script, the module, the verb.</summary>
    private static string LikeOf(RanCommand command)
    {
        if (command.IsFed)
        {
            return command.Program + " inline";
        }

        var like = new System.Text.StringBuilder(command.Program);
        var left = MostTargets;
        var isCheck = false;
        foreach (var word in command.Arguments)
        {
            if (word is "-c" or "-e" or "-")
            {
                return command.Program + " inline";
            }

            if (word.Length == 0 || word[0] is '-' or '+')
            {
                continue;
            }

            var end = word.IndexOf("::", StringComparison.Ordinal);
            var target = FileName.Key(end > 0 ? word[..end] : word);
            like.Append(' ').Append(target);
            isCheck |= IsRunner(target);
            if (--left == 0 || !(isCheck || Launchers.Contains(command.Program) || IsRunner(command.Program)))
            {
                break;
            }

            if (!isCheck && !IsRunner(command.Program) && !OpenEnded.Contains(target))
            {
                break;
            }
        }

        return like.ToString();
    }

    private static bool IsRunner(string word) => word.Contains("test", StringComparison.OrdinalIgnoreCase);
}
