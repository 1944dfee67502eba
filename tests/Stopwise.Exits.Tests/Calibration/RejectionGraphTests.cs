using FsCheck;
using FsCheck.Fluent;
using Stopwise.Exits.Calibration;

namespace Stopwise.Exits.Tests.Calibration;

public class RejectionGraphTests
{
    // Two primary hypotheses share delta; each hands what it had to its own secondary one, and that to the other primary.
    private static readonly RejectionGraph Gatekeeper = new(
        [0.5, 0.5, 0, 0],
        new double[,]
        {
            { 0, 0, 1, 0 },
            { 0, 0, 0, 1 },
            { 0, 1, 0, 0 },
            { 1, 0, 0, 0 },
        }
    );

    [Theory]
    [InlineData(new[] { 0.03, 0.03, 0.0, 0.0 }, new int[0])]
    [InlineData(new[] { 0.02, 0.03, 0.03, 0.0 }, new[] { 0 })]
    [InlineData(new[] { 0.02, 0.04, 0.025, 0.06 }, new[] { 0, 1, 2 })]
    [InlineData(new[] { 0.02, 0.04, 0.025, 0.05 }, new[] { 0, 1, 2, 3 })]
    [InlineData(new[] { 0.05, 0.01, 0.0, 0.025 }, new[] { 0, 1, 2, 3 })]
    public void Worked_by_hand_at_five_percent(double[] pValues, int[] rejected) =>
        Gatekeeper.Reject(pValues, 0.05).ShouldBe(rejected);

    [Fact]
    public void Worked_by_hand_with_shares_that_split()
    {
        // 0 falls at .1 / 2; of its .05 half goes to 1 (.025 + .025) and half to 2 (.025). 1 falls at .05; what it has
        // would return to 0 by two fifths, whose ways now lead to 2, and by three fifths to 2: all of it goes to 2.
        var graph = new RejectionGraph(
            [0.5, 0.25, 0.25],
            new double[,]
            {
                { 0, 0.5, 0.5 },
                { 0.4, 0, 0.6 },
                { 0, 0, 0 },
            }
        );

        graph.Reject([0.05, 0.0501, 0.0501], 0.1).ShouldBe([0]);
        graph.Reject([0.049, 0.049, 0.0999], 0.1).ShouldBe([0, 1, 2]);
        graph.Reject([0.049, 0.049, 0.1001], 0.1).ShouldBe([0, 1]);
        graph.Reject([0.06, 0.06, 0.02], 0.1).ShouldBe([2]);
    }

    [Fact]
    public void A_grid_of_two_thresholds_is_certified_from_its_cautious_corner()
    {
        // Two rows of three: the corner has all of delta and hands half to either neighbour.
        var grid = RejectionGraph.Grid(2, 3);

        grid.Reject([0.11, 0, 0, 0, 0, 0], 0.1).ShouldBeEmpty();
        grid.Reject([0.1, 0.05, 0.06, 0.06, 0.06, 0.06], 0.1).ShouldBe([0, 1]);
        grid.Reject([0.1, 0.04, 0.02, 0.04, 0.076, 0.02], 0.1).ShouldBe([0, 1, 2, 3, 5]);
        grid.Reject([0.1, 0.04, 0.02, 0.04, 0.074, 0.1], 0.1).ShouldBe([0, 1, 2, 3, 4, 5]);
        RejectionGraph.Grid(1, 4).Reject([0.1, 0.1, 0.2, 0], 0.1).ShouldBe([0, 1]);
    }

    [Fact]
    public void Without_a_share_not_even_certainty_is_rejected() =>
        RejectionGraph.Chain(2).Reject([0.9, 0.0], 0.1).ShouldBeEmpty();

    [Fact]
    public void A_complete_graph_is_Holm_a_chain_the_fixed_sequence_and_no_edges_Bonferroni() =>
        ForAllPValues(
            (p, delta) =>
            {
                RejectionGraph.Complete(p.Length).Reject(p, delta).ShouldBe(UnorderedFamily.Holm(p, delta));
                RejectionGraph.Unconnected(p.Length).Reject(p, delta).ShouldBe(UnorderedFamily.Bonferroni(p, delta));
                RejectionGraph
                    .Chain(p.Length)
                    .Reject(p, delta)
                    .ShouldBe(Enumerable.Range(0, FixedSequence.Prefix(p, delta)));
            }
        );

    [Fact]
    public void Smaller_p_values_never_reject_less_and_names_do_not_matter() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var count = random.Next(1, 7);
                    var (weights, transitions) = Graph(random, count);
                    var p = PValues(random, count);
                    var rejected = new RejectionGraph(weights, transitions).Reject(p, 0.1);

                    var smaller = Array.ConvertAll(p, x => x * random.NextDouble());
                    rejected.ShouldBeSubsetOf(new RejectionGraph(weights, transitions).Reject(smaller, 0.1));

                    // The procedure steps through lower positions first, so another order of the names is another order of steps.
                    var names = Enumerable.Range(0, count).ToArray();
                    random.Shuffle(names);
                    var ways = new double[count, count];
                    for (var cell = 0; cell < count * count; cell++)
                    {
                        ways[cell / count, cell % count] = transitions[names[cell / count], names[cell % count]];
                    }

                    new RejectionGraph([.. names.Select(n => weights[n])], ways)
                        .Reject([.. names.Select(n => p[n])], 0.1)
                        .Select(i => names[i])
                        .Order()
                        .ShouldBe(rejected);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_graph_that_would_spend_more_than_delta_is_refused()
    {
        Refused([0.6, 0.6], new double[2, 2], "sum to 1.2");
        Refused(
            [0.5, 0.5],
            new double[,]
            {
                { 0.1, 0.5 },
                { 0, 0 },
            },
            "leads to itself"
        );
        Refused(
            [1, 0, 0],
            new double[,]
            {
                { 0, 0.6, 0.6 },
                { 0, 0, 0 },
                { 0, 0, 0 },
            },
            "transitions[0] sum to 1.2"
        );
        Refused(
            [0.5, 0.5],
            new double[,]
            {
                { 0, -0.1 },
                { 0, 0 },
            },
            "must lie between 0 and 1"
        );
        Refused([0.5, 0.5], new double[3, 3], "2 x 2");
        Should.Throw<ArgumentException>(() => RejectionGraph.Complete(2).Reject([0.1], 0.1));

        static void Refused(double[] weights, double[,] transitions, string why) =>
            Should.Throw<ArgumentException>(() => new RejectionGraph(weights, transitions)).Message.ShouldContain(why);
    }

    internal static (double[] Weights, double[,] Transitions) Graph(Random random, int count)
    {
        var transitions = new double[count, count];
        for (var i = 0; i < count; i++)
        {
            var row = Shares(random, count, without: i);
            for (var j = 0; j < count; j++)
            {
                transitions[i, j] = row[j];
            }
        }

        return (Shares(random, count, without: -1), transitions);
    }

    internal static double[] PValues(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * (random.Next(3) == 0 ? 1 : 0.06))];

    /// <summary>Random parts of at most 1; a third of them nothing.</summary>
    private static double[] Shares(Random random, int count, int without)
    {
        var parts = Enumerable
            .Range(0, count)
            .Select(i => i == without || random.Next(3) == 0 ? 0 : random.NextDouble())
            .ToArray();
        var whole = parts.Sum() + (random.Next(2) == 0 ? 0 : random.NextDouble());
        return whole == 0 ? parts : Array.ConvertAll(parts, x => x / whole);
    }

    private static void ForAllPValues(Action<double[], double> law) =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    law(PValues(random, random.Next(1, 9)), 0.01 + (random.NextDouble() / 5));
                }
            )
            .QuickCheckThrowOnFailure();
}
