using Stopwise.Exits.Hosts;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>
/// Drafts with the first layers of a <see cref="LayeredModel"/> and verifies with the rest, over one cache; a verified block
/// also says what every other depth would have guessed ("shadow tokens").
/// </summary>
internal sealed class SelfSpeculator : IDraftHost
{
    public static readonly SignalSchema Columns = new(
        1,
        "max_prob",
        "tokens_per_cost_if_drafted",
        "tokens_per_cost_if_verified",
        "confidence_margin"
    );

    private readonly LayeredModel _model;
    private readonly List<float[]> _states = [];
    private readonly List<int> _draft = [];
    private readonly List<float> _sure = [];

    // Sum and count of the confidence of wrong guesses, then of right ones.
    private readonly double[] _confidence = new double[4];
    private int _newest;
    private int _depth;

    public SelfSpeculator(LayeredModel model)
    {
        _model = model;
        Tracker = new AcceptanceTracker(Enumerable.Range(1, LayeredModel.Layers - 1));
        Chooser = new BestDraft(Tracker, 18, (depth, length) => RoundCost(depth, length), learns: false);
    }

    public AcceptanceTracker Tracker { get; }

    public BestDraft Chooser { get; }

    public LayerCache Cache { get; } = new();

    /// <summary>Layers run for any position, prompt not included.</summary>
    public int LayersRun { get; private set; }

    public SignalSchema Schema => Columns;

    public int Budget => 0;

    public double Cost => _draft.Count * _depth;

    public double FullCost => double.NaN;

    public ReadOnlySpan<int> Draft => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_draft);

    /// <summary>In layers; a block of more positions costs a tenth more for each, as if it were bound by memory.</summary>
    public static double RoundCost(int depth, int length) =>
        (length * depth) + depth + ((LayeredModel.Layers - depth) * (1 + (0.1 * length)));

    public void Begin(ReadOnlySpan<int> tokens, int depth)
    {
        Cache.Crop(tokens.Length - 1);
        for (var position = Cache.Of(0).Count; position < tokens.Length - 1; position++)
        {
            Through(_model.Embed(tokens[position]), 0, LayeredModel.Layers);
        }

        (_newest, _depth) = (tokens[^1], depth);
        _states.Clear();
        _draft.Clear();
        _sure.Clear();
    }

    public void Observe(Span<float> signals)
    {
        signals.Fill(float.NaN);
        if (_draft.Count > 0)
        {
            signals[0] = _sure[^1];
            signals[1] = (float)Chooser.TokensPerCost(_depth, _draft.Count + 1);
            signals[2] = (float)Chooser.TokensPerCost(_depth, _draft.Count);
            var (wrong, right) = (_confidence[0] / _confidence[1], _confidence[2] / _confidence[3]);
            signals[3] = (float)(_sure[^1] - ((wrong + right) / 2));
        }
    }

    public bool Advance()
    {
        _states.Add(Shallow(_draft.Count == 0 ? _newest : _draft[^1]));
        var guess = _model.Read(_states[^1]);
        _draft.Add(LayeredModel.Best(guess));
        _sure.Add(guess.Max());
        return true;
    }

    /// <summary>Takes over guesses that another host made; none of them went through a layer.</summary>
    public void Propose(ReadOnlySpan<int> draft)
    {
        for (var guess = 0; guess < draft.Length; guess++)
        {
            _states.Add(Shallow(guess == 0 ? _newest : draft[guess - 1]));
            _sure.Add(0);
        }
    }

    public void Settle(in Decision decision) { }

    public double Verify(ReadOnlySpan<int> tokens, ReadOnlySpan<int> draft, Span<int> choices)
    {
        // The last guess went through no layer yet; without a guess the newest token did not.
        _states.Add(Shallow(draft.Length == 0 ? tokens[^1] : draft[^1]));
        var shadows = new int[choices.Length, LayeredModel.Layers + 1];
        for (var j = 0; j < choices.Length; j++)
        {
            shadows[j, _depth] = LayeredModel.Best(_model.Read(_states[j]));
        }

        for (var layer = _depth; layer < LayeredModel.Layers; layer++)
        {
            for (var j = 0; j < choices.Length; j++)
            {
                _states[j] = _model.Run(layer, _states[j], Cache);
                shadows[j, layer + 1] = LayeredModel.Best(_model.Read(_states[j]));
            }
        }

        LayersRun += choices.Length * (LayeredModel.Layers - _depth);
        for (var j = 0; j < choices.Length; j++)
        {
            choices[j] = shadows[j, LayeredModel.Layers];
        }

        Learn(draft, choices, shadows);
        return RoundCost(_depth, draft.Length) - Cost;
    }

    private void Learn(ReadOnlySpan<int> draft, ReadOnlySpan<int> choices, int[,] shadows)
    {
        var right = draft.CommonPrefixLength(choices);
        for (var depth = Math.Max(1, _depth); depth < LayeredModel.Layers; depth++)
        {
            var matches = 0;
            while (matches <= right && shadows[matches, depth] == choices[matches])
            {
                matches++;
            }

            Tracker.Observe(depth, matches, right + 1);
        }

        for (var j = 0; j < Math.Min(right + 1, draft.Length); j++)
        {
            var kind = j < right ? 2 : 0;
            _confidence[kind] += _sure[j];
            _confidence[kind + 1]++;
        }
    }

    private float[] Shallow(int word)
    {
        LayersRun += _depth;
        return Through(_model.Embed(word), 0, _depth);
    }

    private float[] Through(float[] state, int from, int to)
    {
        for (var layer = from; layer < to; layer++)
        {
            state = _model.Run(layer, state, Cache);
        }

        return state;
    }
}
