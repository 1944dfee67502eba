using System.Runtime.InteropServices;
using Stopwise.Governance.Records;

namespace Stopwise.Traces.Records;

/// <summary>Who said what first: finds for a text the records that its distinctive terms came from.</summary>
/// <remarks>
/// A deterministic reading of words, not of meaning: what was paraphrased or computed counts as the model's own. Terms live in
/// two generations of at most <see cref="MostTerms"/> each; a term that neither is looked up nor said for a whole generation
/// is forgotten, so memory stays bounded and a run of any length takes linear time.
/// </remarks>
internal sealed class OriginIndex(int mostTerms = OriginIndex.MostTerms)
{
    /// <summary>Origins that a record names at most.</summary>
    public const int MostOrigins = 8;

    private const int MostTerms = 1 << 18;
    private const float LeastScore = 2;
    private const float LeastWord = 0.5f;
    private const float LeastShare = 0.02f;
    private const float ClearShare = 0.3f;
    private const float LeastOwnShare = 0.25f;

    private readonly List<Source> _sources = [];
    private readonly HashSet<ulong> _seen = [];
    private readonly Dictionary<int, float> _scores = [];
    private Dictionary<ulong, Said> _young = [];
    private Dictionary<ulong, Said> _old = [];

    /// <summary>Terms that were looked up or added so far: the work that was done.</summary>
    public long Work { get; private set; }

    /// <summary>Terms that are remembered.</summary>
    public int Terms => _young.Count + _old.Count;

    /// <summary>Takes the terms of a record.</summary>
    /// <param name="seq">Its number; records come in order.</param>
    /// <param name="kind">What later texts depend on where its terms come back.</param>
    /// <param name="name">The document, memory or tool.</param>
    /// <param name="trust">How far it can be trusted.</param>
    /// <param name="text">What it says.</param>
    public void Add(int seq, OriginKind kind, string name, Trust trust, ReadOnlySpan<char> text)
    {
        while (_sources.Count < seq)
        {
            _sources.Add(new Source(OriginKind.Model, "", Trust.System));
        }

        _sources.Add(new Source(kind, name, trust));
        _seen.Clear();
        var terms = new TermScanner(text);
        while (terms.MoveNext())
        {
            Work++;
            if (!_seen.Add(terms.Current.Hash))
            {
                continue;
            }

            ref var said = ref Entry(terms.Current.Hash, out var isNew);
            if (isNew)
            {
                said = new Said(seq, -1, 0);
            }

            said = said with { Shown = kind == OriginKind.Model ? said.Shown : seq, Records = said.Records + 1 };
        }
    }

    /// <summary>Begins to ask where a text comes from.</summary>
    public OriginSearch Ask() => new(this);

    /// <summary>The record's source; null where the record was not added.</summary>
    private Source? SourceOf(int seq) => seq >= 0 && seq < _sources.Count ? _sources[seq] : null;

    private ref Said Entry(ulong term, out bool isNew)
    {
        if (_young.Count >= mostTerms)
        {
            (_old, _young) = (_young, _old);
            _young.Clear();
        }

        ref var said = ref CollectionsMarshal.GetValueRefOrAddDefault(_young, term, out var known);
        isNew = !known && !_old.Remove(term, out said);
        return ref said;
    }

    private bool TryGet(ulong term, out Said said)
    {
        Work++;
        return _young.TryGetValue(term, out said) || _old.TryGetValue(term, out said);
    }

    /// <summary>Scores of the records that one text may depend on.</summary>
    internal readonly ref struct OriginSearch
    {
        private const int Own = -1;

        private readonly OriginIndex _index;

        public OriginSearch(OriginIndex index)
        {
            _index = index;
            index._scores.Clear();
            index._seen.Clear();
        }

        /// <summary>Counts the terms of a text.</summary>
        /// <param name="text">What was said or is to be done.</param>
        /// <param name="shownCounts">True where what showed a term last supports it even if a user had said it first: a claim.</param>
        public void Add(ReadOnlySpan<char> text, bool shownCounts)
        {
            var terms = new TermScanner(text);
            var skip = 0;
            while (terms.MoveNext())
            {
                var term = terms.Current;
                if (skip > 0)
                {
                    skip--;
                }
                else if (_index._seen.Add(term.Hash) && Count(term, shownCounts))
                {
                    // What the whole was found for, its parts need not be found for again.
                    skip = term.Parts;
                }
            }
        }

        /// <summary>Counts a dependency that is known by other means.</summary>
        public void Add(int seq, float weight) => Score(seq, weight);

        private bool Count(in Term term, bool shownCounts)
        {
            if (!_index.TryGet(term.Hash, out var said))
            {
                Score(Own, term.Weight);
                return false;
            }

            var rarity = 1 + (MathF.Log2(said.Records) * (term.IsWord ? 1f : 0.1f));
            var weight = term.Weight / rarity;
            var first = _index.SourceOf(said.First)?.Kind ?? OriginKind.Model;
            Score(first == OriginKind.Model ? Own : said.First, first == OriginKind.Model ? weight / 2 : weight);
            if (said.Shown >= 0 && said.Shown != said.First && (shownCounts || first != OriginKind.User))
            {
                Score(said.Shown, shownCounts || first == OriginKind.Model ? weight : weight / 2);
            }

            return true;
        }

        private void Score(int seq, float weight)
        {
            ref var score = ref CollectionsMarshal.GetValueRefOrAddDefault(_index._scores, seq, out _);
            score += weight;
        }

        /// <summary>The records found, the strongest first.</summary>
        /// <param name="trust">The worst trust of those, and no better than the model's own words.</param>
        public IReadOnlyList<Origin> Found(out Trust trust)
        {
            trust = Trust.System;
            var total = 0f;
            foreach (var score in _index._scores.Values)
            {
                total += score;
            }

            var found = new List<(int Seq, float Score)>(MostOrigins + 1);
            // A name or two words in common are not chance; of a short text one word is much.
            var clear = Math.Max(Math.Clamp(total * ClearShare, LeastWord, LeastScore), total * LeastShare);
            foreach (var (seq, score) in _index._scores)
            {
                var least = seq == Own ? total * LeastOwnShare : clear;
                if (score > 0 && score >= least)
                {
                    Insert(found, (seq, score));
                }
            }

            if (found.Count == 0)
            {
                return [];
            }

            var origins = new Origin[found.Count];
            for (var i = 0; i < origins.Length; i++)
            {
                var source = _index.SourceOf(found[i].Seq) ?? new Source(OriginKind.Model, "", Trust.System);
                origins[i] = new Origin(source.Kind, found[i].Seq, source.Name);
                trust = source.Trust > trust ? source.Trust : trust;
            }

            return origins;
        }

        /// <summary>Keeps the best few in order; of equals the later record, which is nearer.</summary>
        private static void Insert(List<(int Seq, float Score)> found, (int Seq, float Score) next)
        {
            var at = found.Count;
            while (
                at > 0
                && (
                    found[at - 1].Score < next.Score
                    || (found[at - 1].Score == next.Score && found[at - 1].Seq < next.Seq)
                )
            )
            {
                at--;
            }

            if (at < MostOrigins)
            {
                found.Insert(at, next);
                if (found.Count > MostOrigins)
                {
                    found.RemoveAt(MostOrigins);
                }
            }
        }
    }

    /// <param name="First">The record that said the term first.</param>
    /// <param name="Shown">The last record that was not the model's and said it; -1 where none did.</param>
    /// <param name="Records">How many records said it.</param>
    private readonly record struct Said(int First, int Shown, int Records);

    private readonly record struct Source(OriginKind Kind, string Name, Trust Trust);
}
