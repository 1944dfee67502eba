using System.Text.Json;
using System.Xml.Linq;

namespace Stopwise.Cli.Tests;

public sealed class TestVerbTests : IDisposable
{
    private const string Shoes = """
        version: 1
        cassette: shoes.cassette
        prompts:
          shop: {file: shop.md}
        tests:
          - name: offers-boots
            prompt: shop
            messages: [{user: "Do you have boots?"}]
            expect: [{contains: boots}]
          - name: promises-no-refund
            prompt: shop
            messages: [{user: "I want my money back."}]
            expect: [{not: {contains: refunded}}]
        """;

    /// <summary>A cassette written by hand, not recorded from any model.</summary>
    private const string Scripted = """
        {"cassette":1,"source":"scripted by hand"}
        {"kind":"model","name":"scripted","form":"chat-client","request":{"messages":[{"role":"system","contents":[{"type":"text","text":"You sell shoes.\n"}]},{"role":"user","contents":[{"type":"text","text":"Do you have boots?"}]}]},"response":{"parts":[{"message":"Yes, boots in all sizes."}]}}
        {"kind":"model","name":"scripted","form":"chat-client","request":{"messages":[{"role":"system","contents":[{"type":"text","text":"You sell shoes.\n"}]},{"role":"user","contents":[{"type":"text","text":"I want my money back."}]}]},"response":{"parts":[{"message":"You are refunded at once."}]}}
        """;

    private readonly Screen _screen = new();
    private readonly string _suite;

    public TestVerbTests()
    {
        _suite = _screen.InFolder("shoes.suite.yaml", Shoes);
        _screen.InFolder("shop.md", "You sell shoes.\n");
    }

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void A_failed_expectation_says_what_was_expected_what_came_and_where()
    {
        _screen.InFolder("shoes.cassette", Scripted);

        _screen.Run("test", _suite).ShouldBe(ExitCodes.Findings);

        _screen.Output.ShouldContain("passed   offers-boots");
        _screen.Output.ShouldContain("FAILED   promises-no-refund");
        _screen.Output.ShouldContain(
            """
                shoes.suite.yaml:13
                  expected  anything but an answer that contains "refunded"
                  found     "You are refunded at once."
            """
        );
        _screen.Output.ShouldContain("speaks of 1 prompt, 0 pinned");
        _screen.Output.ShouldContain("2 tests: 1 passed, 1 failed, in ");
    }

    [Fact]
    public void A_changed_prompt_fails_at_its_first_byte_and_recording_mends_it()
    {
        _screen.InFolder("shoes.cassette", Scripted);
        _screen.InFolder("shop.md", "You sell fine shoes.\n");

        _screen.Run("test", _suite, "--only", "offers-*").ShouldBe(ExitCodes.Findings);
        _screen.Output.ShouldContain(
            "first difference at message 0, byte 9: recorded \"You sell shoes.\", now \"You sell fine shoes.\""
        );

        using var server = new ModelServer();
        server.Says("Fine boots.", 900, 30);
        server.Says("No money back.", 800, 20);
        _screen
            .Run("test", _suite, "--record", "--model", "gpt-4o", "--endpoint", server.Address)
            .ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldContain(", 900 tokens in, 30 out");
        _screen.Error.ShouldContain("2 answers recorded in 1 cassette, 2 dropped that no test asks for.");
        _screen.Error.ShouldContain("Asked gpt-4o 2 times: 1,700 tokens in, 50 out, $");
        server.Sent[0].ShouldContain("You sell fine shoes.");

        _screen.Run("test", _suite).ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldContain("2 tests: 2 passed, 0 failed, in ");
    }

    [Fact]
    public void A_hybrid_run_asks_what_the_cassette_lacks_and_says_an_unknown_price()
    {
        using var server = new ModelServer();
        server.Says("We have boots.");
        server.Says("No.");
        string[] ask = ["--hybrid", "--model", "shop-model", "--endpoint", server.Address];

        _screen.Run(["test", _suite, "--only", "offers-*", .. ask]).ShouldBe(ExitCodes.Ok);
        _screen.Run(["test", _suite, .. ask]).ShouldBe(ExitCodes.Ok);

        server.Sent.Count.ShouldBe(2);
        _screen.Error.ShouldContain("cost not known");
        _screen.Run(["test", _suite, .. ask]).ShouldBe(ExitCodes.Ok);
        server.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public void A_broken_suite_stops_no_other_and_is_in_every_report()
    {
        _screen.InFolder("shoes.cassette", Scripted);
        var broken = _screen.InFolder("broken.suite.yaml", "version: 1\ntest: []\n");
        var (trx, junit) = (_screen.InFolder("r.trx", ""), _screen.InFolder("r.xml", ""));

        _screen.Run("test", Path.GetDirectoryName(_suite)!, "--trx", trx, "--junit", junit).ShouldBe(ExitCodes.Usage);

        _screen.Output.ShouldContain($"BROKEN   {broken}:2: 'test' is no key of the suite; the nearest is 'tests'.");
        _screen.Output.ShouldContain("1 suite broken; 2 tests: 1 passed, 1 failed");
        XDocument.Load(junit).Descendants("error").Count().ShouldBe(1);
        XDocument.Load(trx).Descendants().Count(e => e.Name.LocalName == "UnitTestResult").ShouldBe(3);
    }

    [Fact]
    public void The_json_has_every_test_with_its_reasons()
    {
        _screen.InFolder("shoes.cassette", Scripted);

        _screen.Run("test", _suite, "--json").ShouldBe(ExitCodes.Findings);

        using var report = JsonDocument.Parse(_screen.Output);
        report.RootElement.GetProperty("passed").GetInt32().ShouldBe(1);
        report.RootElement.GetProperty("asked").ValueKind.ShouldBe(JsonValueKind.Null);
        var test = report.RootElement.GetProperty("suites")[0].GetProperty("tests")[1];
        test.GetProperty("state").GetString().ShouldBe("failed");
        test.GetProperty("unmet")[0].GetProperty("line").GetInt32().ShouldBe(13);
    }

    [Fact]
    public void Recorded_runs_are_looked_at_by_file_and_by_id()
    {
        _screen.Put(Screen.Sample());
        var rows = """
            {"run":"r1","step":1,"message":"I look.","tool":"search","arguments":{"q":"boots"},"result":"3 hits"}
            {"run":"r1","step":2,"message":"Done."}
            """;
        _screen.InFolder("own.jsonl", rows);
        var suite = _screen.InFolder(
            "plan.yaml",
            """
            version: 1
            tests:
              - name: looks
                runs: [own.jsonl, mini/django-1, nowhere.jsonl, "*.none"]
                expect:
                  - calls: search
                  - steps: [1, 5]
            """
        );

        _screen.Run("test", suite).ShouldBe(ExitCodes.Findings);

        _screen.Output.ShouldContain("passed   looks [r1]");
        _screen.Output.ShouldContain("FAILED   looks [mini/django-1]");
        _screen.Output.ShouldContain("found     none; it calls bash");
        _screen.Output.ShouldContain("FAILED   looks [nowhere.jsonl]");
        _screen.Output.ShouldContain("No file fits '*.none'.");
        _screen.Output.ShouldContain("speaks of 2 runs on 0 contracts; 1 of 2 tools named by an expectation");
    }

    [Fact]
    public void Tests_that_none_ran_of_are_no_success()
    {
        var suite = _screen.InFolder(
            "s.yaml",
            Shoes.Replace("cassette: shoes.cassette\n", "", StringComparison.Ordinal)
        );

        _screen.Run("test", suite).ShouldBe(ExitCodes.Findings);
        _screen.Output.ShouldContain("not run  offers-boots");
        _screen.Output.ShouldContain("2 tests: 0 passed, 0 failed, 2 not run");
    }

    [Theory]
    [InlineData("--only nothing-*", "No test has a name that fits 'nothing-*'.")]
    [InlineData("--record", "name it with --model and --endpoint")]
    [InlineData("--record --hybrid", "Take --record")]
    [InlineData("--judge", "name it with --model and --endpoint")]
    [InlineData("--endpoint http://127.0.0.1:1/v1", "--endpoint goes with --model")]
    public void Options_that_do_not_fit_together_are_refused(string options, string what)
    {
        _screen.Run(["test", _suite, .. options.Split(' ')]).ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldContain(what);
    }

    [Fact]
    public void A_server_that_fails_fails_the_test_and_not_the_call()
    {
        using var server = new ModelServer();
        server.Answers(404, "{}");
        server.Says("No refund.");

        _screen
            .Run("test", _suite, "--record", "--model", "m", "--endpoint", server.Address)
            .ShouldBe(ExitCodes.Findings);

        _screen.Output.ShouldContain("FAILED   offers-boots");
        _screen.Output.ShouldContain("The model's endpoint does not know 'm'");
        _screen.Output.ShouldContain("passed   promises-no-refund");
        _screen.Error.ShouldContain("1 answer recorded in 1 cassette");
    }

    [Fact]
    public void A_terminal_sequence_in_an_answer_reaches_no_terminal()
    {
        _screen.InFolder(
            "shoes.cassette",
            Scripted.Replace("refunded at once", "refunded \\u001b[31mred", StringComparison.Ordinal)
        );

        _screen.Run("test", _suite);

        _screen.Output.ShouldContain("You are refunded red");
        _screen.Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public void An_agent_is_started_in_the_folder_of_the_suite_and_must_ask()
    {
        _screen.Put(Screen.Sample());
        var suite = _screen.InFolder(
            "agent.yaml",
            """
            version: 1
            tests:
              - name: goes-on
                runs: mini/django-1
                agent: touch started; exit 3
                expect: [never: Write]
            """
        );

        _screen.Run("test", suite).ShouldBe(ExitCodes.Findings);

        _screen.Output.ShouldContain("The agent ended with exit code 3. It asked the model nothing.");
        File.Exists(Path.Combine(Path.GetDirectoryName(suite)!, "started")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("weather?", ExitCodes.Ok, "passed   asks-the-weather")]
    [InlineData(
        "Weather?",
        ExitCodes.Findings,
        "differs from the recording at $.messages[0].text, byte 0: recorded \"weather?\", asked \"Weather?\""
    )]
    [InlineData("weather?; exit 4", ExitCodes.Findings, "The agent ended with exit code 4.")]
    public void An_agent_is_answered_over_http_by_its_recording_and_fails_where_it_leaves_it(
        string prompt,
        int code,
        string said
    )
    {
        _screen.Put(RecordedAgent.Run());
        var suite = _screen.InFolder(
            "agent.yaml",
            $$"""
            version: 1
            tests:
              - name: asks-the-weather
                runs: made
                agent: {{ScriptedAgent.Command(prompt)}}
                expect:
                  - exactly: [{tool: weather, argument: {path: $.city, equals: Ulm}, result: {equals: sunny} }]
                  - ends: {says: {equals: It is sunny.} }
            """
        );

        _screen.Run("test", suite).ShouldBe(code, _screen.Output);

        _screen.Output.ShouldContain(said);
    }
}
