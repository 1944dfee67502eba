using System.Collections.Frozen;
using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Actions;

/// <content>Version control.</content>
internal sealed partial class ShellEffects
{
    private static readonly FrozenSet<string> GitLookers = (
        "status diff log show blame annotate grep ls-files ls-tree ls-remote rev-parse describe cat-file rev-list shortlog "
        + "whatchanged name-rev merge-base for-each-ref show-ref show-branch check-ignore check-attr count-objects var help "
        + "version range-diff cherry fsck verify-commit verify-tag diff-tree diff-files diff-index"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> GitFileCommands =
        "checkout restore stash apply reset clean am cherry-pick merge rebase revert pull rm mv clone switch"
            .Split(' ')
            .ToFrozenSet(StringComparer.Ordinal);

    private StepKind Git(ReadOnlySpan<string> arguments)
    {
        var outer = _directory;
        while (arguments is [{ Length: > 0 } option, ..] && option[0] == '-')
        {
            if (option == "-C" && arguments.Length > 1)
            {
                _directory = Resolved(arguments[1]);
            }

            arguments = arguments[
                Math.Min(arguments.Length, option is "-C" or "-c" or "--git-dir" or "--work-tree" ? 2 : 1)..
            ];
        }

        if (arguments.IsEmpty)
        {
            return StepKind.Explore;
        }

        var kind = GitVerb(arguments[0], arguments[1..]);
        effect.Changes |= kind == StepKind.Change;
        _directory = outer;
        return kind;
    }

    private StepKind GitVerb(string verb, ReadOnlySpan<string> rest)
    {
        if (GitLookers.Contains(verb))
        {
            effect.LooksAtDiff |= verb is "diff" or "status";
            GitLooks(verb, rest);
            return StepKind.Explore;
        }

        var looks = verb switch
        {
            "branch" => !HasPlain(rest) || AnyIs(rest, "--list", "--contains", "--merged", "-a", "-r", "--no-merged"),
            "tag" => !HasPlain(rest) || AnyIs(rest, "-l", "--list", "-n", "--contains"),
            "remote" => rest is [] or ["-v" or "--verbose" or "show" or "get-url", ..],
            "stash" => rest is ["list" or "show", ..],
            "reflog" => rest is not (["expire" or "delete", ..]),
            "config" => AnyIs(rest, "--get", "--list", "-l", "--get-all", "--show-origin", "get") || rest is [_],
            "worktree" or "bundle" or "notes" or "submodule" or "lfs" => rest
                is ["list" or "verify" or "show" or "status" or "ls-files", ..],
            "bisect" => rest is ["log" or "visualize" or "view", ..],
            _ => false,
        };
        if (looks)
        {
            return StepKind.Explore;
        }

        if (GitFileCommands.Contains(verb))
        {
            effect.Edits = true;
            GitMoves(verb, rest);
        }

        return StepKind.Change;
    }

    private static bool HasPlain(ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (word.Length > 0 && word[0] != '-')
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyIs(ReadOnlySpan<string> words, params ReadOnlySpan<string> wanted) =>
        words.IndexOfAny(wanted) >= 0;

    private void GitLooks(string verb, ReadOnlySpan<string> rest)
    {
        if (verb == "grep")
        {
            Searches("git grep", rest);
            return;
        }

        if (verb is not ("diff" or "show" or "blame" or "annotate" or "log"))
        {
            return;
        }

        var paths = false;
        foreach (var word in rest)
        {
            if (word == "--")
            {
                paths = true;
                continue;
            }

            var colon = word.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && verb == "show" && word[0] != '-')
            {
                Looked(word[(colon + 1)..]);
            }
            else if ((paths || LooksLikePath(word)) && verb != "log")
            {
                Looked(word);
            }
            else if (paths || LooksLikePath(word))
            {
                Listed(word);
            }
        }
    }

    /// <summary>A file and no branch, tag or commit, as far as its spelling tells.</summary>
    private static bool LooksLikePath(string word)
    {
        var name = ShellPath.NameOf(word);
        return word.Length > 0
            && word[0] != '-'
            && !word.Contains("..", StringComparison.Ordinal)
            && !word.AsSpan().ContainsAny('~', '^', '@')
            && (
                name.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot && dot < name.Length - 1 || word == "."
            );
    }

    private void GitMoves(string verb, ReadOnlySpan<string> rest)
    {
        var files = new List<string>();
        var afterDashes = false;
        foreach (var word in rest)
        {
            if (word == "--")
            {
                afterDashes = true;
            }
            else if (
                word.Length > 0
                && (afterDashes || (word[0] != '-' && (LooksLikePath(word) || verb is "rm" or "mv" or "restore")))
            )
            {
                files.Add(word);
            }
        }

        var byName = verb is "checkout" or "restore" or "rm" or "mv" && files.Count > 0 && !files.Contains(".");
        effect.Opaque |= !byName;
        if (byName)
        {
            foreach (var file in files)
            {
                Written(file);
                if (verb is "checkout" or "restore")
                {
                    effect.AddRevert(Resolved(file));
                    effect.AddAltered(Resolved(file));
                }
                else if ((verb == "rm" && !AnyIs(rest, "--cached")) || (verb == "mv" && file != files[^1]))
                {
                    effect.AddRemoved(Resolved(file));
                }
            }

            return;
        }

        switch (verb)
        {
            case "apply" or "am":
                AddPatch(files.Count > 0 ? files[0] : null, Has(rest, "-R") || Has(rest, "--reverse"));
                break;
            case "checkout" or "restore" when files.Contains("."):
            case "reset" when Has(rest, "--hard"):
            case "stash" when rest is [] or ["push" or "save", ..] || (rest.Length > 0 && rest[0].StartsWith('-')):
            case "revert":
                effect.AddRevert(".");
                break;
        }
    }
}
