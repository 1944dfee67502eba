using System.Text.Json;
using Spectre.Console;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Tests;

public sealed class CostTests : IDisposable
{
    private readonly Screen _screen = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void Costs_are_summed_with_units_and_no_colour_when_piped()
    {
        _screen.Put(Screen.Sample(), Failed("mini/django-2"));

        _screen.Run("cost").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldStartWith(
            "2 runs: $0.1000, 8k input tokens (7.2k of them cached), 400 output tokens, 24 min 6 s of wall time\n"
                + "1 solved, 1 failed, 0 without a trusted verdict; CPU time is not recorded.\n"
        );
        Row("mini-swe-agent, gpt-5-mini").ShouldBe("2 1 8 8k 7.2k 400 $0.1000 24 min 6 s 87.5 %");
        Row("in a failed run").ShouldBe("1 4 4.2k 50.0 % $0.0500 50.0 % 12 min 3 s 50.0 %");
        Row("attempts solved within it").ShouldBe("0.0 % 0.0 % 0.0 % 0.0 % 50.0 %");
        _screen.Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public void What_nobody_knows_is_a_dash_and_counted()
    {
        _screen.Put(Screen.Sample(), Unknown("mini/django-2"));

        _screen.Run("cost").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldContain("2 runs: $0.0500 +1?, 4k +1? input tokens");
        _screen.Output.ShouldContain("Cost of 1 run not known: no price is known for own-model.");
        Row("mini/django-2").ShouldStartWith("own-model solved 4 - - - - ");
    }

    [Fact]
    public void A_price_file_prices_what_was_unknown_and_its_mistakes_are_told()
    {
        _screen.Put(Unknown("mini/django-2") with { Steps = [Step(1_000_000, 0, 100_000)], Closing = null });
        var file = _screen.InFolder(
            "prices.json",
            """{"version":1,"prices":[{"models":["own-*"],"validFrom":"2026-01-01","input":2,"output":8}]}"""
        );

        _screen.Run("cost", "--prices", file, "--json").ShouldBe(ExitCodes.Ok);

        Fleet().GetProperty("costUsd").GetProperty("known").GetDecimal().ShouldBe(2.8m);

        var wrong = _screen.InFolder("wrong.json", """{"version":1,"prices":[{"models":["own-*"],"output":8}]}""");
        _screen.Run("cost", "--prices", wrong).ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldBe(
            $"stopwise: {wrong}, line 1: prices[0] needs \"validFrom\": a day such as \"2026-01-31\"."
        );
    }

    [Fact]
    public void Json_says_null_for_what_is_unknown_and_words_for_kinds()
    {
        _screen.Put(Screen.Sample());

        _screen.Run("cost", "--json", "--by", "task").ShouldBe(ExitCodes.Ok);

        using var json = JsonDocument.Parse(_screen.Output);
        var report = json.RootElement;
        report.GetProperty("by").GetString().ShouldBe("task");
        report.GetProperty("groups")[0].GetProperty("key").GetString().ShouldBe("django-1");
        report.GetProperty("dearest")[0].GetProperty("costSource").GetString().ShouldBe("stated");
        report
            .GetProperty("dearest")[0]
            .GetProperty("spent")
            .GetProperty("joules")
            .ValueKind.ShouldBe(JsonValueKind.Null);
        var spent = report.GetProperty("fleet").GetProperty("spent");
        spent.GetProperty("cpuSeconds").GetProperty("known").ValueKind.ShouldBe(JsonValueKind.Null);
        report.GetProperty("fleet").GetProperty("waste")[0].GetProperty("kind").GetString().ShouldBe("afterLastChange");
        report.GetProperty("curves")[0].GetProperty("points")[0].GetProperty("cap").GetDecimal().ShouldBe(0.05m);
    }

    [Fact]
    public void Joules_are_shown_as_an_estimate_with_a_range_and_only_on_request()
    {
        _screen.Put(Screen.Sample());

        _screen.Run("cost");
        _screen.Output.ShouldNotContain("Joules");

        _screen.Run("cost", "--energy", "watts=100-300").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldContain("~145 kJ (72.3 kJ to 217 kJ)");
        _screen.Output.ShouldContain("Joules are an estimate by the energy model watts=100-300");

        _screen.Run("cost", "--energy", "coding-agent-2026").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldContain("coding-agent-2026 (estimate), not a measurement of these runs.");
    }

    [Theory]
    [InlineData("--by colour", "--by is colour: say agent, model, task, run or format.")]
    [InlineData("--top 0", "--top is 0: give a number from 1 up.")]
    [InlineData("--energy sun", "--energy is sun: that is no file and no shipped model.")]
    [InlineData("--energy watts=3-1", "--energy is watts=3-1: write a power such as watts=200 or watts=150-400.")]
    [InlineData("--energy watts=9999999999999999999999999999", "--energy is watts=9999999999999999999999999999:")]
    [InlineData("--outcome maybe", "--outcome is maybe: say solved, failed or unknown.")]
    [InlineData("-- sleep", "COMMAND and --watts need --measure")]
    [InlineData("--measure", "--measure needs a command")]
    [InlineData("--measure --watts -1 -- true", "--watts is -1: give a power above 0.")]
    [InlineData("--measure -- /no/such/program", "/no/such/program cannot be started:")]
    public void A_wrong_wish_is_told_with_a_remedy(string line, string message)
    {
        _screen.Put(Screen.Sample());

        _screen.Run(["cost", .. line.Split(' ')]).ShouldBe(ExitCodes.Usage);

        _screen.Error.ShouldStartWith($"stopwise: {message}");
    }

    [Fact]
    public void Filters_choose_runs_as_in_the_list_of_runs()
    {
        _screen.Put(Screen.Sample(), Failed("mini/django-2"), Unknown("mini/django-3"));

        _screen.Run("cost", "--outcome", "failed", "--json");
        Fleet().GetProperty("runs").GetInt32().ShouldBe(1);
        _screen.Run("cost", "--model", "own-model", "--json");
        Fleet().GetProperty("runs").GetInt32().ShouldBe(1);
        _screen.Run("cost", "--model", "nobody").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldBe("No run is like that.");
    }

    [Fact]
    public void A_csv_file_has_a_line_a_run_and_an_empty_field_for_what_is_unknown()
    {
        _screen.Put(Screen.Sample("=mini/a"), Unknown("mini/b,c"));
        var file = _screen.InFolder("cost.csv", "");

        _screen.Run("cost", "--csv", file).ShouldBe(ExitCodes.Ok);

        var lines = File.ReadAllLines(file);
        lines.Length.ShouldBe(3);
        lines[1]
            .ShouldStartWith(
                "'=mini/a,mini-swe-agent,mini-swe-agent,gpt-5-mini,django-1,true,2026-03-01T08:00:00Z,3,4,4000,3600,200,false,0.05,stated,"
            );
        lines[2]
            .ShouldStartWith(
                "\"mini/b,c\",mini-swe-agent,mini-swe-agent,own-model,django-1,true,2026-03-01T08:00:00Z,3,4,,,,false,,unknown,"
            );
    }

    [Fact]
    public void A_command_is_measured_and_its_own_words_stay_off_the_result()
    {
        _screen
            .Run("cost", "--measure", "--watts", "10", "--json", "--", "sh", "-c", "echo said; exit 3")
            .ShouldBe(ExitCodes.Findings);

        using var json = JsonDocument.Parse(_screen.Output);
        var energy = json.RootElement.GetProperty("energy");
        json.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(3);
        energy.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
        energy.GetProperty("kind").GetString().ShouldBeOneOf("measured", "estimated", "unknown");
        _screen.Error.ShouldBe("said");
    }

    [Theory]
    [InlineData(160, true)]
    [InlineData(58, true)]
    [InlineData(57, false)]
    [InlineData(43, false)]
    public void A_narrow_screen_leaves_out_columns_and_breaks_no_number(int width, bool withModel)
    {
        var written = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(written) }
        );
        console.Profile.Width = width;
        var table = new FittedTable(
            new("Run", IsText: true),
            new("Model", Rank: 1, IsText: true),
            new("Cost"),
            new("In vain")
        );
        table.Add("a-run-with-a-long-name", "gemini-3-pro", "$1,234.56", "64.2 %");

        table.Write(console);

        var text = written.ToString();
        text.Split('\n')
            .ShouldContain(l => l.Contains("a-run-with-a-lo") && l.Contains("$1,234.56") && l.Contains("64.2 %"));
        text.Contains("gemini-3-pro", StringComparison.Ordinal).ShouldBe(withModel);
        text.Contains("Left out on this narrow screen: Model.", StringComparison.Ordinal).ShouldBe(!withModel);
        text.Split('\n').ShouldAllBe(line => line.Length <= width);
    }

    private JsonElement Fleet()
    {
        using var json = JsonDocument.Parse(_screen.Output);
        return json.RootElement.GetProperty("fleet").GetProperty("spent").Clone();
    }

    private string Row(string name)
    {
        var line = _screen.Output.Split('\n').First(l => l.TrimStart().StartsWith(name, StringComparison.Ordinal));
        var cells = line.TrimStart()[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', cells);
    }

    private static Run Failed(string id) =>
        Screen.Sample(id) with
        {
            TaskId = "django-2",
            Outcome = new Outcome(OutcomeState.Failed, Trusted: true),
        };

    private static Run Unknown(string id)
    {
        var run = Screen.Sample(id);
        return run with
        {
            Model = "own-model",
            Steps = [.. run.Steps.Select(s => s with { Usage = Usage.Unknown })],
            Closing = run.Closing! with { Usage = Usage.Unknown },
        };
    }

    private static Step Step(long input, long cached, long output) =>
        new()
        {
            Index = 0,
            Turn = 0,
            Message = "Done.",
            Usage = new Usage(input, output, cached, null, Estimated: false),
        };
}
