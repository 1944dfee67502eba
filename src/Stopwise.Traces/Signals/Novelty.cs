using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Signals;

/// <summary>How much of what comes back is new, and how often an action is one that was tried before.</summary>
/// <remarks>
/// Lines and actions are remembered in Bloom filters, so that the state stays constant: after ten thousand lines about one
/// new line in two hundred is taken for an old one.
/// </remarks>
internal sealed class Novelty
{
    // An exponential mean that forgets about two thirds in three steps: one dull step is no sign.
    private const float Kept = 0.7f;
    private const int ShortestLine = 4;
    private readonly Seen _lines = new();
    private readonly Seen _actions = new();

    /// <summary>Mean share of result lines never seen before, recent steps weighing most; 1 before the first result.</summary>
    public float Share { get; private set; } = 1;

    /// <summary>Steps whose calls, names and arguments, were all made before.</summary>
    public int RepeatedActions { get; private set; }

    public void Add(Step step)
    {
        int lines = 0,
            unseen = 0;
        var action = TextHash.Seed;
        foreach (var call in step.Calls)
        {
            action = TextHash.Mix(TextHash.Mix(action, call.Name), call.Command ?? call.Arguments);
            Read(call.Result, ref lines, ref unseen);
        }

        Read(step.Reply, ref lines, ref unseen);
        RepeatedActions += step.Calls.Count > 0 && !_actions.Add(action) ? 1 : 0;
        if (lines > 0)
        {
            Share = (Kept * Share) + ((1 - Kept) * unseen / lines);
        }
    }

    private void Read(string? text, ref int lines, ref int unseen)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.Trim();
            if (trimmed.Length >= ShortestLine)
            {
                lines++;
                unseen += _lines.Add(TextHash.Mix(TextHash.Seed, trimmed)) ? 1 : 0;
            }
        }
    }

    /// <summary>A Bloom filter with two probes.</summary>
    private sealed class Seen
    {
        private const int Bits = 1 << 18;
        private readonly ulong[] _bits = new ulong[Bits / 64];

        /// <summary>True where the hash was not there before.</summary>
        public bool Add(ulong hash)
        {
            var first = Set((int)(hash % Bits));
            var second = Set((int)((hash >> 32) % Bits));
            return first || second;
        }

        private bool Set(int bit)
        {
            ref var word = ref _bits[bit >> 6];
            var mask = 1UL << (bit & 63);
            var isNew = (word & mask) == 0;
            word |= mask;
            return isNew;
        }
    }
}
