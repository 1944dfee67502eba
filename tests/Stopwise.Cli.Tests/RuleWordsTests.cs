using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;

namespace Stopwise.Cli.Tests;

public class RuleWordsTests
{
    [Fact]
    public void Rules_inside_rules_are_said_in_one_clause()
    {
        var rule = new AnySpec
        {
            Rules =
            [
                new BudgetSpec { Signal = "input_tokens", Cap = 839_396 },
                new AllSpec
                {
                    Rules =
                    [
                        new ThresholdSpec
                        {
                            Signal = "verified",
                            Direction = Direction.Above,
                            Value = 0.5,
                        },
                        new ThresholdSpec
                        {
                            Signal = "errors_recent",
                            Direction = Direction.Below,
                            Value = 1,
                        },
                    ],
                },
            ],
        };

        Assert.Equal(
            "input_tokens is above 839,396 input tokens; or verified is above 0.5 and errors_recent is below 1",
            RuleWords.Of(rule)
        );
    }

    [Fact]
    public void A_short_sum_is_spelled_out_and_a_long_one_counted()
    {
        TermSpec Term(string signal, double weight, Scale scale = Scale.Identity) =>
            new()
            {
                Signal = signal,
                Weight = weight,
                Scale = scale,
            };
        var blend = new AdditiveSpec
        {
            Terms = [Term("input_tokens", 0.5, Scale.LogPlusOne), Term("errors_recent", 0.0953)],
            Threshold = 12.25,
        };
        var head = new NotBeforeSpec
        {
            Unit = 1,
            Inner = blend with { Terms = [.. Enumerable.Range(0, 9).Select(i => Term($"s{i}", i))] },
        };

        Assert.Equal("0.5 ln(1 + input_tokens) + 0.0953 errors_recent is above 12.25", RuleWords.Of(blend));
        Assert.Equal("after 1 step, a weighted sum of 9 signals is above 12.25", RuleWords.Of(head));
    }
}
