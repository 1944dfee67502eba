using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Text;

/// <summary>The value of each term for each category, computed once from counts; it never changes.</summary>
public sealed class Ss3Model
{
    private readonly TermTrie _terms = new();
    private readonly double[] _values;

    internal Ss3Model(Ss3Counts counts)
    {
        Options = counts.Options;
        Categories = counts.Categories;
        Runs = [.. counts.Runs];
        var values = new List<double>(new double[Categories.Count]);
        var most = counts.Most();
        Span<double> value = stackalloc double[Categories.Count];
        for (var node = 1; node < counts.Trie.Count; node++)
        {
            // What is noise everywhere has no value, nor has anything that begins with it.
            if (!counts.CountsOf(node).ContainsAnyExceptInRange(0, Options.NoiseFrequency))
            {
                continue;
            }

            Ss3Values.Global(counts.CountsOf(node), most[counts.Trie.Length(node)], value, Options);
            _terms.AddFrom(counts.Trie, node);
            values.AddRange(value);
        }

        _values = [.. values];
        if (Options.Normalises)
        {
            Normalise();
        }

        foreach (ref var v in _values.AsSpan())
        {
            v = v > Options.Alpha ? v : 0;
        }
    }

    /// <summary>The parameters.</summary>
    public Ss3Options Options { get; }

    /// <summary>The categories; the first is the one to be warned of.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>Runs learned from, one number a category.</summary>
    public IReadOnlyList<long> Runs { get; }

    /// <summary>Terms that are more than noise in some category.</summary>
    public int Terms => _terms.Count - 1;

    internal TermTrie Trie => _terms;

    /// <summary>Learns from the runs with a trusted outcome, in one pass; their order does not matter.</summary>
    public static Ss3Model Train(IEnumerable<Run> runs, Ss3Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var counts = new Ss3Counts(options);
        foreach (var run in runs)
        {
            counts.Add(run);
        }

        return counts.ToModel();
    }

    /// <summary>Scores of a run by the number of completed calls, from 0: the rows of its exit table. High means failing.</summary>
    /// <remarks>The score after <c>u</c> calls depends on them alone. Before the first it is NaN.</remarks>
    internal double[] Scores(Run run, Ss3Score score = Ss3Score.PerRoot)
    {
        var scores = new double[run.CallCount];
        var fold = Ss3Fold.Start(this, run);
        for (var row = 0; row < scores.Length; row++)
        {
            scores[row] = row == 0 ? double.NaN : fold.Evidence.Score(score);
            fold = fold.Add(run.CallAt(row));
        }

        return scores;
    }

    /// <summary>Says which words of the first calls of a run speak for which end.</summary>
    /// <param name="run">The run.</param>
    /// <param name="calls">How many calls are read; null reads all.</param>
    public Ss3Explanation Explain(Run run, int? calls = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfNegative(calls ?? 0);
        return Ss3Explanation.Of(this, run, Math.Min(calls ?? int.MaxValue, run.CallCount));
    }

    /// <summary>Values of a term, one a category; node 0, the unknown term, has none.</summary>
    internal ReadOnlySpan<double> ValuesOf(int node) => _values.AsSpan(node * Categories.Count, Categories.Count);

    private void Normalise()
    {
        var most = new double[TermTrie.LongestTerm + 1, Categories.Count];
        for (var node = 1; node < _terms.Count; node++)
        {
            for (var c = 0; c < Categories.Count; c++)
            {
                ref var largest = ref most[_terms.Length(node), c];
                largest = Math.Max(largest, ValuesOf(node)[c]);
            }
        }

        for (var node = 1; node < _terms.Count; node++)
        {
            for (var c = 0; c < Categories.Count; c++)
            {
                var largest = most[_terms.Length(node), c];
                _values[(node * Categories.Count) + c] /= largest > 0 ? largest : 1;
            }
        }
    }
}
