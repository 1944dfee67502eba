using Stopwise.Exits;
using Stopwise.Traces.Replay;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>The cassette of a suite while its tests are run: read once, written once if anything was added.</summary>
internal sealed class PromptTape
{
    private const string Source = "stopwise test";

    private readonly string _path;
    private readonly IReadOnlyList<CassetteEntry> _old;

    private PromptTape(string path, Cassette cassette, IReadOnlyList<CassetteEntry> old) =>
        (_path, Cassette, _old) = (path, cassette, old);

    /// <summary>What is recorded so far.</summary>
    public Cassette Cassette { get; private set; }

    /// <summary>Answers that were added.</summary>
    public int Added { get; private set; }

    /// <summary>Opens a cassette.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">With <see cref="AskMode.Replay"/> it must be there; with <see cref="AskMode.Record"/> its answers are not used.</param>
    /// <exception cref="StopwiseException">It is not there or is no cassette.</exception>
    public static PromptTape Open(string path, AskMode mode)
    {
        if (!File.Exists(path))
        {
            return mode == AskMode.Replay
                ? throw new StopwiseException(
                    $"{path} is not there: record it once with --record, --endpoint and --model."
                )
                : new PromptTape(path, Cassette.Empty(Source), []);
        }

        var found = Cassette.Load(path);
        if (mode != AskMode.Record)
        {
            return new PromptTape(path, found, []);
        }

        // What is no answer to a prompt was not recorded here and is not ours to drop.
        var foreign = found.Entries.Where(e => e.Form != CallForm.ChatClient).ToList();
        return new PromptTape(
            path,
            new Cassette(found.Source, foreign),
            [.. found.Entries.Where(e => e.Form == CallForm.ChatClient)]
        );
    }

    /// <summary>A test begins: it is given the first recorded answer to each of its requests, whatever other tests asked.</summary>
    public CassettePlayer Begin(bool anyModel) => new(Cassette, new ReplayOptions { AnyModel = anyModel });

    /// <summary>Keeps a new answer.</summary>
    public void Add(CassettePlayer player, PlayedCall call, ModelAnswer answer)
    {
        _ = player.Record(call, answer.ToJson());
        Cassette = player.ToCassette();
        Added++;
    }

    /// <summary>Writes what was added.</summary>
    /// <param name="write">Writes a file as a whole.</param>
    /// <param name="complete">
    /// Whether every test has asked. Else answers that were there before stay, but for those to requests that have a new one.
    /// </param>
    /// <returns>How many recorded answers were dropped since no test asks for them any more.</returns>
    public int Save(Action<string, Action<Stream>> write, bool complete)
    {
        if (Added == 0)
        {
            return 0;
        }

        var asked = Cassette.Entries.Select(KeyOf).ToHashSet();
        var kept = complete ? [] : _old.Where(e => !asked.Contains(KeyOf(e))).ToList();
        var cassette = new Cassette(Cassette.Source, [.. kept, .. Cassette.Entries]);
        write(_path, cassette.Write);
        return complete ? _old.Count(e => !asked.Contains(KeyOf(e))) : 0;
    }

    private static (string, string) KeyOf(CassetteEntry entry) => (entry.Name, entry.Request.Sha256);
}
