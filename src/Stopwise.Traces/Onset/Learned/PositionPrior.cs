namespace Stopwise.Traces.Onset.Learned;

/// <summary>How often people blamed each position in earlier runs: counts of labelled indices, every position given half a count shared out.</summary>
internal sealed class PositionPrior
{
    private readonly Dictionary<int, int> _counts = [];

    public PositionPrior(IEnumerable<int> labels)
    {
        foreach (var label in labels)
        {
            _counts[label] = _counts.GetValueOrDefault(label) + 1;
        }
    }

    private PositionPrior(Dictionary<int, int> counts) => _counts = counts;

    /// <summary>The same with one run fewer.</summary>
    public PositionPrior Without(int label) => new(new Dictionary<int, int>(_counts) { [label] = _counts[label] - 1 });

    /// <summary>Log of the prior of each step of a run of this length, normalised within the run, plus .001 under the logarithm.</summary>
    public double[] LogOf(int steps)
    {
        var mass = new double[steps];
        var total = 0.0;
        for (var i = 0; i < steps; i++)
        {
            total += mass[i] = _counts.GetValueOrDefault(i) + (.5 / steps);
        }

        for (var i = 0; i < steps; i++)
        {
            mass[i] = Math.Log((mass[i] / total) + .001);
        }

        return mass;
    }
}
