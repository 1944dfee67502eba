using System.Text.Json;

namespace Stopwise.Cli.Tests;

public sealed class ReplayTests : IDisposable
{
    // One request by the only client that is on every machine that can run a shell.
    private const string Asks =
        "curl -s -f -H 'content-type: application/json' -d '{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"PROMPT\"}]}' $OPENAI_BASE_URL/chat/completions";

    private readonly Screen _screen = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("stopwise-replay-").FullName;

    public ReplayTests() => _screen.Put(RecordedAgent.Run());

    public void Dispose()
    {
        _screen.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_run_is_replayed_against_itself_a_hundred_times()
    {
        _screen.Run("replay", "made").ShouldBe(0, _screen.Error);

        _screen.Output.ShouldBe("100 of 100 replays of 3 calls are equal to the recording, byte for byte.");
    }

    [Fact]
    public void A_cassette_is_written_once_and_replayed()
    {
        var path = Path.Combine(_folder, "made.cassette.jsonl");

        _screen.Run("cassette", "made", "--out", path).ShouldBe(0, _screen.Error);
        _screen.Output.ShouldContain("Wrote 2 model calls and 1 tool call of made");
        _screen.Run("cassette", "made", "--out", path).ShouldBe(2);
        _screen.Run("replay", path, "--times", "3", "--json").ShouldBe(0, _screen.Error);

        using var json = JsonDocument.Parse(_screen.Output);
        json.RootElement.GetProperty("equal").GetInt32().ShouldBe(3);
    }

    [Theory]
    [InlineData("--contracts", "shipped", "stopwise check")]
    [InlineData("--out", "x.cassette", "stopwise cassette")]
    public void An_option_that_would_do_nothing_is_refused(string option, string value, string instead)
    {
        _screen.Run("replay", "made", option, value).ShouldBe(2);
        _screen.Error.ShouldContain(instead);
    }

    [CurlFact]
    public void An_agent_that_asks_what_was_recorded_is_answered()
    {
        _screen
            .Run("replay", "made", "--agent", Asks.Replace("PROMPT", "weather?", StringComparison.Ordinal))
            .ShouldBe(0, _screen.Error);

        _screen.Error.ShouldContain("tool_calls");
        _screen.Output.ShouldContain("1 call: 1 answered from the recording, 0 not recorded.");
        _screen.Output.ShouldContain("1 recorded call was not made:");
    }

    [CurlFact]
    public void An_agent_that_asks_something_else_diverges_and_the_exit_code_says_so()
    {
        var agent = Asks.Replace("PROMPT", "Weather?", StringComparison.Ordinal) + " || true";

        _screen.Run("replay", "made", "--agent", agent).ShouldBe(1, _screen.Error);

        _screen.Output.ShouldContain(
            "First divergence: Call 0 (step 0), of the model m, differs from the recording at $.messages[0].text, byte 0: recorded \"weather?\", asked \"Weather?\"."
        );
    }

    [Fact]
    public void Another_model_is_answered_where_any_will_do()
    {
        var path = _screen.InFolder(
            "other.cassette.jsonl",
            """
            {"cassette":1,"source":"written by hand"}
            {"kind":"model","name":"other","form":"openai-chat","request":{"messages":[{"content":"weather?","role":"user"}]},"response":{"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Sunny."}}]}}
            """
        );
        var agent = ScriptedAgent.Command("weather?");

        _screen.Run("replay", path, "--agent", agent).ShouldBe(1, _screen.Error);
        _screen.Output.ShouldContain("First divergence: Call 0, of the model m, is recorded for other alone.");
        _screen.Run("replay", path, "--agent", agent, "--any-model").ShouldBe(0, _screen.Error);
    }

    [Fact]
    public void A_proxy_of_the_agent_s_surroundings_is_not_asked_for_the_recording()
    {
        var agent = $"http_proxy=http://127.0.0.1:9 {ScriptedAgent.Command("weather?")}";

        _screen.Run("replay", "made", "--agent", agent).ShouldBe(0, _screen.Error);

        _screen.Output.ShouldContain("3 calls: 3 answered from the recording, 0 not recorded.");
    }

    [CurlFact]
    public void The_divergence_is_told_as_json()
    {
        var agent = Asks.Replace("PROMPT", "Weather?", StringComparison.Ordinal);

        _screen.Run("replay", "made", "--agent", agent, "--json").ShouldBe(1, _screen.Error);

        using var json = JsonDocument.Parse(_screen.Output);
        var first = json.RootElement.GetProperty("firstDivergence");
        first.GetProperty("path").GetString().ShouldBe("$.messages[0].text");
        first.GetProperty("offset").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData("--mode", "loose", "say strict or hybrid")]
    [InlineData("--mode", "hybrid", "--agent")]
    [InlineData("--endpoint", "https://api.example/v1", "--agent")]
    [InlineData("--times", "0", "1 or more")]
    [InlineData("--faults", "lost", "'lost' is no fault")]
    public void What_does_not_fit_together_is_told(string option, string value, string said)
    {
        string[] agent = option == "--endpoint" ? ["--agent", "true"] : [];

        _screen.Run(["replay", "made", option, value, .. agent]).ShouldBe(2);

        _screen.Error.ShouldContain(option == "--endpoint" ? "--mode hybrid" : said);
    }

    [Fact]
    public void A_cassette_that_is_not_there_is_told_with_the_way_to_make_one()
    {
        _screen.Run("replay", "none.cassette.jsonl").ShouldBe(2);

        _screen.Error.ShouldContain("stopwise cassette RUN --out none.cassette.jsonl");
    }

    [Fact]
    public void Faults_in_a_recorded_run_find_the_smallest_that_breaks_a_contract()
    {
        var contracts = _screen.InFolder(
            "contracts.yaml",
            """
            version: 1
            contracts:
              - name: every-call-answered
                rule: Every call has a result.
                absence: {does: unanswered}
            """
        );

        _screen
            .Run("replay", "made", "--faults", "dropped,truncated", "--contracts", contracts, "--budget", "20")
            .ShouldBe(1, _screen.Error);

        _screen.Output.ShouldContain("Open loop");
        _screen.Output.ShouldContain("1 fault breaks every-call-answered at step 0:");
        _screen.Output.ShouldContain("dropped at tool call 0");
        _screen.Output.ShouldContain("Verified: with any one of them left out no contract breaks.");
        _screen.Output.ShouldContain("Contained: 1 of 2 (50.0 %");
    }

    [CurlFact]
    public void Faults_of_the_api_find_an_agent_that_does_not_try_again()
    {
        var once = Asks.Replace("PROMPT", "weather?", StringComparison.Ordinal);

        _screen
            .Run("replay", "made", "--agent", once, "--faults", "http-500", "--budget", "6")
            .ShouldBe(1, _screen.Error);
        _screen.Output.ShouldContain("1 fault breaks agent-ends-well:");
        _screen.Output.ShouldContain("http-500 at model call 0");

        _screen
            .Run("replay", "made", "--agent", $"{once} || {once} || {once}", "--faults", "http-500", "--budget", "6")
            .ShouldBe(0, _screen.Error);
        _screen.Output.ShouldContain("No set of faults that was tried breaks a contract.");
    }
}

/// <summary>A test whose agent is a line of curl; skipped, with the reason shown, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CurlFactAttribute : FactAttribute
{
    public CurlFactAttribute()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        if (!path.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "curl"))))
        {
            Skip = "There is no curl on the path.";
        }
    }
}
