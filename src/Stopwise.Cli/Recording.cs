using Stopwise.Exits;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli;

/// <summary>What a user replays: a cassette file, or a run of the store.</summary>
/// <param name="Cassette">The recorded calls.</param>
/// <param name="Run">The run; null where the user named a file.</param>
internal sealed record Recording(Cassette Cassette, Run? Run)
{
    private const string Ending = ".cassette.jsonl";

    /// <param name="call">The call of the verb.</param>
    /// <param name="name">What the user wrote.</param>
    /// <param name="mayBeNew">A cassette that is not there yet is an empty one.</param>
    /// <exception cref="StopwiseException">There is no such thing, or it cannot be read.</exception>
    public static Recording Open(CommandCall call, string name, bool mayBeNew)
    {
        if (File.Exists(name))
        {
            return new Recording(Cassette.Load(name), null);
        }

        if (name.EndsWith(Ending, StringComparison.Ordinal))
        {
            return mayBeNew
                ? new Recording(Cassette.Empty(Path.GetFileName(name)), null)
                : throw new StopwiseException(
                    $"{name} is not there: make it of a run with stopwise cassette RUN --out {name}, or record it with --mode hybrid."
                );
        }

        using var store = call.ExistingStore();
        var id = store.Resolve(name);
        var run = store.Load(id)!;
        return new Recording(Cassette.Of(run, store.Originals(id)), run);
    }
}
