using System.Collections.Frozen;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Records;

/// <content>What cannot be had back.</content>
internal static partial class ShellFacts
{
    /// <summary>Folders that a build, a test run or an install makes again.</summary>
    private static readonly FrozenSet<string> Remade = Words(
        "node_modules build dist target out bin obj __pycache__ .pytest_cache .mypy_cache .ruff_cache .cache .tox .nox .venv "
            + "venv env htmlcov coverage .coverage .next .nuxt .gradle .eggs tmp temp logs cmake-build-debug _build"
    );

    private static bool Destroys(string program, ReadOnlySpan<string> rest, ShellCommand command, MadePlaces made) =>
        program switch
        {
            "rm" => HasOption(rest, "rR", "--recursive") && DropsWork(rest, command.Directory, made),
            "git" or "hub" => GitDestroys(GitVerb(rest), rest),
            "find" or "fd" => Has(rest, "-delete") && FindsWork(rest, command.Directory, made),
            "dd" => rest.ToArray().Any(w => w.StartsWith("of=/dev/", StringComparison.Ordinal) && w != "of=/dev/null"),
            "shred" or "wipefs" or "mkswap" or "dropdb" or "dropuser" => true,
            "truncate" => Has(rest, "0", "-s0", "--size=0"),
            "docker" or "podman" => Has(rest, "prune") || (Verb(rest) == "volume" && Has(rest, "rm", "remove")),
            "kubectl" or "oc" => Verb(rest) == "delete",
            "terraform" or "tofu" => Verb(rest) == "destroy",
            "helm" => Verb(rest) is "uninstall" or "delete",
            "aws" => Verb(rest) == "s3" && (Has(rest, "rb") || (Has(rest, "rm") && Has(rest, "--recursive"))),
            "gh" => Has(rest, "delete"),
            "userdel" => HasOption(rest, "r", "--remove"),
            _ => program.StartsWith("mkfs", StringComparison.Ordinal)
                || (ProgramGroups.Of(program) == ProgramGroup.Database && DropsData(rest, command)),
        };

    /// <summary>A removal of more than what is made again by itself.</summary>
    private static bool DropsWork(ReadOnlySpan<string> words, string folder, MadePlaces made)
    {
        foreach (var word in words)
        {
            if (word.Length == 0 || word[0] == '-' || word.StartsWith("/tmp/", StringComparison.Ordinal))
            {
                continue;
            }

            var name = ShellPath.NameOf(word.TrimEnd('/', '*').TrimEnd('/'));
            if (
                !Remade.Contains(name)
                && !name.EndsWith(".egg-info", StringComparison.Ordinal)
                && !word.StartsWith("/var/tmp/", StringComparison.Ordinal)
                && !word.StartsWith("/var/lib/apt/lists", StringComparison.Ordinal)
                && !made.Has(ShellPath.Resolve(folder, word.TrimEnd('/', '*').TrimEnd('/')))
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a search deletes is work unless it looks for one name that is made again, or only where the run put things.</summary>
    private static bool FindsWork(ReadOnlySpan<string> words, string folder, MadePlaces made)
    {
        if (words.IndexOf("-name") is >= 0 and var at && at + 1 < words.Length)
        {
            var name = words[at + 1];
            if (Remade.Contains(name) || name is "*.pyc" or "*.pyo" or "*.class" or "*.o" or "*.tmp")
            {
                return false;
            }
        }

        var roots = 0;
        while (roots < words.Length && words[roots].Length > 0 && words[roots][0] is not ('-' or '(' or '!'))
        {
            roots++;
        }

        return roots == 0 || DropsWork(words[..roots], folder, made);
    }

    private static bool GitDestroys(string verb, ReadOnlySpan<string> rest) =>
        verb switch
        {
            "reset" => Has(rest, "--hard"),
            "clean" => HasOption(rest, "f", "--force") && !HasOption(rest, "n", "--dry-run"),
            "checkout" => Has(rest, ".") || HasOption(rest, "f", "--force"),
            "restore" => Has(rest, ".") && !Has(rest, "--staged"),
            "push" => HasOption(rest, "fd", "--force", "--force-with-lease", "--mirror", "--delete")
                || PushesOver(rest),
            "branch" => HasOption(rest, "D"),
            "stash" => Has(rest, "drop", "clear"),
            "reflog" => Has(rest, "expire", "delete"),
            "filter-branch" or "filter-repo" => true,
            "gc" or "prune" => Has(rest, "--prune=now") || verb == "prune",
            _ => false,
        };

    /// <summary><c>+branch</c> pushes over what is there, <c>:branch</c> deletes it.</summary>
    private static bool PushesOver(ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (word.Length > 1 && word[0] is '+' or ':')
            {
                return true;
            }
        }

        return false;
    }

    private static bool DropsData(ReadOnlySpan<string> rest, ShellCommand command)
    {
        foreach (var word in rest)
        {
            if (DropsData(word))
            {
                return true;
            }
        }

        return (command.Input is { } input && DropsData(input.Text.Span))
            || (command.PipedFrom is { Words: ["echo" or "printf", .., var text] } && DropsData(text));
    }

    /// <summary>Statements that drop or empty a table, a collection or a whole store.</summary>
    public static bool DropsData(ReadOnlySpan<char> text)
    {
        Span<char> head = stackalloc char[24];
        foreach (var range in text.SplitAny(";\n"))
        {
            var statement = text[range].Trim();
            var length = Math.Min(statement.Length, head.Length);
            statement[..length].ToLowerInvariant(head);
            var start = head[..length];
            if (
                start.StartsWith("drop ")
                || start.StartsWith("truncate ")
                || start.StartsWith("flushall")
                || start.StartsWith("flushdb")
                || start.StartsWith("db.dropdatabase")
                || (
                    start.StartsWith("delete from ")
                    && !statement.Contains(" where ", StringComparison.OrdinalIgnoreCase)
                )
            )
            {
                return true;
            }
        }

        return false;
    }
}
