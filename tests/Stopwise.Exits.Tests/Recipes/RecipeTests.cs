using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Tests.Recipes;

public class RecipeTests
{
    private const string Golden = """
        {
          "version": 1,
          "name": "patient-cap",
          "about": "Stops a run that is over its cap, or whose head has doubted it for long.",
          "host": "agent-run",
          "signals": [
            "input_tokens",
            "doubt"
          ],
          "rule": {
            "rule": "any",
            "rules": [
              {
                "rule": "budget",
                "signal": "input_tokens",
                "verdict": "wrap-up"
              },
              {
                "rule": "not-before",
                "unit": 3,
                "inner": {
                  "rule": "patience",
                  "units": 2,
                  "inner": {
                    "rule": "threshold",
                    "signal": "doubt",
                    "direction": "above",
                    "value": 0.1,
                    "verdict": "exit-doomed"
                  }
                }
              }
            ]
          },
          "settlement": "hand-in",
          "calibration": {
            "method": "fixed-sequence",
            "loss": "hand-in",
            "alpha": 0.05,
            "delta": 0.1
          }
        }

        """;

    private static Recipe Valid =>
        new()
        {
            Version = 1,
            Name = "cap",
            Host = "agent-run",
            Signals = ["tokens"],
            Rule = new BudgetSpec { Signal = "tokens", Cap = 10 },
            Settlement = Settlement.HandIn,
        };

    [Fact]
    public void A_recipe_is_written_as_it_was_read() => Recipe.Parse(Golden).ToJson().ShouldBe(Golden);

    [Fact]
    public void A_recipe_with_every_kind_of_rule_comes_back_whole()
    {
        var threshold = new ThresholdSpec { Signal = "a", PerUnit = [0.1, double.PositiveInfinity] };
        var recipe = Valid with
        {
            Signals = ["a", "b"],
            Rule = new AllSpec
            {
                Rules =
                [
                    threshold,
                    new WindowSpec
                    {
                        Signal = "a",
                        Low = -1.0 / 3,
                        High = 1e-300,
                    },
                    new ScheduleSpec
                    {
                        Signal = "a",
                        From = 1,
                        To = 0,
                        Curve = Curve.Cosine,
                    },
                    new DepthSpec
                    {
                        From = 8,
                        To = 3,
                        Position = "b",
                    },
                    new CumulativeSpec
                    {
                        Signal = "b",
                        Accumulation = Accumulation.Halting,
                        Quantile = 0.5,
                    },
                    new LogisticSpec
                    {
                        Inputs = ["a", "b"],
                        Weights = [1, 2],
                        Threshold = 0.5,
                    },
                    new MlpSpec
                    {
                        Inputs = ["a"],
                        Hidden =
                        [
                            [1],
                            [2],
                        ],
                        HiddenBias = [0, 0],
                        Activation = Activation.Tanh,
                        Output = [1, 1],
                        Threshold = 0.5,
                    },
                    new UtilitySpec
                    {
                        Actions =
                        [
                            new ActionSpec { Verdict = Verdict.Continue, PerUnit = [1, 2] },
                            new ActionSpec
                            {
                                Verdict = Verdict.Escalate,
                                Inputs = ["a"],
                                Weights = [1],
                            },
                        ],
                    },
                    new QuorumSpec { Needed = 1, Rules = [threshold] },
                    new EverySpec { Units = 2, Inner = threshold },
                ],
            },
        };

        var text = recipe.ToJson();
        Recipe.Parse(text).ToJson().ShouldBe(text);
        text.ShouldContain("-0.3333333333333333");
        text.ShouldContain("\"Infinity\"");
    }

    [Fact]
    public void The_kind_of_a_rule_may_stand_anywhere_in_it() =>
        Recipe
            .Parse(
                Valid
                    .ToJson()
                    .Replace("\"rule\": \"budget\",", "")
                    .Replace("\"cap\": 10,", "\"cap\": 10, \"rule\": \"budget\",")
            )
            .Rule.ShouldBe(Valid.Rule);

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "Recipe 'cap' has file version 2; this program reads 1 to 1.")]
    [InlineData("\"name\": \"cap\"", "\"name\": \" \"", "A recipe needs a 'name'.")]
    [InlineData("\"budget\"", "\"wish\"", "wish")]
    [InlineData("\"cap\": 10", "\"cop\": 10", "cop")]
    [InlineData("\"wrap-up\"", "\"stop\"", "$.rule.verdict")]
    [InlineData("\"wrap-up\"", "2", "$.rule.verdict")]
    [InlineData("\"wrap-up\"", "\"continue\"", "never fires")]
    [InlineData("\"cap\": 10", "\"cap\": null", "no 'calibration'")]
    [InlineData("\"cap\": 10", "\"cap\": \"NaN\"", "'cap' must be a number")]
    [InlineData(
        "\"signal\": \"tokens\"",
        "\"signal\": \"money\"",
        "Recipe 'cap': Signal 'money' is not among the signals of this host: tokens."
    )]
    [InlineData("\"settlement\": \"hand-in\"", "\"settlement\": null", "settlement")]
    [InlineData("\"rule\": \"budget\",", "", "rule")]
    [InlineData("}\n", "", "not a readable recipe")]
    public void A_bad_recipe_is_refused_with_what_is_wrong(string good, string bad, string message)
    {
        var text = Valid.ToJson();
        text.ShouldContain(good);

        Should.Throw<StopwiseException>(() => Recipe.Parse(text.Replace(good, bad))).Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("""{"rule":"threshold","signal":"a"}""", Verdict.ExitDone)]
    [InlineData("""{"rule":"window","signal":"a","low":0,"high":1}""", Verdict.Escalate)]
    [InlineData("""{"rule":"schedule","signal":"a","from":0,"to":0}""", Verdict.ExitDone)]
    [InlineData("""{"rule":"depth","from":0,"to":0}""", Verdict.ExitDone)]
    [InlineData("""{"rule":"cumulative","signal":"a"}""", Verdict.ExitDone)]
    [InlineData("""{"rule":"budget"}""", Verdict.WrapUp)]
    [InlineData("""{"rule":"logistic","inputs":["a"],"weights":[9]}""", Verdict.ExitDone)]
    [InlineData("""{"rule":"quorum","needed":1,"rules":[{"rule":"threshold","signal":"a"}]}""", Verdict.ExitDoomed)]
    [InlineData("""{"rule":"utility","actions":[{"verdict":"continue"},{"verdict":"nudge","bias":1}]}""", Verdict.Nudge)]
    public void What_a_file_leaves_out_has_the_documented_default(string rule, Verdict verdict)
    {
        var text = $$"""
            {"version":1,"name":"x","host":"x","signals":["a"],"rule":{{rule}},"settlement":"none","calibration":{"method":"hand-set"}}
            """;
        var bound = Recipe.Parse(text).Rule.Freeze(0.5).Bind(new SignalSchema(1, "a"));
        var memory = new RuleMemory();

        bound.Step(new Probe(0, 0, 1, [1]), memory.Slots).Verdict.ShouldBe(verdict);
    }

    [Fact]
    public void A_calibration_method_is_one_of_the_known() =>
        Should
            .Throw<StopwiseException>(() =>
                (Valid with { Calibration = new RecipeCalibration { Method = "guess" } }).Check()
            )
            .Message.ShouldContain("'guess' is not one of fixed-sequence,");

    [Fact]
    public void A_share_lies_between_0_and_1() =>
        Should
            .Throw<StopwiseException>(() =>
                (
                    Valid with
                    {
                        Calibration = new RecipeCalibration { Method = "hand-set", Alpha = 1 },
                    }
                ).Check()
            )
            .Message.ShouldContain("'alpha' is 1");

    [Fact]
    public void Only_verification_makes_a_result_exact() =>
        Enum.GetValues<Settlement>().Where(s => s.IsExact()).ShouldBe([Settlement.VerifyBlock]);

    [Fact]
    public void Words_on_disk_do_not_change()
    {
        Words<Verdict>().ShouldBe("continue nudge wrap-up exit-done exit-doomed exit-dead escalate abstain");
        Words<Settlement>().ShouldBe("none copy-forward hole monotone-guard verify-block hand-in discard");
        Words<Curve>().ShouldBe("linear cosine exponential sigmoid");
        Words<Direction>().ShouldBe("above below");
        Words<Accumulation>().ShouldBe("sum halting");
        Words<Activation>().ShouldBe("relu tanh");

        static string Words<T>()
            where T : struct, Enum =>
            string.Join(
                ' ',
                Enum.GetValues<T>()
                    .Select(v => System.Text.Json.JsonSerializer.Serialize(v, RecipeJson.Files.Options).Trim('"'))
            );
    }
}
