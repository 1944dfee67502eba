using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Onset.Learned;

/// <summary>A fitted order of the steps of a run: the mean of a few softmax rankings.</summary>
/// <remarks>
/// Each is a softmax over the steps with a share of the log position prior as offset. Positions are a habit of one agent
/// and one team of labellers, and how much of it to believe, like the penalty, is a choice that some eighty runs do not
/// settle: so nothing is chosen and all are averaged.
/// </remarks>
internal sealed class OnsetRanking
{
    private static readonly Shape[] Shapes =
    [
        .. from prior in (double[])[.5, 1] from ridge in (double[])[10, 30, 100] select new Shape(prior, ridge),
    ];

    private readonly ListwiseModel[] _models;
    private readonly PositionPrior _prior;
    private readonly int _width;

    private OnsetRanking(ListwiseModel[] models, PositionPrior prior, int width)
    {
        _models = models;
        _prior = prior;
        _width = width;
    }

    public static OnsetRanking Fit(IReadOnlyList<OnsetExample> examples, int? columns = null)
    {
        var width = columns ?? OnsetFeatures.Count;
        var all = new PositionPrior(examples.Select(e => e.Label));
        var models = Shapes.Select(shape =>
            ListwiseModel.Fit(
                [
                    // A run must not see its own label in its prior, or training would trust the prior more than a new run may.
                    .. examples.Select(e => new LabelledRun(
                        Cut(e.Rows, width),
                        Offset(all.Without(e.Label), shape.Prior, e.Rows.Length),
                        e.Label
                    )),
                ],
                shape.Ridge
            )
        );
        return new OnsetRanking([.. models], all, width);
    }

    public double[] StepsOf(double[][] rows)
    {
        var mean = new double[rows.Length];
        var cut = Cut(rows, _width);
        for (var m = 0; m < _models.Length; m++)
        {
            var p = _models[m].Rank(cut, Offset(_prior, Shapes[m].Prior, rows.Length));
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += p[i] / _models.Length;
            }
        }

        return mean;
    }

    public double[] TurnsOf(double[][] rows, IReadOnlyList<Turn> turns) => Sum(StepsOf(rows), turns);

    private static double[] Offset(PositionPrior prior, double believed, int steps) =>
        [.. prior.LogOf(steps).Select(p => believed * p)];

    private static double[][] Cut(double[][] rows, int width) =>
        width == rows[0].Length ? rows : [.. rows.Select(r => r[..width])];

    /// <summary>Probability of each turn: the sum over its steps.</summary>
    public static double[] Sum(double[] steps, IReadOnlyList<Turn> turns)
    {
        var sums = new double[turns.Count];
        foreach (var turn in turns)
        {
            for (var i = turn.First; i <= turn.Last; i++)
            {
                sums[turn.Number] += steps[i];
            }
        }

        return sums;
    }

    /// <summary>What is not learned but chosen.</summary>
    /// <param name="Prior">How much of the log position prior is believed, from 0 to 1.</param>
    /// <param name="Ridge">The penalty on the weights.</param>
    private readonly record struct Shape(double Prior, double Ridge);
}
