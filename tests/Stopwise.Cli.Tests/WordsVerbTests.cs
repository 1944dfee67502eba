using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Tests;

public sealed class WordsVerbTests : IDisposable
{
    private readonly Screen _screen = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void Learn_writes_a_word_file_and_says_what_the_words_are_worth()
    {
        Put();
        var file = _screen.InFolder("words.json", "");

        _screen.Run("words", "learn", "-o", file).ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldContain("Learned from 10 failed and 10 solved runs");
        _screen.Output.ShouldContain("1 run without a trusted outcome took no part.");
        _screen.Output.ShouldMatch(@"5 steps\s+10\s+10\s+1\.00\s+0\.28 to 0\.72");
        _screen.Output.ShouldContain("They tell something beyond chance.");
        File.ReadAllText(file).ShouldContain("\"t:retry\": [60, 0]");
    }

    [Fact]
    public void Learn_as_json_gives_what_is_not_known_as_null()
    {
        Put();

        _screen.Run("words", "learn", "-o", _screen.InFolder("words.json", ""), "--json").ShouldBe(ExitCodes.Ok);

        using var json = JsonDocument.Parse(_screen.Output);
        json.RootElement.GetProperty("failed").GetInt64().ShouldBe(10);
        json.RootElement.GetProperty("unlabelled").GetInt32().ShouldBe(1);
        var worth = json.RootElement.GetProperty("onOtherTasks").EnumerateArray().ToList();
        worth.Select(w => w.GetProperty("steps").GetInt32()).ShouldBe([5, 10, 20]);
        worth[0].GetProperty("auroc").GetDouble().ShouldBe(1);
        worth[2].GetProperty("auroc").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Explain_learns_from_other_tasks_and_names_words_and_steps()
    {
        Put();

        _screen.Run("words", "explain", "f-0").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldContain("from 9 failed and 10 solved runs");
        _screen.Output.ShouldContain("failed");
        _screen.Output.ShouldContain("said   retry");
        _screen.Output.ShouldContain("The steps that speak most for failure:");
    }

    [Fact]
    public void Explain_with_a_file_as_json_reads_as_many_calls_as_asked_for()
    {
        Put();
        var file = _screen.InFolder("words.json", "");
        _screen.Run("words", "learn", "-o", file).ShouldBe(ExitCodes.Ok);

        _screen.Run("words", "explain", "s-1", "--words", file, "--calls", "2", "--json").ShouldBe(ExitCodes.Ok);

        using var json = JsonDocument.Parse(_screen.Output);
        json.RootElement.GetProperty("calls").GetInt32().ShouldBe(2);
        json.RootElement.GetProperty("failed").GetDouble().ShouldBe(0);
        json.RootElement.GetProperty("solved").GetDouble().ShouldBeGreaterThan(0);
        var term = json.RootElement.GetProperty("terms")[0];
        term.GetProperty("field").GetString().ShouldBe("said");
        term.GetProperty("calls").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void Nothing_of_a_recorded_text_can_colour_the_screen()
    {
        Put();
        _screen.Put(Talk("evil", solved: true, "\u001b[31mretry [red]retry[/]\u202e retry"));

        _screen.Run("words", "explain", "evil").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldNotContain("\u001b");
        _screen.Output.ShouldNotContain("\u202e");
        _screen.Output.ShouldContain("retry");
    }

    [Theory]
    [InlineData("words explain f-0 --words {file}", "not a word file")]
    [InlineData("words explain f-0 --top 0", "--top is 0: give a number above 0.")]
    [InlineData("words explain f-0 --calls -1", "--calls is -1")]
    [InlineData("words explain nobody", "No run is called nobody")]
    [InlineData("words learn -o {file} --least 0", "--least is 0: give a number above 0.")]
    [InlineData("words learn -o {file} --scope model=none", "0 failed and 0 solved ones")]
    public void What_cannot_be_done_ends_with_2_and_the_reason(string line, string reason)
    {
        Put();
        var file = _screen.InFolder("other.json", "{}");

        _screen.Run([.. line.Split(' ').Select(a => a == "{file}" ? file : a)]).ShouldBe(ExitCodes.Usage);

        _screen.Error.ShouldContain(reason);
        File.ReadAllText(file).ShouldBe("{}");
    }

    /// <summary>Failed runs that retry and solved ones that pass, each of a task of its own, and one that nobody judged.</summary>
    private void Put() =>
        _screen.Put([
            .. Enumerable.Range(0, 10).Select(i => Talk($"f-{i}", solved: false, "retry it")),
            .. Enumerable.Range(0, 10).Select(i => Talk($"s-{i}", solved: true, "tests pass")),
            Talk("u", solved: null, "who knows"),
        ]);

    private static Run Talk(string id, bool? solved, string says) =>
        Screen.Sample(id) with
        {
            TaskId = $"task of {id}",
            Prompt = "Do something",
            Outcome = solved is { } good
                ? new Outcome(good ? OutcomeState.Solved : OutcomeState.Failed, Trusted: true)
                : Outcome.Unknown,
            Steps =
            [
                .. Enumerable
                    .Range(0, 6)
                    .Select(i => new Step
                    {
                        Index = i,
                        Turn = i,
                        Message = says,
                    }),
            ],
            Closing = null,
        };
}
