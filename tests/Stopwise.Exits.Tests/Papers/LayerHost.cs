using Stopwise.Exits.Hosts;
using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>One position of a <see cref="LayeredModel"/>; a unit is a layer. It settles what the recipe's settlement says.</summary>
/// <remarks>
/// Columns that a paper gets from a trained head are fixed functions of the exit distribution here: they have the shape of
/// the real ones, not their quality.
/// </remarks>
internal sealed class LayerHost : IExitHost
{
    public static readonly SignalSchema Columns = new(
        1,
        "max_prob",
        "state_cosine",
        "answer_unchanged",
        "uncertainty",
        "conditional_exit_probability",
        "halting_probability",
        "predicted_agreement",
        "full_argmax_among_candidates",
        "position_share",
        "timestep_share"
    );

    private readonly LayeredModel _model;
    private readonly LayerCache _cache;
    private readonly Settlement _settlement;
    private readonly MonotoneGuard? _guard;
    private readonly float _share;
    private float[] _before = [];
    private float[] _distribution = [];
    private float[] _speculated = [];
    private int _unchanged;

    /// <param name="state">What the position starts from.</param>
    /// <param name="share">Where it lies in the sequence, or in the chain of timesteps, 0 to 1.</param>
    /// <param name="model">Runs it.</param>
    /// <param name="cache">Entries of the positions before it.</param>
    /// <param name="settlement">What is done about layers that were not run.</param>
    /// <param name="guard">Told the depth at the end, under <see cref="Settlement.MonotoneGuard"/>.</param>
    public LayerHost(
        LayeredModel model,
        LayerCache cache,
        float[] state,
        float share,
        Settlement settlement = Settlement.None,
        MonotoneGuard? guard = null
    ) => (_model, _cache, State, _share, _settlement, _guard) = (model, cache, state, share, settlement, guard);

    public float[] State { get; private set; }

    public int Depth { get; private set; }

    /// <summary>Reads of a layer whose cache lacks an earlier position.</summary>
    public int AbsentReads { get; private set; }

    public int Answer => LayeredModel.Best(_distribution);

    public SignalSchema Schema => Columns;

    public int Budget => LayeredModel.Layers;

    public double Cost => Depth;

    public double FullCost => LayeredModel.Layers;

    public void Observe(Span<float> signals)
    {
        signals.Fill(float.NaN);
        (signals[8], signals[9]) = (_share, _share);
        if (Depth == 0)
        {
            return;
        }

        var sure = _distribution.Max();
        signals[0] = sure;
        signals[1] = LayeredModel.Cosine(_before, State);
        signals[2] = _unchanged > 0 ? 1 : 0;
        signals[3] = 1 - sure;
        signals[4] = sure * sure;
        signals[5] = sure / 3;
        signals[6] = sure;
        signals[7] = _speculated.Count(p => p > _speculated[Answer]) < 4 ? 1 : 0;
    }

    public bool Advance()
    {
        AbsentReads += _cache.Of(Depth).Count < _cache.Of(0).Count - (Depth == 0 ? 0 : 1) ? 1 : 0;
        _before = State;
        State = _model.Run(Depth, State, _cache);
        Depth++;
        var answer = Depth == 1 ? -1 : Answer;
        _distribution = _model.Read(State);
        _speculated = _speculated.Length == 0 ? _distribution : _speculated;
        _unchanged = Answer == answer ? _unchanged + 1 : 0;
        if (Depth < LayeredModel.Layers)
        {
            return true;
        }

        _guard?.Enter(Depth);
        return false;
    }

    public void Settle(in Decision decision)
    {
        _guard?.Enter(Depth);
        for (var layer = Depth; layer < LayeredModel.Layers; layer++)
        {
            if (_settlement == Settlement.CopyForward)
            {
                _cache.Add(layer, State);
            }
            else if (_settlement == Settlement.Hole)
            {
                _cache.Add(layer, null);
            }
        }
    }
}
