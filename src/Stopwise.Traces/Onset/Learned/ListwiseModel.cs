using Stopwise.Traces.Heads;

namespace Stopwise.Traces.Onset.Learned;

/// <summary>One labelled run: a row of features and an offset for each step, and the step that people blamed.</summary>
internal sealed record LabelledRun(double[][] Rows, double[] Offset, int Label);

/// <summary>
/// A softmax over the steps of a run: <c>u(i) = offset(i) + w . x(i)</c>, fitted to the labelled steps with a ridge on w.
/// </summary>
/// <remarks>
/// Conditional logit (McFadden), the listwise likelihood of one relevant item. Columns are standardised over all training
/// steps, with a floor of .05 under the deviation so that a rare flag does not weigh without bound. Newton's method; the
/// likelihood is concave, so the start does not matter.
/// </remarks>
internal sealed class ListwiseModel
{
    private const double LeastDeviation = .05;
    private const int MostSteps = 40;
    private readonly double[] _mean;
    private readonly double[] _scale;
    private readonly double[] _weights;

    private ListwiseModel(double[] mean, double[] scale, double[] weights)
    {
        _mean = mean;
        _scale = scale;
        _weights = weights;
    }

    /// <summary>Weights of the standardised columns.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <param name="runs">The labelled runs; all rows have one width.</param>
    /// <param name="ridge">Penalty, above 0: the objective subtracts half of it times the squared weights.</param>
    public static ListwiseModel Fit(IReadOnlyList<LabelledRun> runs, double ridge)
    {
        var width = runs[0].Rows[0].Length;
        var (mean, scale) = Standardise(runs, width);
        var weights = new double[width];
        for (var step = 0; step < MostSteps; step++)
        {
            var gradient = new double[width];
            var hessian = new double[width, width];
            foreach (var run in runs)
            {
                Accumulate(run, mean, scale, weights, gradient, hessian);
            }

            for (var i = 0; i < width; i++)
            {
                gradient[i] += ridge * weights[i];
                hessian[i, i] += ridge;
            }

            if (!Improve(runs, mean, scale, weights, LinearSystem.SolvePositive(hessian, gradient), ridge))
            {
                break;
            }
        }

        return new ListwiseModel(mean, scale, weights);
    }

    /// <summary>The probability of each step, summing to 1.</summary>
    public double[] Rank(double[][] rows, double[] offset) => Probabilities(rows, offset, _mean, _scale, _weights);

    /// <summary>Goes down the Newton direction, halving the step until the objective falls; false at the minimum.</summary>
    private static bool Improve(
        IReadOnlyList<LabelledRun> runs,
        double[] mean,
        double[] scale,
        double[] weights,
        double[] direction,
        double ridge
    )
    {
        var before = Objective(runs, mean, scale, weights, ridge);
        var tried = new double[weights.Length];
        for (var length = 1.0; length > 1e-6; length /= 2)
        {
            for (var i = 0; i < tried.Length; i++)
            {
                tried[i] = weights[i] - (length * direction[i]);
            }

            var after = Objective(runs, mean, scale, tried, ridge);
            if (after < before)
            {
                tried.CopyTo(weights, 0);
                return before - after > 1e-9;
            }
        }

        return false;
    }

    private static double Objective(
        IReadOnlyList<LabelledRun> runs,
        double[] mean,
        double[] scale,
        double[] weights,
        double ridge
    ) =>
        weights.Sum(w => .5 * ridge * w * w)
        - runs.Sum(run =>
            Math.Log(Math.Max(1e-300, Probabilities(run.Rows, run.Offset, mean, scale, weights)[run.Label]))
        );

    private static double[] Probabilities(
        double[][] rows,
        double[] offset,
        double[] mean,
        double[] scale,
        double[] weights
    )
    {
        var p = new double[rows.Length];
        var most = double.NegativeInfinity;
        for (var i = 0; i < rows.Length; i++)
        {
            var sum = offset[i];
            for (var j = 0; j < weights.Length; j++)
            {
                sum += weights[j] * (rows[i][j] - mean[j]) / scale[j];
            }

            p[i] = sum;
            most = Math.Max(most, sum);
        }

        var total = 0.0;
        for (var i = 0; i < p.Length; i++)
        {
            total += p[i] = Math.Exp(p[i] - most);
        }

        for (var i = 0; i < p.Length; i++)
        {
            p[i] /= total;
        }

        return p;
    }

    private static void Accumulate(
        LabelledRun run,
        double[] mean,
        double[] scale,
        double[] weights,
        double[] gradient,
        double[,] hessian
    )
    {
        var p = Probabilities(run.Rows, run.Offset, mean, scale, weights);
        var width = weights.Length;
        var expected = new double[width];
        var x = new double[width];
        for (var i = 0; i < p.Length; i++)
        {
            for (var j = 0; j < width; j++)
            {
                x[j] = (run.Rows[i][j] - mean[j]) / scale[j];
                expected[j] += p[i] * x[j];
                gradient[j] -= i == run.Label ? x[j] : 0;
            }

            for (var j = 0; j < width; j++)
            {
                var weighed = p[i] * x[j];
                for (var k = 0; k <= j; k++)
                {
                    hessian[j, k] += weighed * x[k];
                }
            }
        }

        for (var j = 0; j < width; j++)
        {
            gradient[j] += expected[j];
            for (var k = 0; k <= j; k++)
            {
                hessian[j, k] -= expected[j] * expected[k];
            }
        }
    }

    private static (double[] Mean, double[] Scale) Standardise(IReadOnlyList<LabelledRun> runs, int width)
    {
        var (mean, scale) = (new double[width], new double[width]);
        var count = runs.Sum(r => r.Rows.Length);
        for (var j = 0; j < width; j++)
        {
            mean[j] = runs.Sum(r => r.Rows.Sum(x => x[j])) / count;
            var square = runs.Sum(r => r.Rows.Sum(x => (x[j] - mean[j]) * (x[j] - mean[j]))) / count;
            scale[j] = Math.Max(LeastDeviation, Math.Sqrt(square));
        }

        return (mean, scale);
    }
}
