using System.Collections.Frozen;
using Stopwise.Governance.Records;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Records;

/// <content>Who is contacted, and what leaves the machine.</content>
internal static partial class ShellFacts
{
    /// <summary>Programs that contact another machine whatever their arguments.</summary>
    private static readonly FrozenSet<string> Callers = Words(
        "curl wget wget2 http https xh aria2c lynx w3m links yt-dlp youtube-dl ssh scp sftp ftp telnet nc ncat netcat socat "
            + "ping ping6 traceroute dig nslookup host whois twine gh glab aws gcloud az gsutil s3cmd mc rclone kubectl helm "
            + "mail mailx mutt sendmail msmtp swaks vercel netlify fly flyctl heroku firebase wrangler websocat"
    );

    /// <summary>Programs whose words can be addresses without being asked: text to print, to look for, to put in.</summary>
    private static readonly FrozenSet<string> Quoting = Words(
        "echo printf cat grep egrep fgrep rg ag ack sed gsed awk gawk perl jq yq find export test [ tee sort head tail diff "
            + "true : cd"
    );

    private static readonly FrozenSet<string> GitCallers = Words("clone fetch pull push ls-remote");

    private static void ReadNetwork(string program, ReadOnlySpan<string> rest, ActionSheet sheet)
    {
        var isGit = program is "git" or "hub";
        var verb = isGit ? GitVerb(rest) : Verb(rest);
        var publishes = Publishes(program, verb, rest);
        var web = WebOf(program, rest);
        var hosts = sheet.Hosts.Count;
        if (
            !Quoting.Contains(program)
            && !(isGit && !GitCallers.Contains(verb) && verb is not ("remote" or "submodule"))
        )
        {
            AddHosts(program, rest, sheet);
        }

        var calls =
            web is { } request ? request.Url is not { } url || !ShellWeb.IsLocal(url)
            : isGit ? CallsOut(verb, rest, sheet.Hosts.Count > hosts)
            : (Callers.Contains(program) && !AllLocal(program, rest, sheet.Hosts.Count > hosts))
                || Fetches(program, verb, rest)
                || (Installs(program, rest) && !IsOffline(program, rest))
                || publishes;
        if (calls)
        {
            sheet.Facts |= RecordFacts.Network;
            sheet.IsForeign |= !Installs(program, rest);
        }

        if (web?.Url is { } asked && !ShellPath.IsUnknown(asked) && WebAddress.Plain(asked) is { } plain)
        {
            sheet.AddHost(plain);
        }

        if (publishes || (web is { Sends: true } sent && (sent.Url is not { } to || !ShellWeb.IsLocal(to))))
        {
            sheet.Facts |= RecordFacts.Publish;
        }
    }

    private static ShellWeb? WebOf(string program, ReadOnlySpan<string> rest) =>
        ProgramGroups.Of(program) switch
        {
            ProgramGroup.Curl => ShellWeb.Curl(rest),
            ProgramGroup.Wget => ShellWeb.Wget(rest),
            ProgramGroup.HttpClient => ShellWeb.Plain(rest),
            _ => null,
        };

    private static void AddHosts(string program, ReadOnlySpan<string> rest, ActionSheet sheet)
    {
        var remote = program is "ssh" or "scp" or "sftp" or "rsync" or "git";
        var bare =
            program
            is "nc"
                or "ncat"
                or "netcat"
                or "telnet"
                or "ping"
                or "ping6"
                or "dig"
                or "nslookup"
                or "host"
                or "whois"
                or "traceroute"
                or "ftp"
                or "ssh"
                or "sftp";
        var named = false;
        foreach (var word in rest)
        {
            if (word.Length == 0 || word.Length > 2048)
            {
                continue;
            }

            var at = word.IndexOf("://", StringComparison.Ordinal);
            var host = at >= 0 ? WebAddress.HostOf(word.AsSpan(SchemeStart(word, at))) : null;
            if (host is null && at < 0 && word[0] != '-' && !ShellPath.IsUnknown(word))
            {
                host =
                    remote && IsRemoteName(word) ? WebAddress.Plain(word)
                    : bare && !named && !IsNumber(word) ? WebAddress.Plain(word)
                    : null;
            }

            if (host is not null)
            {
                named = true;
                sheet.AddHost(host);
            }
        }
    }

    /// <summary><c>git+https://</c> and <c>--index-url=https://</c> have words before the scheme.</summary>
    private static int SchemeStart(string word, int at)
    {
        while (at > 0 && char.IsAsciiLetterLower(word[at - 1]))
        {
            at--;
        }

        return at;
    }

    /// <summary><c>user@host:path</c> or <c>host:path</c>, as copying programs write it.</summary>
    private static bool IsRemoteName(string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        var mark = word.IndexOf('@', StringComparison.Ordinal);
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        return (colon > 0 || mark > 0) && (slash < 0 || colon < slash) && word.AsSpan().Contains('.');
    }

    private static bool IsNumber(string word) => !word.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool AllLocal(string program, ReadOnlySpan<string> rest, bool foreign)
    {
        if (foreign || program is "gh" or "glab" or "aws" or "gcloud" or "az" or "twine")
        {
            return rest is ["--version" or "--help" or "-h" or "version", ..];
        }

        foreach (var word in rest)
        {
            if (word is "-l" or "-z" || ShellWeb.IsLocal(word.AsSpan(word.LastIndexOf('@') + 1)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool CallsOut(string verb, ReadOnlySpan<string> rest, bool foreign) =>
        verb switch
        {
            "clone" => foreign,
            "fetch" or "pull" or "push" or "ls-remote" => true,
            "submodule" => Has(rest, "update", "add"),
            "remote" => Has(rest, "update", "show"),
            _ => false,
        };

    private static bool Fetches(string program, string verb, ReadOnlySpan<string> rest) =>
        program switch
        {
            "apt" or "apt-get" or "yum" or "dnf" or "apk" or "brew" or "pacman" => verb
                is "update"
                    or "upgrade"
                    or "dist-upgrade"
                    or "download"
                    or "source",
            "pip" or "pip3" => verb is "download" or "index" or "search",
            "npm" or "yarn" or "pnpm" => verb is "view" or "info" or "search" or "audit" or "outdated",
            "docker" or "podman" or "nerdctl" => verb is "pull" or "push" or "login" or "search",
            "go" => verb == "mod" && Has(rest, "download", "tidy"),
            "cargo" => verb is "fetch" or "search" or "update",
            "huggingface-cli" or "hf" => verb is "download" or "upload" or "login" or "whoami" or "repo",
            "rsync" => RestHasRemote(rest),
            "svn" => verb is "checkout" or "co" or "update" or "up" or "commit" or "ci" or "ls" or "export",
            "terraform" or "tofu" => verb is "init" or "apply" or "destroy" or "plan",
            _ => false,
        };

    private static bool RestHasRemote(ReadOnlySpan<string> rest)
    {
        foreach (var word in rest)
        {
            if (word.Length > 0 && word[0] != '-' && IsRemoteName(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An install of what lies on the machine: a folder of the work itself, or one that is told to ask nobody.</summary>
    private static bool IsOffline(string program, ReadOnlySpan<string> rest)
    {
        if (Has(rest, "--no-index", "--offline", "--frozen-offline", "--no-deps"))
        {
            return true;
        }

        var named = false;
        foreach (var word in rest)
        {
            if (word is "-r" or "--requirement")
            {
                return false;
            }

            if (word.Length == 0 || word[0] == '-' || word is "install")
            {
                continue;
            }

            if (word[0] is not ('.' or '/' or '~'))
            {
                return false;
            }

            named = true;
        }

        return named && program is "pip" or "pip3" or "npm" or "gem" or "apt" or "apt-get" or "dpkg";
    }

    private static bool Publishes(string program, string verb, ReadOnlySpan<string> rest) =>
        program switch
        {
            "git" or "hub" => verb == "push" && !Has(rest, "--dry-run", "-n"),
            "npm" or "yarn" or "pnpm" or "cargo" or "poetry" or "uv" or "pdm" or "flit" or "hatch" => verb == "publish",
            "twine" => verb == "upload",
            "gem" or "docker" or "podman" or "helm" => verb == "push",
            "dotnet" => verb == "nuget" && Has(rest, "push"),
            "gh" or "glab" => verb is "pr" or "mr" or "issue" or "release" or "gist" or "repo" or "workflow"
                && Has(
                    rest,
                    "create",
                    "merge",
                    "comment",
                    "close",
                    "edit",
                    "delete",
                    "upload",
                    "review",
                    "run",
                    "reopen"
                )
                || (verb == "api" && Has(rest, "POST", "PUT", "PATCH", "DELETE")),
            "mail" or "mailx" or "mutt" or "sendmail" or "msmtp" or "swaks" => true,
            "aws" => verb == "s3"
                && Has(rest, "cp", "sync", "mv")
                && rest[^1].StartsWith("s3://", StringComparison.Ordinal),
            "gsutil" or "rclone" => verb is "cp" or "rsync" or "copy" or "sync" or "mv",
            "scp" or "rsync" => rest.Length > 0 && IsRemoteName(rest[^1]),
            "huggingface-cli" or "hf" => verb == "upload",
            "vercel" or "netlify" or "fly" or "flyctl" or "firebase" or "wrangler" => verb is "deploy" or "publish"
                || (program == "vercel" && verb.Length == 0),
            _ => false,
        };
}
