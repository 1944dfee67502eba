using System.Text.Json;
using Stopwise.Traces.Demo;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Tests;

public sealed class RehearsalVerbsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stopwise-verbs-").FullName;
    private string _output = "";
    private string _error = "";

    [Fact]
    public void Rehearse_writes_the_agreed_names_and_the_same_bytes_twice()
    {
        Put(DemoRuns.History(1).Take(90));

        Run("rehearse", "--json").ShouldBe(0);
        var first = _output;
        Run("rehearse", "--json").ShouldBe(0);

        _output.ShouldBe(first);
        using var report = JsonDocument.Parse(first);
        var protocol = report.RootElement.GetProperty("protocols")[0];
        protocol.GetProperty("name").GetString().ShouldBe("unseen-task");
        var policy = protocol.GetProperty("policies")[0];
        foreach (
            var name in "id kind isControl certified alpha delta unit n losses pValue realisedRisk realisedRiskUpper goodRunsStopped successPointsLost runs runsStopped stepsSaved inputTokensSaved costSaved intervals wrongStops".Split(
                ' '
            )
        )
        {
            policy.TryGetProperty(name, out _).ShouldBeTrue(name);
        }

        first.ShouldNotContain("NaN");
        first.ShouldNotContain("Infinity");
    }

    [Fact]
    public void Rehearse_shows_the_answer_first_and_writes_a_page()
    {
        Put(DemoRuns.History(1).Take(90));

        Run("rehearse", "--html", At("report.html")).ShouldBe(0);

        _output.ShouldContain("Tasks never seen before");
        _output.ShouldContain("Controls:");
        File.ReadAllText(At("report.html")).ShouldContain("</html>");
    }

    [Fact]
    public void A_replayed_policy_is_judged_by_its_own_promise_unless_told_otherwise()
    {
        Put(DemoRuns.History(1));
        Run("learn", "-o", At("p.json"), "--kind", "token-cap", "--alpha", "0.2", "--settle", "discard").ShouldBe(0);

        Run("rehearse", "--policy", At("p.json"), "--json").ShouldBe(0);
        Promise().ShouldBe((0.2, "discard"));
        Run("rehearse", "--policy", At("p.json"), "--alpha", "0.05", "--json").ShouldBe(0);
        Promise().ShouldBe((0.05, "discard"));

        (double, string?) Promise()
        {
            using var report = JsonDocument.Parse(_output);
            var promise = report.RootElement.GetProperty("promise");
            return (promise.GetProperty("alpha").GetDouble(), promise.GetProperty("settlement").GetString());
        }
    }

    [Fact]
    public void Learn_writes_a_policy_that_can_be_shown_verified_and_replayed()
    {
        Put(DemoRuns.History(1));

        Run("learn", "-o", At("p.policy.json"), "--kind", "token-cap", "--json").ShouldBe(0);
        using (var learned = JsonDocument.Parse(_output))
        {
            learned.RootElement.GetProperty("certified").GetBoolean().ShouldBeTrue();
            learned.RootElement.GetProperty("kind").GetString().ShouldBe("token-cap");
            learned.RootElement.GetProperty("pValue").GetDouble().ShouldBeLessThanOrEqualTo(0.1);
        }

        Run("policy", "show", At("p.policy.json")).ShouldBe(0);
        _output.ShouldContain("input tokens, and hands in the work so far.");
        Run("policy", "verify", At("p.policy.json")).ShouldBe(0);
        _output.ShouldNotContain("failed");
        Run("rehearse", "--policy", At("p.policy.json")).ShouldBe(0);
        _output.ShouldContain("replayed as it is");
        Directory.EnumerateFiles(_folder, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void Verify_finds_a_certificate_that_does_not_add_up()
    {
        Put(DemoRuns.History(1));
        Run("learn", "-o", At("p.policy.json"), "--kind", "step-cap").ShouldBe(0);
        var honest = File.ReadAllText(At("p.policy.json"));
        using var policy = JsonDocument.Parse(honest);
        var losses = policy.RootElement.GetProperty("certificate").GetProperty("losses").GetRawText();
        File.WriteAllText(
            At("p.policy.json"),
            honest.Replace($"\"losses\": {losses}", "\"losses\": 1", StringComparison.Ordinal)
        );

        Run("policy", "verify", At("p.policy.json"), "--json").ShouldBe(1);

        using var checks = JsonDocument.Parse(_output);
        checks.RootElement.GetProperty("ok").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public void Learn_promises_nothing_from_few_tasks_and_writes_no_file()
    {
        Put(DemoRuns.History(1).Take(12));

        Run("learn", "-o", At("p.policy.json"), "--json").ShouldBe(4);

        using var refused = JsonDocument.Parse(_output);
        refused.RootElement.GetProperty("certified").GetBoolean().ShouldBeFalse();
        refused.RootElement.GetProperty("unitsMissing").GetInt32().ShouldBeGreaterThan(0);
        _error.ShouldContain("Cannot promise");
        File.Exists(At("p.policy.json")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("agent=a,colour=red", "allowed are agent, model, family")]
    [InlineData("agent", "give each key once")]
    [InlineData("agent=a,agent=b", "give each key once")]
    public void A_scope_that_is_not_understood_is_refused(string scope, string message)
    {
        Put(DemoRuns.History(1).Take(1));

        Run("learn", "-o", At("p.policy.json"), "--scope", scope).ShouldBe(2);

        _error.ShouldContain(message);
    }

    [Fact]
    public void Runs_without_a_verdict_cannot_be_rehearsed()
    {
        Put(DemoRuns.History(1).Take(3).Select(r => r with { Outcome = Outcome.Unknown }));

        Run("rehearse").ShouldBe(2);

        _error.ShouldContain("trusted outcome");
    }

    [Fact]
    public void An_empty_store_says_what_to_do()
    {
        Put([]);

        Run("rehearse").ShouldBe(2);

        _error.ShouldContain("stopwise import");
    }

    [Fact]
    public void Demo_needs_no_store_and_says_that_its_runs_are_simulated()
    {
        Run("demo", "--html", At("demo.html")).ShouldBe(0);

        _output.ShouldContain("simulated runs");
        _output.ShouldContain("demo-doomed");
        _output.ShouldContain("stopwise import ~/.claude/projects");
        File.ReadAllText(At("demo.html")).ShouldContain("</html>");
        File.Exists(At("runs.db")).ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private void Put(IEnumerable<Run> runs)
    {
        using var store = RunStore.Open(At("runs.db"));
        store.Save([.. runs.Select(r => new RunFound(r, []))]);
    }

    private int Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var around = new Surroundings
        {
            Output = output,
            Error = error,
            Variable = name => name == "STOPWISE_STORE" ? At("runs.db") : null,
        };
        var code = StopwiseCommand.Run(args, around, CancellationToken.None);
        (_output, _error) = (output.ToString(), error.ToString());
        return code;
    }
}
