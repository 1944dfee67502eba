using System.Collections.Frozen;
using Stopwise.Governance.Records;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Records;

/// <summary>What the simple commands of a shell text do beyond files: the network, packages, rights, what cannot be had back.</summary>
internal static partial class ShellFacts
{
    private static readonly FrozenSet<string> OtherUsers = Words("sudo doas su runuser pkexec");

    /// <summary>Adds the facts of one simple command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="made">What the run made itself so far: to throw that away is no loss.</param>
    /// <param name="sheet">Where the facts go.</param>
    public static void Read(ShellCommand command, MadePlaces made, ActionSheet sheet)
    {
        foreach (var redirection in command.Redirections)
        {
            if (Socket(redirection.Target) is { } peer)
            {
                sheet.AddHost(peer);
            }
        }

        if (command.Words.Length == 0)
        {
            return;
        }

        if (OtherUsers.Contains(ShellPath.NameOf(command.Words[0])) || Has(command.Words, "--privileged"))
        {
            sheet.Facts |= RecordFacts.Privileged;
        }

        var words = Carriers.Unwrap(command.Words, out _);
        if (words.IsEmpty)
        {
            return;
        }

        var program = ShellPath.NameOf(words[0]);
        if (program.Length is > 0 and <= 64 && !ShellPath.IsUnknown(program))
        {
            sheet.AddProgram(program);
        }

        // Python's own way to name a program.
        if (program.StartsWith("python", StringComparison.Ordinal) && words is [_, "-m", var module, ..])
        {
            program = module;
            words = words[2..];
        }
        else if (program == "uv" && words is [_, "pip", ..])
        {
            program = "pip";
            words = words[1..];
        }

        var rest = words[1..];
        sheet.Facts |= RecordFacts.Install.If(Installs(program, rest));
        sheet.Facts |= RecordFacts.Destructive.If(Destroys(program, rest, command, made));
        sheet.Facts |= CommitsOf(program, rest);
        ReadNetwork(program, rest, sheet);
    }

    /// <summary><c>/dev/tcp/HOST/PORT</c>, which a shell opens as a connection.</summary>
    private static string? Socket(string target)
    {
        foreach (var head in (ReadOnlySpan<string>)["/dev/tcp/", "/dev/udp/"])
        {
            if (target.StartsWith(head, StringComparison.Ordinal))
            {
                return WebAddress.Plain(target.AsSpan(head.Length));
            }
        }

        return null;
    }

    private static bool Installs(string program, ReadOnlySpan<string> rest) =>
        Verb(rest) switch
        {
            "install" => program
                is "pip"
                    or "pip3"
                    or "pipx"
                    or "conda"
                    or "mamba"
                    or "micromamba"
                    or "poetry"
                    or "pipenv"
                    or "pdm"
                    or "apt"
                    or "apt-get"
                    or "aptitude"
                    or "yum"
                    or "dnf"
                    or "brew"
                    or "zypper"
                    or "snap"
                    or "choco"
                    or "winget"
                    or "npm"
                    or "yarn"
                    or "pnpm"
                    or "bun"
                    or "cargo"
                    or "go"
                    or "gem"
                    or "bundle"
                    or "composer"
                    or "opam"
                    or "cabal"
                    or "stack"
                    or "luarocks"
                    or "cpan"
                    or "cpanm"
                    or "helm"
                    or "nimble",
            "add" => program is "apk" or "uv" or "poetry" or "pdm" or "yarn" or "pnpm" or "bun" or "cargo" or "npm"
                || (program == "dotnet" && Has(rest, "package")),
            "i" or "ci" => program is "npm" or "pnpm" or "bun",
            "sync" => program is "uv" or "pipenv",
            "require" or "update" => program == "composer",
            "get" => program == "go",
            "restore" => program == "dotnet",
            "tool" => program is "dotnet" or "uv" && Has(rest, "install"),
            "" => program is "yarn" or "cpanm",
            _ => program == "pacman" && rest is [['-', 'S', ..], ..],
        };

    private static RecordFacts CommitsOf(string program, ReadOnlySpan<string> rest)
    {
        var verb = program is "git" or "hub" ? GitVerb(rest) : Verb(rest);
        return program switch
        {
            "git" or "hub" when verb == "commit" && !Has(rest, "--dry-run") => RecordFacts.Commit,
            "hg" or "svn" or "bzr" when verb is "commit" or "ci" => program == "svn"
                ? RecordFacts.Commit | RecordFacts.Publish
                : RecordFacts.Commit,
            _ => RecordFacts.None,
        };
    }

    /// <summary>The first word that is no option.</summary>
    private static string Verb(ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (word.Length > 0 && word[0] is not ('-' or '+') && !word.Contains('=', StringComparison.Ordinal))
            {
                return word;
            }
        }

        return "";
    }

    /// <summary>The verb behind the options of <c>git</c> itself, two of which take the next word.</summary>
    private static string GitVerb(ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] is "-C" or "-c" or "--git-dir" or "--work-tree")
            {
                i++;
            }
            else if (words[i].Length > 0 && words[i][0] != '-')
            {
                return words[i];
            }
        }

        return "";
    }

    private static bool Has(ReadOnlySpan<string> words, params ReadOnlySpan<string> wanted) =>
        words.IndexOfAny(wanted) >= 0;

    /// <summary>One of these letters among the short options, or one of these long ones.</summary>
    private static bool HasOption(ReadOnlySpan<string> words, string letters, params ReadOnlySpan<string> longs)
    {
        foreach (var word in words)
        {
            if (
                longs.Contains(word)
                || (word.Length > 1 && word[0] == '-' && word[1] != '-' && word.AsSpan(1).ContainsAny(letters))
            )
            {
                return true;
            }
        }

        return false;
    }

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
