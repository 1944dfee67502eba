using System.Collections.Frozen;

namespace Stopwise.Traces.Actions.Shell;

/// <summary>Programs that only run another command: <c>sudo</c>, <c>timeout 5</c>, <c>uv run</c>, <c>xargs</c>.</summary>
internal static class Carriers
{
    private static readonly FrozenDictionary<string, Carrier> Known = Table();

    /// <summary>The command inside all carriers; empty where they carry nothing.</summary>
    /// <param name="words">Words of a simple command.</param>
    /// <param name="takesInput">True where more arguments come from the input, and so are not known.</param>
    public static ReadOnlySpan<string> Unwrap(ReadOnlySpan<string> words, out bool takesInput)
    {
        takesInput = false;
        while (!words.IsEmpty)
        {
            var program = ShellPath.NameOf(words[0]);
            if (!Known.TryGetValue(program, out var carrier))
            {
                return words;
            }

            if (carrier.Verbs.Length > 0)
            {
                if (words.Length < 2 || !carrier.Verbs.Contains(words[1]))
                {
                    return words;
                }

                words = words[1..];
            }
            else if (program == "command" && words.Length > 1 && words[1] is "-v" or "-V")
            {
                return words;
            }

            takesInput |= carrier.TakesInput;
            words = SkipOptions(words[1..], carrier);
        }

        return words;
    }

    private static ReadOnlySpan<string> SkipOptions(ReadOnlySpan<string> words, Carrier carrier)
    {
        var at = 0;
        while (at < words.Length && words[at].Length > 1 && words[at][0] == '-')
        {
            if (words[at] == "--")
            {
                at++;
                break;
            }

            at += carrier.Valued.Contains(words[at]) ? 2 : 1;
        }

        at += carrier.Positions;
        while (carrier.Assigns && at < words.Length && words[at].IndexOf('=', StringComparison.Ordinal) > 0)
        {
            at++;
        }

        return at < words.Length ? words[at..] : [];
    }

    private static FrozenDictionary<string, Carrier> Table()
    {
        var table = new Dictionary<string, Carrier>(StringComparer.Ordinal);
        Add("sudo doas", "-u -g -h -p -C -U -D -R -T --user --group", assigns: true);
        Add("env", "-u -C -S --unset --chdir", assigns: true);
        Add("timeout gtimeout", "-s -k --signal --kill-after", positions: 1);
        Add("nohup setsid exec builtin command time unbuffer caffeinate chronic", "-f -o -a");
        Add("nice ionice", "-n -c -p");
        Add("stdbuf", "-i -o -e");
        Add("strace ltrace", "-o -e -p -s -E -u");
        Add("xvfb-run", "-n -s -e -f -w --server-args");
        Add("taskset flock chroot", "", positions: 1);
        Add("watch", "-n --interval");
        Add("xargs parallel", "-I -n -P -L -d -E -s -a -j", takesInput: true);
        Add("uv", "-p --python --with --extra --group --package --project --directory --env-file", verbs: "run");
        Add("poetry pipenv pdm rye hatch pixi", "-e", verbs: "run");
        Add("conda mamba micromamba", "-n -p --name --prefix --cwd", verbs: "run");
        Add("bundle", "", verbs: "exec");
        Add("npx bunx pnpx uvx", "-p --package --from --with");
        Add("pnpm yarn npm", "-p --package", verbs: "exec dlx");
        return table.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(
            string names,
            string valued,
            int positions = 0,
            bool assigns = false,
            bool takesInput = false,
            string verbs = ""
        )
        {
            var none = StringSplitOptions.RemoveEmptyEntries;
            foreach (var name in names.Split(' '))
            {
                table[name] = new Carrier(
                    valued.Split(' ', none),
                    positions,
                    assigns,
                    takesInput,
                    verbs.Split(' ', none)
                );
            }
        }
    }

    /// <param name="Valued">Options that take the next word.</param>
    /// <param name="Positions">Words of its own before the command.</param>
    /// <param name="Assigns">Assignments may stand before the command.</param>
    /// <param name="TakesInput">It adds words from its input.</param>
    /// <param name="Verbs">Its first word must be one of these; empty where it has no such word.</param>
    private readonly record struct Carrier(
        string[] Valued,
        int Positions,
        bool Assigns,
        bool TakesInput,
        string[] Verbs
    );
}
