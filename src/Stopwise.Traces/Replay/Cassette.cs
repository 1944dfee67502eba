using Stopwise.Exits;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Replay;

/// <summary>Recorded answers of models and tools, to be given again to whoever asks the same.</summary>
public sealed class Cassette
{
    /// <summary>The version of the file that is written.</summary>
    public const int Version = 1;

    internal Cassette(string source, IReadOnlyList<CassetteEntry> entries) => (Source, Entries) = (source, entries);

    /// <summary>What was recorded: the id of a run, or a word for where the calls went.</summary>
    public string Source { get; }

    /// <summary>The calls in the order in which they were made; tools called side by side stand as the model named them.</summary>
    public IReadOnlyList<CassetteEntry> Entries { get; }

    /// <summary>Nothing is recorded yet: every call is new.</summary>
    public static Cassette Empty(string source) => new(source, []);

    /// <summary>
    /// The calls of a recorded run. A tool call is keyed by its arguments. A model call is keyed by the conversation before it, since a
    /// run keeps no more of a request; see <see cref="CallForm.Conversation"/>.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="originals">
    /// What the run was read from. Where that is a log of whole requests, the model calls are keyed by those, to the last byte.
    /// </param>
    public static Cassette Of(Run run, IReadOnlyList<Payload>? originals = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        return RunRecording.Of(run, originals ?? []);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="StopwiseException">It cannot be read, or is no cassette: the message names file, line and remedy.</exception>
    public static Cassette Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return CassetteFile.Load(path);
    }

    /// <summary>Writes the lines of a file; the stream stays open. The same cassette gives the same bytes.</summary>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        CassetteFile.Write(this, output);
    }
}
