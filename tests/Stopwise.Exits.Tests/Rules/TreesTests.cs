using System.Diagnostics.CodeAnalysis;
using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Tests.Rules;

public class TreesTests
{
    private const float Unknown = float.NaN;

    /// <summary>
    /// A tree over a and b, and a stump over b, in a hand-written ensemble:
    /// a &lt; 0.5 (unknown: right) ? (b &lt; 10 (unknown: left) ? 1 : 2) : 4; b &lt; 20 (unknown: right) ? 0.25 : -0.5.
    /// </summary>
    private static readonly TreesSpec Two = new()
    {
        Inputs = ["a", "b"],
        Roots = [0, 5],
        Features = [0, 1, -1, -1, -1, 1, -1, -1],
        Thresholds = [0.5, 10, 0, 0, 0, 20, 0, 0],
        Left = [1, 2, -1, -1, -1, 6, -1, -1],
        Right = [4, 3, -1, -1, -1, 7, -1, -1],
        MissingLeft = [false, true, false, false, false, false, false, false],
        Values = [0, 0, 1, 2, 4, 0, 0.25, -0.5],
        Bias = 8,
        Threshold = double.NegativeInfinity,
    };

    [Theory]
    [InlineData(0f, 0f, 9.25)]
    [InlineData(0f, 10f, 10.25)]
    [InlineData(0f, 20f, 9.5)]
    [InlineData(0.49999997f, 0f, 9.25)]
    [InlineData(0.5f, 0f, 12.25)]
    [InlineData(Unknown, 0f, 12.25)]
    [InlineData(0f, Unknown, 8.5)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity, 12.25)]
    public void Leaves_add_up_and_what_is_unknown_goes_to_its_own_side(float a, float b, double score) =>
        new Watch(Two).Next(a, b).ShouldBe(new Decision(Verdict.ExitDone, ReasonCode.Learned, (float)score));

    [Fact]
    public void The_score_must_be_strictly_above_the_threshold()
    {
        new Watch(Two with { Threshold = 9.25 }).Next(0, 0).ShouldBe(Decision.Continue);
        new Watch(Two with { Threshold = 9.2499 }).Next(0, 0).Verdict.ShouldBe(Verdict.ExitDone);
    }

    [Fact]
    public void A_logistic_ensemble_compares_a_probability()
    {
        var spec = Two with { Logistic = true, Bias = -1.25, Threshold = 0.5, Verdict = Verdict.ExitDoomed };

        new Watch(spec).Next(0, 0).ShouldBe(Decision.Continue);
        new Watch(spec).Next(1, 0).Score.ShouldBe(0.952574f, 1e-6f);
    }

    [Fact]
    public void Where_nothing_is_known_no_tree_speaks() =>
        new Watch(Two).Next(Unknown, Unknown).ShouldBe(Decision.Continue);

    [Fact]
    public void A_random_forest_says_what_its_nested_ifs_say()
    {
        var random = new Random(5);
        for (var repeat = 0; repeat < 200; repeat++)
        {
            var trees = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Tree.Grow(random, 4)).ToArray();
            var watch = new Watch(Tree.Flatten(trees));
            for (var unit = 0; unit < 20; unit++)
            {
                var x = Arbitrary.Signals(random, 3);
                x[0] = float.IsNaN(x[0]) ? 0 : x[0];

                watch.Next(x[0], x[1], x[2]).Score.ShouldBe((float)trees.Sum(t => t.Of(x)), 1e-5f);
            }
        }
    }

    [Fact]
    public void An_ensemble_is_frozen_by_one_value_and_read_back_to_the_bit()
    {
        var recipe = new Recipe
        {
            Version = 1,
            Name = "head",
            Host = "agent-run",
            Signals = ["a", "b"],
            Rule = Two with { Threshold = null },
            Settlement = Settlement.HandIn,
            Calibration = new RecipeCalibration { Method = "fixed-sequence" },
        };
        var read = Recipe.Parse(recipe.ToJson());

        read.ToJson().ShouldBe(recipe.ToJson());
        read.ToJson().ShouldContain("\"rule\": \"trees\"");
        read.Rule.IsFrozen.ShouldBeFalse();
        new Watch(read.Rule.Freeze(9)).Next(0, 0).Score.ShouldBe(9.25f);
    }

    [SuppressMessage("Performance", "CA1861", Justification = "Each array is used once.")]
    public static TheoryData<string, TreesSpec> Broken =>
        new()
        {
            { "root 1 of tree 1 does not fit", Two with { Roots = [0, 1, 1] } },
            { "root 1 of tree 0 does not fit", Two with { Roots = [1, 5] } },
            { "root 8 of tree 1 does not fit", Two with { Roots = [0, 8] } },
            { "8 nodes but no root", Two with { Roots = [] } },
            { "'left' has 1 entries, 'features' has 8", Two with { Left = [1] } },
            { "'values' has 0 entries", Two with { Values = [] } },
            {
                "node 0 is not part of a tree: its feature is 2; there are 2 inputs",
                Two with
                {
                    Features = [2, 1, -1, -1, -1, 1, -1, -1],
                }
            },
            { "its feature is -2", Two with { Features = [-2, 1, -1, -1, -1, 1, -1, -1] } },
            {
                "node 1 is not part of a tree: its child 0 does not lie between 2 and 4",
                Two with
                {
                    Left = [1, 0, -1, -1, -1, 6, -1, -1],
                }
            },
            { "its child 1 does not lie", Two with { Left = [1, 1, -1, -1, -1, 6, -1, -1] } },
            { "its child 6 does not lie between 1 and 4", Two with { Right = [6, 3, -1, -1, -1, 7, -1, -1] } },
            { "its child 2 already belongs", Two with { Right = [2, 3, -1, -1, -1, 7, -1, -1] } },
            {
                "node 2 is not part of a tree: no other node leads to it",
                Two with
                {
                    Right = [3, 4, -1, -1, -1, 7, -1, -1],
                    Features = [0, -1, -1, -1, -1, 1, -1, -1],
                    Left = [1, -1, -1, -1, -1, 6, -1, -1],
                }
            },
            { "its threshold is not a number", Two with { Thresholds = [double.NaN, 10, 0, 0, 0, 20, 0, 0] } },
            { "which is not finite", Two with { Values = [0, 0, 1, 2, double.PositiveInfinity, 0, 0.25, -0.5] } },
            { "'bias' is NaN", Two with { Bias = double.NaN } },
            { "'number of inputs' is 0", Two with { Inputs = [] } },
            { "10001 trees; at most 10000", Two with { Roots = new int[TreesSpec.MostTrees + 1] } },
            { "1000001 nodes; at most 1000000", Two with { Features = new int[TreesSpec.MostNodes + 1] } },
        };

    [Theory, MemberData(nameof(Broken))]
    public void Arrays_that_are_not_trees_are_refused_with_the_node(string why, TreesSpec spec) =>
        Should.Throw<StopwiseException>(() => spec.Bind(Watch.Schema)).Message.ShouldContain(why);

    [Fact]
    public void An_ensemble_without_trees_is_its_bias() => new Watch(
            new TreesSpec
            {
                Inputs = ["a"],
                Roots = [],
                Features = [],
                Thresholds = [],
                Left = [],
                Right = [],
                MissingLeft = [],
                Values = [],
                Bias = 3,
                Threshold = 2,
            }
        ).Next(0).Score.ShouldBe(3);

    [Fact]
    public void An_additive_score_mixes_logarithms_and_counts()
    {
        var spec = new AdditiveSpec
        {
            Terms =
            [
                new TermSpec
                {
                    Signal = "a",
                    Weight = 1,
                    Scale = Scale.LogPlusOne,
                },
                new TermSpec { Signal = "b", Weight = 0.3 },
            ],
            Bias = 1,
            Threshold = 5,
        };

        var watch = new Watch(spec);
        watch.Next((float)(Math.E * Math.E) - 1, 6.66f).ShouldBe(Decision.Continue);
        watch.Next((float)(Math.E * Math.E) - 1, 6.67f).Score.ShouldBe(5.001f, 1e-5f);
        watch.Next(Unknown, 1000).ShouldBe(Decision.Continue);
        watch.Next(1000, Unknown).ShouldBe(Decision.Continue);
        watch.Next(-2, 1000).ShouldBe(Decision.Continue);
        (spec with { Threshold = null }).Freeze(5).ShouldBe(spec);
        Should.Throw<StopwiseException>(() =>
            new AdditiveSpec { Terms = [] }
                .Freeze(1)
                .Bind(Watch.Schema)
        );
    }
}
