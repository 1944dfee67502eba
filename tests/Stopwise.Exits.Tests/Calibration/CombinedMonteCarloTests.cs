using Stopwise.Exits.Calibration;
using Xunit.Abstractions;

namespace Stopwise.Exits.Tests.Calibration;

/// <summary>Several thresholds or families under one delta, in worlds whose true risks are known; fixed seeds.</summary>
public class CombinedMonteCarloTests(ITestOutputHelper output)
{
    private const int Repeats = 2000;
    private const int Units = 80;
    private const double Alpha = 0.1;
    private const double Delta = 0.1;

    private static readonly double ThreeSigma = 3 * Math.Sqrt(Delta * (1 - Delta) / Repeats);

    // The true risk of setting (r, c) of two thresholds; the upper left corner is safe, the far half is not.
    private static double Risk(int row, int column) => 0.02 + (0.025 * (row + column));

    [Fact]
    public void A_graph_over_a_grid_of_settings_is_ever_wrong_with_chance_at_most_delta()
    {
        const int Side = 5;
        var grid = RejectionGraph.Grid(Side, Side);
        var found = 0;
        var wrong = Share(seed =>
        {
            var harmed = Harmed(new Random(seed), Side);
            var p = Enumerable.Range(0, Side * Side).Select(i => PValue(harmed, i)).ToArray();
            var rejected = grid.Reject(p, Delta);
            found += rejected.Count;
            return rejected.Any(i => Risk(i / Side, i % Side) > Alpha);
        });

        output.WriteLine($"graph: {wrong:p2} wrong, {(double)found / Repeats:f1} settings certified");
        wrong.ShouldBeLessThanOrEqualTo(Delta + ThreeSigma);
        found.ShouldBeGreaterThan(2 * Repeats);
    }

    [Fact]
    public void A_graph_spends_delta_once_however_many_hypotheses_are_false()
    {
        // Three hypotheses are false beyond doubt, so all of delta moves on to the five that are true.
        var wrong = Share(seed => Rejected(seed).Any(i => i >= 3));
        var naive = Share(seed => PValues(seed).Skip(3).Any(p => p <= Delta));

        output.WriteLine($"graph: {wrong:p2} wrong, {naive:p2} with every hypothesis at full delta");
        wrong.ShouldBeInRange(Delta / 2, Delta + ThreeSigma);
        naive.ShouldBeGreaterThan(3 * Delta);

        static IReadOnlyList<int> Rejected(int seed) => RejectionGraph.Complete(8).Reject(PValues(seed), Delta);

        static double[] PValues(int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, 8).Select(i => i < 3 ? 0.0 : random.NextDouble())];
        }
    }

    [Fact]
    public void A_path_learned_on_other_units_is_ever_wrong_with_chance_at_most_delta()
    {
        const int Side = 5;
        var found = 0;
        var wrong = Share(seed =>
        {
            var random = new Random(seed);
            var tuning = Harmed(random, Side);
            var risks = Enumerable.Range(0, Side * Side).Select(i => Losses(tuning, i) / (double)Units).ToArray();
            var costs = Enumerable.Range(0, Side * Side).Select(i => 10.0 - (i / Side) - (i % Side * 0.9)).ToArray();
            var certificate = PathTest.Certify(
                [.. PathTest.ParetoPath(risks, costs)],
                Harmed(random, Side),
                Alpha,
                Delta
            );
            found += certificate.Certified;
            return certificate
                .Steps.Take(certificate.Certified)
                .Any(s => Risk(s.Configuration / Side, s.Configuration % Side) > Alpha);
        });

        output.WriteLine($"path: {wrong:p2} wrong, {(double)found / Repeats:f1} settings certified");
        wrong.ShouldBeLessThanOrEqualTo(Delta + ThreeSigma);
        found.ShouldBeGreaterThan(Repeats);
    }

    [Fact]
    public void Choosing_the_best_family_keeps_the_promise_at_shared_delta_and_breaks_it_at_full_delta()
    {
        var shared = Share(seed => BestIsWrong(Families(new Random(seed)), Delta / 4));
        var full = Share(seed => BestIsWrong(Families(new Random(seed)), Delta));
        var library = Share(seed =>
            SharedDelta.Certify(Families(new Random(seed)), Alpha, Delta).Min(c => c.Threshold) < 1 - Alpha
        );

        output.WriteLine($"best of four families: {shared:p2} wrong at shared delta, {full:p2} at full delta");
        library.ShouldBe(shared);
        shared.ShouldBeLessThanOrEqualTo(Delta + ThreeSigma);
        full.ShouldBeGreaterThan(Delta + (3 * ThreeSigma));

        // Scores are uniform on [0, 1], so the risk of a threshold is one less it; the lowest threshold saves the most.
        static bool BestIsWrong(double[][] families, double level) =>
            families.Min(scores => MonotoneThreshold.Certify(scores, Alpha, level).Threshold) < 1 - Alpha;

        static double[][] Families(Random random) =>
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(_ => Enumerable.Range(0, Units).Select(_ => random.NextDouble()).ToArray()),
            ];
    }

    /// <summary>[unit, setting]: a unit has one hardness, so that settings depend on each other as thresholds do.</summary>
    private static bool[,] Harmed(Random random, int side)
    {
        var harmed = new bool[Units, side * side];
        for (var unit = 0; unit < Units; unit++)
        {
            var hardness = random.NextDouble();
            for (var i = 0; i < side * side; i++)
            {
                harmed[unit, i] = hardness < Risk(i / side, i % side);
            }
        }

        return harmed;
    }

    private static int Losses(bool[,] harmed, int setting) =>
        Enumerable.Range(0, Units).Count(unit => harmed[unit, setting]);

    private static double PValue(bool[,] harmed, int setting) =>
        RiskPValue.ExactBinomial(Losses(harmed, setting), Units, Alpha);

    private static double Share(Func<int, bool> happens) =>
        Enumerable.Range(1, Repeats).Count(happens) / (double)Repeats;
}
