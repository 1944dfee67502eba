using System.Collections.Frozen;

namespace Stopwise.Traces.Actions;

/// <summary>Programs of many verbs: which of them look, which check, and what the others are for.</summary>
internal static class Verbs
{
    private static readonly Uses[] Rows =
    [
        new("pip pip3 pipx")
        {
            Looks = Words("list show freeze search index inspect debug config help"),
            Checks = Words("check"),
        },
        new("uv")
        {
            Looks = Words("list show freeze tree version"),
            Checks = Words("check"),
            Depth = 2,
        },
        new("conda mamba micromamba")
        {
            Looks = Words("list info search config activate deactivate help"),
            Depth = 2,
            Bare = StepKind.Explore,
        },
        new("poetry pdm pipenv hatch")
        {
            Looks = Words("show env version search config graph"),
            Checks = Words("check"),
        },
        new("apt apt-get aptitude yum dnf apk brew pacman snap zypper port nix-env choco winget")
        {
            Looks = Words("list search show policy depends rdepends info madison leaves deps changelog"),
            LookOptions = Words("-Q -Qi -Ql -Qs -s --simulate --dry-run"),
        },
        new("dpkg rpm")
        {
            LookOptions = Words(
                "-l -L -s -S -I -c --list --listfiles --search --print-architecture -q -qa -ql -qi -qf"
            ),
        },
        new("gem") { Looks = Words("list search info environment env contents which specification query") },
        new("composer")
        {
            Looks = Words("show info search outdated licenses"),
            Checks = Words("test validate check diagnose"),
        },
        new("cargo")
        {
            Looks = Words("tree metadata search version help locate-project pkgid info"),
            Checks = Words("test check clippy bench nextest run t c r miri audit"),
            CheckOptions = Words("--check --no-run"),
            LookOptions = Words("--list"),
        },
        new("go") { Looks = Words("list env version doc help"), Checks = Words("test vet run ./...") },
        new("dotnet")
        {
            Looks = Words("--info list help"),
            LookOptions = Words("--list-sdks --list-runtimes --info"),
            Checks = Words("test run"),
            CheckOptions = Words("--verify-no-changes"),
        },
        new("mvn mvnw")
        {
            Looks = Words("dependency:tree help:effective-pom help:describe"),
            Checks = Words("test verify integration-test checkstyle:check"),
            Depth = 6,
        },
        new("gradle gradlew")
        {
            Looks = Words("tasks dependencies projects properties help"),
            Checks = Words("test check lint detekt"),
            Depth = 6,
        },
        new("sbt lein rebar3 mix stack cabal swift zig flutter dart")
        {
            Checks = Words("test run eunit ct check analyze credo dialyzer hlint"),
            Looks = Words("deps help version"),
        },
        new("bazel bazelisk buck")
        {
            Looks = Words("query info cquery aquery version"),
            Checks = Words("test run coverage"),
        },
        new("deno")
        {
            Looks = Words("info doc"),
            Checks = Words("test check lint run bench"),
            CheckOptions = Words("--check"),
        },
        new("rails artisan") { Looks = Words("routes about stats"), Checks = Words("test") },
        new("docker podman nerdctl")
        {
            Looks = Words("ps logs images inspect version info stats top port diff history search ls config events df"),
            Depth = 2,
        },
        new("docker-compose") { Looks = Words("ps logs images config top port version ls") },
        new("kubectl oc")
        {
            Looks = Words(
                "get describe logs top explain version api-resources api-versions cluster-info diff view current-context get-contexts can-i"
            ),
            Depth = 2,
        },
        new("helm")
        {
            Looks = Words("list ls status get show history search template version"),
            Checks = Words("lint test"),
        },
        new("terraform tofu")
        {
            Looks = Words("show output state providers version graph"),
            Checks = Words("validate plan"),
            CheckOptions = Words("-check"),
        },
        new("ansible-playbook")
        {
            CheckOptions = Words("--check --syntax-check"),
            LookOptions = Words("--list-tasks --list-hosts"),
        },
        new("systemctl")
        {
            Looks = Words(
                "status show list-units list-unit-files is-active is-enabled is-failed cat list-timers list-dependencies"
            ),
        },
        new("gh glab") { Looks = Words("view list status diff checks search api"), Depth = 2 },
        new("aws gcloud az gsutil mc s3cmd")
        {
            Looks = Words("ls list describe show get-caller-identity configuration"),
            Depth = 3,
        },
        new("jupyter") { Looks = Words("list --paths --version"), LookOptions = Words("--paths --list") },
        new("huggingface-cli hf") { Looks = Words("whoami env scan-cache") },
        new("svn hg bzr")
        {
            Looks = Words("status st stat diff di log info cat blame annotate list ls heads branches tags summary id"),
        },
        new("playwright") { Checks = Words("test"), Looks = Words("show-report") },
        new("ng nx turbo lerna vite webpack rollup esbuild parcel next gulp grunt")
        {
            Checks = Words("test lint e2e check typecheck"),
        },
        new("protolint buf") { Checks = Words("lint breaking") },
    ];

    private static readonly FrozenDictionary<string, Uses> Known = Rows.SelectMany(row =>
            row.Programs.Select(program => (Program: program, Row: row))
        )
        .ToFrozenDictionary(pair => pair.Program, pair => pair.Row, StringComparer.Ordinal);

    /// <summary>What the program is for with these arguments; null for a program without known verbs.</summary>
    public static StepKind? KindOf(string program, ReadOnlySpan<string> arguments)
    {
        if (!Known.TryGetValue(program, out var uses))
        {
            return null;
        }

        var checks = false;
        var plain = 0;
        foreach (var word in arguments)
        {
            if (uses.LookOptions.Contains(word))
            {
                return StepKind.Explore;
            }

            if (uses.CheckOptions.Contains(word))
            {
                return StepKind.Verify;
            }

            if (word.Length == 0 || word[0] == '-' || word.Contains('=', StringComparison.Ordinal))
            {
                continue;
            }

            if (uses.Looks.Contains(word))
            {
                return StepKind.Explore;
            }

            checks |= uses.Checks.Contains(word);
            if (++plain >= uses.Depth)
            {
                break;
            }
        }

        return checks ? StepKind.Verify
            : plain == 0 ? uses.Bare
            : StepKind.Change;
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <param name="programs">Names, with blanks between them.</param>
    private sealed class Uses(string programs)
    {
        public string[] Programs { get; } = Words(programs);

        /// <summary>Verbs that only look.</summary>
        public string[] Looks { get; init; } = [];

        /// <summary>Verbs that check.</summary>
        public string[] Checks { get; init; } = [];

        /// <summary>Options that make any verb only look.</summary>
        public string[] LookOptions { get; init; } = [];

        /// <summary>Options that make any verb a check.</summary>
        public string[] CheckOptions { get; init; } = [];

        /// <summary>How many of the first plain words may be the verb.</summary>
        public int Depth { get; init; } = 1;

        /// <summary>What it is for without a verb.</summary>
        public StepKind Bare { get; init; } = StepKind.Change;
    }
}
