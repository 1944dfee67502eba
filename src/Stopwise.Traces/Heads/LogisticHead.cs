using Stopwise.Exits;
using Stopwise.Exits.Recipes;

namespace Stopwise.Traces.Heads;

/// <summary>Ridge logistic regression on standardised features; an unknown feature counts as its mean.</summary>
internal sealed class LogisticHead : Head
{
    private const int MostSteps = 50;
    private const double Tolerance = 1e-9;
    private readonly double[] _mean;
    private readonly double[] _scale;
    private readonly double[] _weights;
    private readonly double _bias;

    private LogisticHead(double[] mean, double[] scale, double[] weights, double bias)
    {
        _mean = mean;
        _scale = scale;
        _weights = weights;
        _bias = bias;
    }

    /// <summary>Weights of the standardised features, in feature order: comparable with each other.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>The intercept.</summary>
    public double Bias => _bias;

    /// <summary>Minimises weighted log-loss plus half of <paramref name="ridge"/> times the squared weights, by Newton's method.</summary>
    /// <param name="rows">The data.</param>
    /// <param name="ridge">Penalty, above 0, in units of summed row weight; the intercept is not penalised.</param>
    /// <exception cref="StopwiseException">There are no rows.</exception>
    public static LogisticHead Fit(HeadRows rows, double ridge)
    {
        if (rows.Count == 0)
        {
            throw new StopwiseException("A head cannot be trained on no rows.");
        }

        var (mean, scale) = Standardise(rows);
        var width = rows.Columns.Length;
        var parameters = new double[width + 1];
        var x = new double[width + 1];
        x[width] = 1;
        for (var step = 0; step < MostSteps; step++)
        {
            var gradient = new double[width + 1];
            var hessian = new double[width + 1, width + 1];
            for (var row = 0; row < rows.Count; row++)
            {
                Read(rows, row, mean, scale, x);
                Accumulate(x, rows.Target[row], rows.Weight[row], parameters, gradient, hessian);
            }

            for (var i = 0; i < width; i++)
            {
                gradient[i] += ridge * parameters[i];
                hessian[i, i] += ridge;
            }

            hessian[width, width] += 1e-9;
            var change = LinearSystem.SolvePositive(hessian, gradient);
            var largest = 0.0;
            for (var i = 0; i <= width; i++)
            {
                // A full Newton step may overshoot where the classes are nearly separable; ridge keeps a short one safe.
                var bounded = Math.Clamp(change[i], -2, 2);
                parameters[i] -= bounded;
                largest = Math.Max(largest, Math.Abs(bounded));
            }

            if (largest < Tolerance)
            {
                break;
            }
        }

        return new LogisticHead(mean, scale, parameters[..width], parameters[width]);
    }

    /// <inheritdoc/>
    public override double LogOddsOf(ReadOnlySpan<float> features)
    {
        var sum = _bias;
        for (var i = 0; i < _weights.Length; i++)
        {
            sum += float.IsNaN(features[i]) ? 0 : _weights[i] * (features[i] - _mean[i]) / _scale[i];
        }

        return sum;
    }

    /// <inheritdoc/>
    protected override RuleSpec WrittenAt(double tokenWeight, double threshold, Verdict verdict)
    {
        var terms = new List<TermSpec>();
        var bias = _bias;
        for (var i = 0; i < _weights.Length; i++)
        {
            var (signal, scale) = HeadFeatures.Of(i);
            var weight = _weights[i] / _scale[i];
            bias -= weight * _mean[i];
            terms.Add(
                new TermSpec
                {
                    Signal = signal,
                    Scale = scale,
                    Weight = weight + (signal == HeadFeatures.Tokens ? tokenWeight : 0),
                }
            );
        }

        return new AdditiveSpec
        {
            Terms = terms,
            Bias = bias,
            Threshold = threshold,
            Verdict = verdict,
        };
    }

    private static void Accumulate(
        double[] x,
        float target,
        float weight,
        double[] parameters,
        double[] gradient,
        double[,] hessian
    )
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += parameters[i] * x[i];
        }

        var p = Sigmoid(sum);
        var (slope, curve) = (weight * (p - target), weight * p * (1 - p));
        for (var i = 0; i < x.Length; i++)
        {
            gradient[i] += slope * x[i];
            for (var j = 0; j <= i; j++)
            {
                hessian[i, j] += curve * x[i] * x[j];
            }
        }
    }

    private static void Read(HeadRows rows, int row, double[] mean, double[] scale, double[] x)
    {
        for (var i = 0; i < mean.Length; i++)
        {
            var value = rows.Columns[i][row];
            x[i] = float.IsNaN(value) ? 0 : (value - mean[i]) / scale[i];
        }
    }

    private static (double[] Mean, double[] Scale) Standardise(HeadRows rows)
    {
        var width = rows.Columns.Length;
        var (mean, scale) = (new double[width], new double[width]);
        for (var i = 0; i < width; i++)
        {
            double weight = 0,
                sum = 0,
                squares = 0;
            for (var row = 0; row < rows.Count; row++)
            {
                var value = rows.Columns[i][row];
                if (!float.IsNaN(value))
                {
                    weight += rows.Weight[row];
                    sum += (double)rows.Weight[row] * value;
                    squares += (double)rows.Weight[row] * value * value;
                }
            }

            mean[i] = weight > 0 ? sum / weight : 0;
            var variance = weight > 0 ? Math.Max(0, (squares / weight) - (mean[i] * mean[i])) : 0;
            scale[i] = variance > 1e-12 ? Math.Sqrt(variance) : 1;
        }

        return (mean, scale);
    }
}
