using System.Globalization;
using Stopwise.Exits.Calibration;

namespace Stopwise.Exits.Tests.Calibration;

/// <summary>Writes the values that eng/check-risk.R computes again from the formulas, in another language.</summary>
/// <remarks>
/// One line per value: function, arguments separated by commas (lists by semicolons), value; tabs between.
/// </remarks>
public class RiskGridTests
{
    private static readonly double[] Alphas = [0.001, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8];
    private static readonly int[] Sizes = [1, 2, 7, 22, 45, 100, 333, 2000];

    private readonly List<string> _lines = [];

    [Fact]
    public void The_grid_for_the_independent_check_is_written()
    {
        AddBinomials();
        AddExtremes();
        AddBounds();
        AddPValues();
        AddSampleSizes();
        AddThresholds();
        AddFamilies();
        AddEvidence();

        var folder = Path.Combine(Repo.Root, "artifacts");
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "risk-grid.tsv"), _lines);
        _lines.Count.ShouldBeGreaterThan(2000);
    }

    private void AddBinomials()
    {
        foreach (var (n, k) in SizesAndCounts())
        {
            foreach (var p in Alphas)
            {
                Add("binomial-lower", Binomial.LowerTail(k, n, p), k, n, p);
                Add("binomial-upper", Binomial.UpperTail(k, n, p), k, n, p);
                Add("log-binomial-lower", Binomial.LogLowerTail(k, n, p), k, n, p);
                Add("log-binomial-mass", Binomial.LogMass(k, n, p), k, n, p);
            }
        }
    }

    // Tails near the smallest doubles, long runs, tiny chances.
    private void AddExtremes()
    {
        (int K, int N, double P)[] cases =
        [
            (0, 6500, 0.1),
            (30, 7500, 0.1),
            (5, 1000, 0.5),
            (990, 1000, 0.5),
            (40, 1_000_000, 1e-9),
            (49_000, 1_000_000, 0.05),
            (60_000, 1_000_000, 0.05),
            (3, 2_000_000, 1e-12),
        ];
        foreach (var (k, n, p) in cases)
        {
            Add("binomial-lower", Binomial.LowerTail(k, n, p), k, n, p);
            Add("binomial-upper", Binomial.UpperTail(k, n, p), k, n, p);
            Add("log-binomial-lower", Binomial.LogLowerTail(k, n, p), k, n, p);
            Add("log-binomial-mass", Binomial.LogMass(k, n, p), k, n, p);
        }
    }

    private void AddBounds()
    {
        foreach (var (n, k) in SizesAndCounts())
        {
            foreach (var delta in new[] { 1e-6, 0.01, 0.05, 0.1, 0.5 })
            {
                Add("clopper-pearson-upper", ClopperPearson.Upper(k, n, delta), k, n, delta);
                Add("clopper-pearson-lower", ClopperPearson.Lower(k, n, delta), k, n, delta);
            }

            var (lower, upper) = ClopperPearson.Interval(k, n, 0.1);
            Add("clopper-pearson-lower", lower, k, n, 0.05);
            Add("clopper-pearson-upper", upper, k, n, 0.05);
        }
    }

    private void AddPValues()
    {
        foreach (var (n, k) in SizesAndCounts())
        {
            foreach (var alpha in Alphas)
            {
                Add("exact", RiskPValue.ExactBinomial(k, n, alpha), k, n, alpha);
                foreach (var sum in new[] { k, Math.Max(0.0, k - 0.375) })
                {
                    Add("hoeffding", RiskPValue.Hoeffding(sum, n, alpha), sum, n, alpha);
                    Add("bentkus", RiskPValue.Bentkus(sum, n, alpha), sum, n, alpha);
                    Add("hoeffding-bentkus", RiskPValue.HoeffdingBentkus(sum, n, alpha), sum, n, alpha);
                }
            }
        }

        for (var seed = 1; seed <= 40; seed++)
        {
            var losses = Losses(seed, 5 * seed);
            var alpha = Alphas[seed % Alphas.Length];
            Add("betting", RiskPValue.Betting(losses, alpha, 0.1), losses, alpha, 0.1);
            Add("betting", RiskPValue.Betting(losses, 0.6, 0.01), losses, 0.6, 0.01);
        }
    }

    private void AddSampleSizes()
    {
        foreach (var alpha in Alphas)
        {
            foreach (var delta in new[] { 0.01, 0.05, 0.1, 0.3 })
            {
                foreach (var n in Sizes)
                {
                    Add("allowed-losses", SampleSize.AllowedLosses(n, alpha, delta), n, alpha, delta);
                    Add("tolerance-index", SplitConformal.ToleranceIndex(n, alpha, delta), n, alpha, delta);
                }

                for (var k = 0; k <= 5; k++)
                {
                    Add("minimum-units", SampleSize.MinimumUnits(alpha, delta, k), alpha, delta, k);
                }
            }
        }
    }

    private void AddThresholds()
    {
        for (var seed = 1; seed <= 120; seed++)
        {
            var random = new Random(seed);
            var scores = new double[random.Next(1, 120)];
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = random.Next(8) switch
                {
                    0 => double.NegativeInfinity,
                    1 when seed % 10 == 0 => double.PositiveInfinity,
                    _ => random.Next(30) / 4.0,
                };
            }

            var certificate = MonotoneThreshold.Certify(scores, 0.1, 0.1);
            Add("threshold", certificate.Threshold, scores, 0.1, 0.1);
            Add("threshold-losses", certificate.Losses, scores, 0.1, 0.1);
            Add("threshold-missing", certificate.MissingUnits, scores, 0.1, 0.1);
            Add("conformal-quantile", SplitConformal.Quantile(scores, 0.1), scores, 0.1);
            Add("conformal-risk-threshold", ConformalRisk.Threshold(scores, 0.15), scores, 0.15);
        }
    }

    private void AddFamilies()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            double[] p = [.. Losses(seed, 12).Select(x => x * x / 10)];
            Add("fixed-sequence", FixedSequence.Prefix(p, 0.1), p, 0.1);
            Add("bonferroni", UnorderedFamily.Bonferroni(p, 0.1).Count, p, 0.1);
            Add("holm", UnorderedFamily.Holm(p, 0.1).Count, p, 0.1);
            Add("graph-complete", RejectionGraph.Complete(p.Length).Reject(p, 0.1).Count, p, 0.1);
        }

        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(1, 6);
            var (weights, transitions) = RejectionGraphTests.Graph(random, count);
            var p = RejectionGraphTests.PValues(random, count);
            double[] rows = [.. transitions.Cast<double>()];
            var rejected = new RejectionGraph(weights, transitions).Reject(p, 0.1);
            Add("graph", rejected.Sum(i => 1 << i), p, 0.1, weights, rows);
        }
    }

    private void AddEvidence()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var losses = Losses(seed, 4 * seed);
            var alpha = 0.02 * ((seed % 20) + 1);
            Add("log-e-harm", Watch(EProcess.OfHarm(alpha), losses).LogValue, losses, alpha);
            Add("log-e-safety", Watch(EProcess.OfSafety(alpha), losses).LogPeak, losses, alpha);
            Add("log-e-ratio", Watch(EProcess.LikelihoodRatio(alpha, 0.5), losses).LogValue, losses, alpha, 0.5);
            var sum = new EDetector(alpha);
            var max = new EDetector(alpha, DetectorKind.Max);
            var sequence = new ConfidenceSequence();
            foreach (var loss in losses)
            {
                sum.Observe(loss);
                max.Observe(loss);
                sequence.Observe(loss);
            }

            Add("log-detector-sum", sum.LogValue, losses, alpha);
            Add("log-detector-max", max.LogValue, losses, alpha);
            Add("sequence-upper", sequence.Upper(alpha), losses, alpha);
            Add("sequence-lower", sequence.Lower(alpha), losses, alpha);
        }
    }

    private static EProcess Watch(EProcess process, double[] losses)
    {
        foreach (var loss in losses)
        {
            process.Observe(loss);
        }

        return process;
    }

    private static IEnumerable<(int N, int K)> SizesAndCounts() =>
        from n in Sizes
        from k in new[] { 0, 1, 2, 5, n / 10, n / 3, n - 1, n }.Where(k => k <= n).Distinct()
        select (n, k);

    // Quarters, as the mean loss of a task with four runs.
    private static double[] Losses(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(3) == 0 ? random.Next(5) / 4.0 : 0.0)];
    }

    private void Add(string function, double value, params object[] arguments) =>
        _lines.Add($"{function}\t{string.Join(',', arguments.Select(Text))}\t{Text(value)}");

    private static string Text(object value) =>
        value switch
        {
            double[] list => string.Join(';', list.Select(x => Text(x))),
            double.PositiveInfinity => "Inf",
            double.NegativeInfinity => "-Inf",
            IFormattable number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => throw new ArgumentException($"Cannot write {value}.", nameof(value)),
        };
}
