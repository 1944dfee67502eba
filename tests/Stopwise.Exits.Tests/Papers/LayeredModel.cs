namespace Stopwise.Exits.Tests.Papers;

/// <summary>
/// A small deterministic network of equal layers over a sequence, with one readout for all depths. Made by a seed, trained on
/// nothing; deep layers change the state less than shallow ones, so shallow answers are often the final ones.
/// </summary>
internal sealed class LayeredModel
{
    public const int Layers = 8;
    public const int Words = 10;
    private const int Width = 6;

    private readonly float[] _embedding;
    private readonly float[][] _own = new float[Layers][];
    private readonly float[][] _past = new float[Layers][];
    private readonly float[] _readout;

    public LayeredModel(int seed)
    {
        var random = new Random(seed);
        _embedding = Weights(random, Words);
        _readout = Weights(random, Words);
        for (var layer = 0; layer < Layers; layer++)
        {
            _own[layer] = Weights(random, Width);
            _past[layer] = Weights(random, Width);
        }
    }

    public float[] Embed(int word) => _embedding.AsSpan(word * Width, Width).ToArray();

    /// <summary>Adds the state to the layer's cache and runs the layer over it; holes are passed over.</summary>
    public float[] Run(int layer, float[] state, LayerCache cache)
    {
        cache.Add(layer, state);
        var (mean, entries) = (new float[Width], 0);
        foreach (var entry in cache.Of(layer))
        {
            if (entry is not null)
            {
                entries++;
                for (var i = 0; i < Width; i++)
                {
                    mean[i] += (entry[i] - mean[i]) / entries;
                }
            }
        }

        var gain = MathF.Pow(0.7f, layer);
        var next = new float[Width];
        for (var i = 0; i < Width; i++)
        {
            var sum = 0f;
            for (var j = 0; j < Width; j++)
            {
                sum += (_own[layer][(i * Width) + j] * state[j]) + (_past[layer][(i * Width) + j] * mean[j]);
            }

            next[i] = state[i] + (gain * MathF.Tanh(sum));
        }

        return next;
    }

    /// <summary>The distribution over words that a state stands for.</summary>
    public float[] Read(float[] state)
    {
        var logits = new float[Words];
        for (var word = 0; word < Words; word++)
        {
            for (var i = 0; i < Width; i++)
            {
                logits[word] += 2 * _readout[(word * Width) + i] * state[i];
            }
        }

        var most = logits.Max();
        var powers = Array.ConvertAll(logits, x => MathF.Exp(x - most));
        var total = powers.Sum();
        return Array.ConvertAll(powers, x => x / total);
    }

    public static int Best(float[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());

    public static float Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => x * y).Sum() / MathF.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));

    private static float[] Weights(Random random, int rows) =>
        [.. Enumerable.Range(0, rows * Width).Select(_ => (2 * random.NextSingle()) - 1)];
}

/// <summary>Per layer one entry per position, in order; null is a hole.</summary>
internal sealed class LayerCache
{
    private readonly List<float[]?>[] _entries =
    [
        .. Enumerable.Range(0, LayeredModel.Layers).Select(_ => new List<float[]?>()),
    ];

    public IReadOnlyList<float[]?> Of(int layer) => _entries[layer];

    public void Add(int layer, float[]? state) => _entries[layer].Add(state);

    /// <summary>Drops all but the first positions.</summary>
    public void Crop(int positions)
    {
        foreach (var layer in _entries)
        {
            layer.RemoveRange(Math.Min(positions, layer.Count), Math.Max(0, layer.Count - positions));
        }
    }

    /// <summary>True if the first positions hold the same bits in both.</summary>
    public bool Equals(LayerCache other, int positions) =>
        Enumerable
            .Range(0, LayeredModel.Layers)
            .All(layer =>
                Enumerable
                    .Range(0, positions)
                    .All(p => (Of(layer)[p] ?? []).AsSpan().SequenceEqual(other.Of(layer)[p] ?? []))
            );
}
