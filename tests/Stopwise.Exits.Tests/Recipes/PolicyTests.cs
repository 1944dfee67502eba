using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Recipes;

public class PolicyTests
{
    private const string Golden = """
        {
          "version": 1,
          "id": "cap-7f",
          "kind": "token-cap",
          "recipe": "certified-token-cap",
          "rule": {
            "rule": "budget",
            "signal": "input_tokens",
            "cap": 512000.5,
            "verdict": "wrap-up"
          },
          "settlement": "hand-in",
          "schemaHash": "SCHEMA",
          "certificate": {
            "policyId": "cap-7f",
            "lossName": "good-runs-stopped",
            "settlement": "hand-in",
            "alpha": 0.1,
            "delta": 0.1,
            "unit": "task",
            "n": 52,
            "losses": 2,
            "pValue": 0.0985,
            "method": "fixed-sequence",
            "threshold": 512000.5,
            "scope": {
              "model": "qwen",
              "taskFamily": "swe"
            },
            "dataHash": "00ff",
            "splitSeed": 7,
            "monitor": {
              "eThreshold": 20,
              "auditRate": 0.05
            },
            "efficiency": {
              "tokensSaved": 0.25,
              "ciLow": 0.21,
              "ciHigh": 0.29
            },
            "controls": {
              "random": 0.16,
              "step-cap": 0.2
            },
            "notes": [
              "success ≥ 1 test"
            ]
          }
        }

        """;

    private static readonly SignalSchema Schema = new(1, "steps", "input_tokens");
    private static readonly string Text = Golden.Replace("SCHEMA", Schema.Hash);

    [Fact]
    public void A_policy_is_written_as_it_was_read() => Policy.Parse(Text).ToJson().ShouldBe(Text);

    [Fact]
    public void Controls_are_written_in_the_order_of_their_names()
    {
        var policy = Policy.Parse(Text);
        var controls = new Dictionary<string, double> { ["step-cap"] = 0.2, ["random"] = 0.16 };

        (policy with { Certificate = policy.Certificate! with { Controls = controls } }).ToJson().ShouldBe(Text);
    }

    [Fact]
    public void A_policy_runs_on_the_schema_it_was_calibrated_on()
    {
        var rule = Policy.Parse(Text).Bind(Schema);
        var probe = new Probe(3, 0, 0, [3, 512001]);

        rule.Step(in probe, []).Verdict.ShouldBe(Verdict.WrapUp);
    }

    [Fact]
    public void A_policy_refuses_another_schema_and_says_what_to_do()
    {
        var other = new SignalSchema(2, "steps", "input_tokens");

        Should
            .Throw<StopwiseException>(() => Policy.Parse(Text).Bind(other))
            .Message.ShouldBe(
                $"Policy 'cap-7f' was calibrated on signal schema {Schema.Hash}; this host has {other.Hash} "
                    + "(version 2: steps, input_tokens). Calibrate it again on runs of this host."
            );
    }

    [Fact]
    public void Without_a_certificate_nothing_is_promised()
    {
        var bare = Policy.Parse(Text) with { Certificate = null };

        bare.ToJson().ShouldNotContain("certificate\"");
        Policy.Parse(bare.ToJson()).Certificate.ShouldBeNull();
    }

    [Theory]
    [InlineData("\"cap\": 512000.5,", "", "only recipes may leave one free")]
    [InlineData("\"policyId\": \"cap-7f\"", "\"policyId\": \"x\"", "carries the certificate of 'x'")]
    [InlineData("\"version\": 1", "\"version\": 9", "file version 9")]
    [InlineData("\"alpha\": 0.1,", "", "alpha")]
    public void A_bad_policy_is_refused_with_what_is_wrong(string good, string bad, string message) =>
        Should.Throw<StopwiseException>(() => Policy.Parse(Text.Replace(good, bad))).Message.ShouldContain(message);
}
