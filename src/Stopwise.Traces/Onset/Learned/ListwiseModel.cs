using System.Numerics;
using System.Runtime.InteropServices;
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
        runs = [.. runs.Select(r => r with { Rows = [.. r.Rows.Select(x => Standard(x, mean, scale))] })];
        var weights = new double[width];
        for (var step = 0; step < MostSteps; step++)
        {
            var gradient = new double[width];
            var hessian = new double[width, width];
            foreach (var run in runs)
            {
                Accumulate(run, weights, gradient, hessian);
            }

            for (var i = 0; i < width; i++)
            {
                gradient[i] += ridge * weights[i];
                hessian[i, i] += ridge;
            }

            if (!Improve(runs, weights, LinearSystem.SolvePositive(hessian, gradient), ridge))
            {
                break;
            }
        }

        return new ListwiseModel(mean, scale, weights);
    }

    /// <summary>The probability of each step, summing to 1.</summary>
    public double[] Rank(double[][] rows, double[] offset) =>
        Probabilities([.. rows.Select(x => Standard(x, _mean, _scale))], offset, _weights);

    /// <summary>Goes down the Newton direction, halving the step until the objective falls; false at the minimum.</summary>
    private static bool Improve(IReadOnlyList<LabelledRun> runs, double[] weights, double[] direction, double ridge)
    {
        var before = Objective(runs, weights, ridge);
        var tried = new double[weights.Length];
        for (var length = 1.0; length > 1e-6; length /= 2)
        {
            for (var i = 0; i < tried.Length; i++)
            {
                tried[i] = weights[i] - (length * direction[i]);
            }

            var after = Objective(runs, tried, ridge);
            if (after < before)
            {
                tried.CopyTo(weights, 0);
                return before - after > 1e-9;
            }
        }

        return false;
    }

    private static double Objective(IReadOnlyList<LabelledRun> runs, double[] weights, double ridge) =>
        weights.Sum(w => .5 * ridge * w * w)
        - runs.Sum(run => Math.Log(Math.Max(1e-300, Probabilities(run.Rows, run.Offset, weights)[run.Label])));

    private static double[] Standard(double[] row, double[] mean, double[] scale)
    {
        var standard = new double[row.Length];
        for (var j = 0; j < standard.Length; j++)
        {
            standard[j] = (row[j] - mean[j]) / scale[j];
        }

        return standard;
    }

    private static double[] Probabilities(double[][] standard, double[] offset, double[] weights)
    {
        var p = new double[standard.Length];
        var most = double.NegativeInfinity;
        for (var i = 0; i < p.Length; i++)
        {
            var sum = offset[i];
            var x = standard[i];
            for (var j = 0; j < weights.Length; j++)
            {
                sum += weights[j] * x[j];
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

    /// <summary>Adds a run's gradient and the lower half of its Hessian: most of the time of a fit is spent in the inner loop.</summary>
    private static void Accumulate(LabelledRun run, double[] weights, double[] gradient, double[,] hessian)
    {
        var p = Probabilities(run.Rows, run.Offset, weights);
        var width = weights.Length;
        var expected = new double[width];
        for (var i = 0; i < p.Length; i++)
        {
            var x = run.Rows[i];
            for (var j = 0; j < width; j++)
            {
                expected[j] += p[i] * x[j];
                gradient[j] -= i == run.Label ? x[j] : 0;
                AddScaled(x.AsSpan(0, j + 1), p[i] * x[j], RowOf(hessian, j));
            }
        }

        for (var j = 0; j < width; j++)
        {
            gradient[j] += expected[j];
            AddScaled(expected.AsSpan(0, j + 1), -expected[j], RowOf(hessian, j));
        }
    }

    private static Span<double> RowOf(double[,] matrix, int row) =>
        MemoryMarshal.CreateSpan(ref matrix[row, 0], matrix.GetLength(1));

    private static void AddScaled(ReadOnlySpan<double> values, double factor, Span<double> sum)
    {
        var i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(sum[i..]) + (new Vector<double>(values[i..]) * factor)).CopyTo(sum[i..]);
        }

        for (; i < values.Length; i++)
        {
            sum[i] += factor * values[i];
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
