using Stopwise.Exits;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>The cassettes of all suites of one call, each opened once.</summary>
internal sealed class PromptTapes(SuiteOptions options)
{
    private readonly Dictionary<string, PromptTape> _tapes = new(StringComparer.Ordinal);

    /// <summary>The cassette of a path; null where answers come from the model alone.</summary>
    /// <exception cref="StopwiseException">It is not there or is no cassette.</exception>
    public PromptTape? Open(string path)
    {
        if (options.Mode == AskMode.Live)
        {
            return null;
        }

        var full = Path.GetFullPath(path);
        if (!_tapes.TryGetValue(full, out var tape))
        {
            tape = PromptTape.Open(path, options.Mode);
            _tapes.Add(full, tape);
        }

        return tape;
    }

    /// <summary>Writes all that were added to; see <see cref="PromptTape.Save"/>.</summary>
    public TapesSaved Save(bool complete)
    {
        var changed = _tapes.Values.Where(t => t.Added > 0).ToList();
        return new TapesSaved(
            changed.Count,
            changed.Sum(t => t.Added),
            changed.Sum(t => t.Save(options.WriteFile, complete))
        );
    }
}

/// <summary>What was written to cassettes.</summary>
/// <param name="Cassettes">Files that were written.</param>
/// <param name="Added">Answers that were recorded.</param>
/// <param name="Dropped">Earlier answers that no test asks for any more.</param>
public readonly record struct TapesSaved(int Cassettes, int Added, int Dropped);
