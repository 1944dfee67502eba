using System.Runtime.InteropServices;
using Stopwise.Exits;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Text;

/// <summary>How often each category of runs uses each term: all that SS3 learns.</summary>
/// <remarks>
/// Counts only add up, so the order of the runs does not matter, runs can be added at any time, and two counts merge into
/// what one count of all their runs would be. Not safe for several threads.
/// </remarks>
public sealed partial class Ss3Counts
{
    internal const int Failed = 0,
        Solved = 1;

    private readonly TermTrie _terms = new();
    private readonly List<long> _counts;
    private readonly long[] _runs;

    /// <summary>Of failed and solved runs, nothing counted yet.</summary>
    /// <param name="options">The parameters; null takes the defaults.</param>
    public Ss3Counts(Ss3Options? options = null)
        : this(["failed", "solved"], options ?? new Ss3Options()) { }

    internal Ss3Counts(IReadOnlyList<string> categories, Ss3Options options)
    {
        Categories = categories;
        Options = options;
        _counts = [.. new long[categories.Count]];
        _runs = new long[categories.Count];
    }

    /// <summary>The parameters.</summary>
    public Ss3Options Options { get; }

    /// <summary>The categories; the first is the one to be warned of.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>Runs counted, one number a category.</summary>
    public IReadOnlyList<long> Runs => _runs;

    /// <summary>Different terms seen.</summary>
    public int Terms => _terms.Count - 1;

    /// <summary>Terms seen less often in all were dropped; 1 where none were. Nothing can be added to what is incomplete.</summary>
    public int LeastCount { get; private set; } = 1;

    internal TermTrie Trie => _terms;

    /// <summary>Counts a run with a trusted outcome; others are left alone.</summary>
    /// <returns>False where the outcome is not known or not trusted.</returns>
    public bool Add(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Outcome.Good is not { } good)
        {
            return false;
        }

        var category = good ? Solved : Failed;
        var leftOut = TaskWords.Of(run);
        for (var call = 0; call < run.CallCount; call++)
        {
            Add(category, run.CallAt(call), leftOut);
        }

        EndRun(category);
        return true;
    }

    /// <summary>Adds what another count saw.</summary>
    /// <exception cref="StopwiseException">The other one has other categories or parameters, or terms were dropped from one of them.</exception>
    public void Merge(Ss3Counts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireComplete();
        other.RequireComplete();
        if (!Categories.SequenceEqual(other.Categories, StringComparer.Ordinal) || Options != other.Options)
        {
            throw new StopwiseException("Two word files merge only where their categories and options are the same.");
        }

        for (var node = 1; node < other._terms.Count; node++)
        {
            var counts = other.CountsOf(node);
            var mine = WithRoom(_terms.AddFrom(other._terms, node)) * counts.Length;
            for (var c = 0; c < counts.Length; c++)
            {
                _counts[mine + c] += counts[c];
            }
        }

        for (var c = 0; c < _runs.Length; c++)
        {
            _runs[c] += other._runs[c];
        }
    }

    /// <summary>The values of the terms as of now; what is counted later does not change them.</summary>
    public Ss3Model ToModel() => new(this);

    internal void Add(int category, Step step, TaskWords leftOut)
    {
        RequireComplete();
        Span<char> buffer = stackalloc char[StepWords.BufferLength];
        // Terms that end at the last word, by length: the next word makes each of them longer.
        Span<int> open = stackalloc int[TermTrie.LongestTerm];
        var words = new StepWords(step, leftOut, buffer);
        while (words.MoveNext())
        {
            if (words.StartsPhrase)
            {
                open.Clear();
            }

            var word = _terms.AddWord(words.Current);
            for (var length = Options.LongestTerm; length >= 1; length--)
            {
                var begun = length == 1 ? 0 : open[length - 2];
                if (length == 1 || begun != 0)
                {
                    var node = WithRoom(_terms.AddChild(begun, word));
                    open[length - 1] = node;
                    _counts[(node * Categories.Count) + category]++;
                }
            }
        }
    }

    internal void EndRun(int category) => _runs[category]++;

    /// <summary>How often each category has the term.</summary>
    internal ReadOnlySpan<long> CountsOf(int node) =>
        CollectionsMarshal.AsSpan(_counts).Slice(node * Categories.Count, Categories.Count);

    /// <summary>How often each category has its most frequent term of each length; index length, then category.</summary>
    internal long[][] Most()
    {
        var most = new long[TermTrie.LongestTerm + 1][];
        for (var length = 0; length < most.Length; length++)
        {
            most[length] = new long[Categories.Count];
        }

        for (var node = 1; node < _terms.Count; node++)
        {
            var counts = CountsOf(node);
            var ofLength = most[_terms.Length(node)];
            for (var c = 0; c < counts.Length; c++)
            {
                ofLength[c] = Math.Max(ofLength[c], counts[c]);
            }
        }

        return most;
    }

    /// <summary>Makes room for the counts of a node that may be new.</summary>
    private int WithRoom(int node)
    {
        var room = (node + 1) * Categories.Count;
        if (_counts.Count < room)
        {
            CollectionsMarshal.SetCount(_counts, room);
        }

        return node;
    }

    private void RequireComplete()
    {
        if (LeastCount > 1)
        {
            throw new StopwiseException(
                $"Terms seen fewer than {LeastCount} times were dropped from these counts, so nothing can be added to them: count all runs anew, or keep every term."
            );
        }
    }
}
