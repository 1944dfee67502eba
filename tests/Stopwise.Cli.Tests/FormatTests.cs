using System.Text.Json;

namespace Stopwise.Cli.Tests;

public sealed class FormatTests : IDisposable
{
    private const string Events = """
        {"session":"s1","event":"start","goal":"Mend the flaky clock test"}
        {"session":"s1","event":"act","say":"I run the tests first.","tool":"shell","input":{"cmd":"pytest -q"}}
        {"session":"s1","event":"obs","output":"1 failed: test_clock. It expected noon.","exit_code":1}
        {"session":"s1","event":"act","say":"The zone is wrong, I mend it.","tool":"edit","input":{"file":"clock.py"}}
        {"session":"s1","event":"obs","output":"clock.py was written."}
        {"session":"s1","event":"end","status":"passed"}
        """;

    /// <summary>Every value under a name that says nothing, and two kinds of rows that look alike.</summary>
    private const string Riddle = """
        {"g":"r1","z":1,"q":"alpha beta gamma","w":"looking for the lamp"}
        {"g":"r1","z":2,"q":"delta epsilon","w":"the lamp is in the hall"}
        """;

    private const string RiddleFormat = """
        format: 1
        name: riddle
        match: {container: jsonl, has: [g, z]}
        runs: {by: g}
        act: {message: w, thought: q}
        """;

    private readonly Screen _screen = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void A_suggested_format_is_shown_kept_and_used_by_the_next_import()
    {
        var file = _screen.InFolder("events.jsonl", Events);

        _screen.Run("import", file).ShouldBe(0);
        _screen.Output.ShouldContain("1 file without a run left aside");
        _screen.Run("format", "suggest", file).ShouldBe(0);
        _screen.Output.ShouldContain("runs: {by: session}");
        _screen.Output.ShouldContain("Read as events: 1 run with 2 steps.");
        _screen.Output.ShouldContain("1 solved, 0 failed, 0 unknown");

        _screen.Run("format", "suggest", file, "--keep", "acme").ShouldBe(0);
        _screen.Output.ShouldContain("acme.format.yaml");
        _screen.Run("format", "list").ShouldBe(0);
        _screen.Output.ShouldStartWith("acme");
        _screen.Run("import", file).ShouldBe(0);
        _screen.Output.ShouldContain("1  acme run");
        _screen.Run("import", file).ShouldBe(0);
        _screen.Output.ShouldContain("Imported 0 runs; 1 were there already.");
    }

    [Fact]
    public void A_format_file_is_checked_against_a_recording_and_given_to_import()
    {
        var file = _screen.InFolder("events.jsonl", Events);
        var format = Path.Combine(Path.GetDirectoryName(file)!, "mine.yaml");

        _screen.Run("format", "suggest", file, "--out", format, "--json").ShouldBe(0);
        using (var report = JsonDocument.Parse(_screen.Output))
        {
            report.RootElement.GetProperty("trial").GetProperty("steps").GetInt32().ShouldBe(2);
            report.RootElement.GetProperty("yaml").GetString().ShouldBe(File.ReadAllText(format));
        }

        _screen.Run("format", "check", format, file).ShouldBe(0);
        _screen.Output.ShouldContain("steps with an action   100 %");
        _screen.Run("import", file, "--format", format).ShouldBe(0);
        _screen.Output.ShouldContain("1  events run");
    }

    [Fact]
    public void A_format_that_reads_little_is_a_finding()
    {
        var file = _screen.InFolder("events.jsonl", Events);
        var format = _screen.InFolder(
            "little.yaml",
            "format: 1\nname: little\nmatch: {container: jsonl, has: [session]}\ncall: {tool: tool}\n"
        );

        _screen.Run("format", "check", format, file).ShouldBe(1);
        _screen.Output.ShouldContain("Less than 60 % of the text is read");
        _screen.Output.ShouldContain("characters in $.output");
    }

    [Fact]
    public void A_file_that_can_be_read_already_is_said_to_be()
    {
        var file = _screen.InFolder("own.jsonl", """{"run":"r","step":1,"message":"a"}""");

        _screen.Run("format", "suggest", file).ShouldBe(0);
        _screen.Output.ShouldContain("is read already, as jsonl");
    }

    [Theory]
    [InlineData("format", "check", "nowhere.yaml", "FILE")]
    [InlineData("format", "suggest", "nowhere.json", null)]
    [InlineData("import", "FILE", "--format", "nowhere.yaml")]
    public void What_is_not_there_is_named(string a, string b, string c, string? d)
    {
        var file = _screen.InFolder("events.jsonl", Events);
        string[] args = [.. new[] { a, b, c, d }.OfType<string>().Select(s => s == "FILE" ? file : s)];

        _screen.Run(args).ShouldBe(2);
        _screen.Error.ShouldContain("nowhere");
    }

    [Fact]
    public void A_kept_format_with_a_mistake_is_said_and_stops_no_import()
    {
        var file = _screen.InFolder("own.jsonl", """{"run":"r","step":1,"message":"a"}""");
        Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(file)!, "formats"));
        _screen.InFolder("formats/bad.format.yaml", "format: 1\nname: bad\n");

        _screen.Run("import", file).ShouldBe(0);
        _screen.Error.ShouldContain("bad.format.yaml:1: 'match' is missing");
    }

    [Fact]
    public void A_model_writes_what_the_shape_does_not_tell_and_is_told_its_mistakes()
    {
        using var server = new ModelServer();
        server.Says("```yaml\nformat: 1\nname: riddle\nmatch: [\n```", 1_200, 40);
        server.Says(RiddleFormat, 1_300, 60);
        _screen.Variables["STOPWISE_MODEL_KEY"] = "a-key-of-mine";
        var file = _screen.InFolder("riddle.jsonl", Riddle);

        _screen
            .Run("format", "suggest", file, "--keep", "riddle", "--model", "gpt-4o", "--endpoint", server.Address)
            .ShouldBe(0);

        _screen.Output.ShouldContain("Read as riddle: 1 run with 2 steps.");
        _screen.Error.ShouldContain("attempt 1: format.yaml:");
        _screen.Error.ShouldContain("Asked gpt-4o 2 times: 2,500 tokens in, 100 out, $");
        (_screen.Output + _screen.Error).ShouldNotContain("a-key-of-mine");
        server.Keys.ShouldBe(["Bearer a-key-of-mine", "Bearer a-key-of-mine"]);
        server.Sent[1].ShouldContain("Write the whole file again.");
    }

    [Fact]
    public void Long_texts_and_secrets_of_a_recording_are_not_sent()
    {
        using var server = new ModelServer();
        server.Says(RiddleFormat);
        var text = "A long and private sentence that is longer than forty characters.";
        var file = _screen.InFolder(
            "riddle.jsonl",
            $"{Riddle}\n{{\"g\":\"r1\",\"z\":3,\"q\":\"{text}\",\"w\":\"sk-ant-abcdefghijB7c9D2e4F6g8\"}}\n"
        );

        _screen.Run("format", "suggest", file, "--model", "m", "--endpoint", server.Address);

        server.Sent.ShouldNotBeEmpty();
        server.Sent[0].ShouldContain("looking for the lamp");
        server.Sent[0].ShouldNotContain("private sentence");
        server.Sent[0].ShouldNotContain("sk-ant-abc");
    }

    [Fact]
    public void A_model_that_never_writes_yaml_is_asked_three_times_and_the_shape_alone_decides()
    {
        using var server = new ModelServer();
        for (var i = 0; i < 5; i++)
        {
            server.Says("I would rather not.");
        }

        var file = _screen.InFolder("events.jsonl", Events);

        _screen.Run("format", "suggest", file, "--model", "m", "--endpoint", server.Address).ShouldBe(0);

        server.Sent.Count.ShouldBe(3);
        _screen.Error.ShouldContain("the shape alone suggests");
        _screen.Error.ShouldContain("Asked m 3 times: 3,000 tokens in, 150 out, cost not known.");
        _screen.Output.ShouldContain("runs: {by: session}");
    }

    [Fact]
    public void A_refused_key_is_said_without_the_key()
    {
        using var server = new ModelServer();
        server.Answers(401, """{"error":{"message":"Incorrect API key provided: wrong-key","type":"x","code":"y"}}""");
        _screen.Variables["MY_KEY"] = "wrong-key";
        var file = _screen.InFolder("events.jsonl", Events);

        _screen
            .Run("format", "suggest", file, "--model", "m", "--endpoint", server.Address, "--key-variable", "MY_KEY")
            .ShouldBe(2);

        _screen.Error.ShouldContain("refuses the key (401): check the environment variable MY_KEY");
        _screen.Error.ShouldNotContain("wrong-key");
    }

    [Fact]
    public void A_server_that_asks_to_wait_is_asked_again()
    {
        using var server = new ModelServer();
        server.Answers(429, """{"error":{"message":"slow down"}}""", ("Retry-After", "1"));
        server.Says(RiddleFormat);
        var file = _screen.InFolder("riddle.jsonl", Riddle);

        _screen.Run("format", "suggest", file, "--model", "m", "--endpoint", server.Address).ShouldBe(0);

        server.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public void A_server_that_answers_nonsense_is_no_crash()
    {
        using var server = new ModelServer();
        server.Answers(200, "{\"choices\":[]}");
        server.Answers(200, "<html>");
        var file = _screen.InFolder("riddle.jsonl", Riddle);

        _screen.Run("format", "suggest", file, "--model", "m", "--endpoint", server.Address).ShouldBe(2);
        _screen.Error.ShouldNotContain("mistake of stopwise");
        _screen.Run("format", "suggest", file, "--model", "m", "--endpoint", server.Address).ShouldBe(2);
        _screen.Error.ShouldContain("gives no answer that can be read");
    }

    [Theory]
    [InlineData("--endpoint http://127.0.0.1:1/v1", "--endpoint goes with --model")]
    [InlineData("--model m", "--model needs --endpoint")]
    [InlineData("--model m --endpoint ftp://x/y", "--model needs --endpoint")]
    [InlineData("--model m --endpoint http://example.org/v1", "use https")]
    [InlineData("--model m --endpoint https://example.org/v1", "STOPWISE_MODEL_KEY is not set")]
    public void Options_that_do_not_fit_together_are_refused(string options, string what)
    {
        var file = _screen.InFolder("events.jsonl", Events);

        _screen.Run(["format", "suggest", file, .. options.Split(' ')]).ShouldBe(2);
        _screen.Error.ShouldContain(what);
    }
}
