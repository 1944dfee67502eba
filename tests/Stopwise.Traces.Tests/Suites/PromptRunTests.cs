using Stopwise.Traces.Replay;
using Stopwise.Traces.Suites;
using Stopwise.Traces.Suites.Results;
using static Stopwise.Traces.Tests.Suites.ScriptedModel;
using static Stopwise.Traces.Tests.Suites.SuiteMaker;

namespace Stopwise.Traces.Tests.Suites;

public sealed class PromptRunTests : IDisposable
{
    private const string Tape = "cassette: t.cassette";
    private readonly SuiteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_recorded_passes_without_a_model()
    {
        var suite = PromptSuite("- contains: boots", more: Tape);

        var recorded = await RunAsync(suite, AskMode.Record, Says("We have boots."));
        var replayed = await RunAsync(suite);

        recorded.ShouldBePassed();
        recorded.Asked.ShouldBe(new AskedCost(1, 100, 10));
        replayed.ShouldBePassed();
        replayed.Asked.Calls.ShouldBe(0);
    }

    [Theory]
    [InlineData("You sell shoes.", "You sell shirts.", 0, 11)]
    [InlineData("You sell shoes.", "You sell shoes!", 0, 14)]
    [InlineData("Hi", "Hi, you sell shoes.", 0, 2)]
    [InlineData("Größe", "Größen", 0, 7)]
    public async Task A_changed_prompt_fails_at_the_first_byte_that_differs(
        string before,
        string after,
        int message,
        int at
    )
    {
        await RunAsync(PromptSuite("- contains: boots", before, Tape), AskMode.Record, Says("We have boots."));

        var result = await RunAsync(PromptSuite("- contains: boots", after, Tape));

        result.State.ShouldBe(TestState.Failed);
        var found = result.Unmet.Single().Found;
        found.ShouldStartWith(
            $"prompt changed since it was recorded; first difference at message {message}, byte {at}: recorded \"{before}\", now \"{after}\"."
        );
        found.ShouldContain("--record");
    }

    [Fact]
    public async Task Every_single_byte_of_a_conversation_counts()
    {
        const string Prompt = "You sell shoes and boots to people.";
        await RunAsync(PromptSuite("- contains: boots", Prompt, Tape), AskMode.Record, Says("We have boots."));

        for (var i = 0; i < Prompt.Length; i++)
        {
            var changed = Prompt[..i] + (Prompt[i] == 'x' ? 'y' : 'x') + Prompt[(i + 1)..];
            var result = await RunAsync(PromptSuite("- contains: boots", changed, Tape));
            result.Unmet.Single().Found.ShouldContain($"message 0, byte {i}: ");
        }
    }

    [Fact]
    public async Task A_changed_tool_or_option_is_a_change_too()
    {
        await RunAsync(PromptSuite("- contains: boots", more: Tape), AskMode.Record, Says("We have boots."));

        var hotter = await RunAsync(PromptSuite("- contains: boots", more: $"{Tape}\noptions: {{temperature: 1}}"));
        var tooled = await RunAsync(PromptSuite("- contains: boots", more: $"{Tape}\ntools: [{{name: search}}]"));

        hotter.Unmet.Single().Found.ShouldContain("first difference at temperature");
        tooled.Unmet.Single().Found.ShouldContain("first difference at tools");
    }

    [Fact]
    public async Task A_hybrid_run_asks_only_what_is_missing()
    {
        var two = PromptSuite("- contains: boots", more: Tape) + Second("second");
        await RunAsync(PromptSuite("- contains: boots", more: Tape), AskMode.Record, Says("We have boots."));
        var model = new ScriptedModel(Says("Also boots."));

        var suite = await RunAllAsync(two, AskMode.Hybrid, model);

        suite.Tests.ShouldAllBe(t => t.State == TestState.Passed);
        model.Asked.Count.ShouldBe(1);
        (await RunAllAsync(two)).Tests.ShouldAllBe(t => t.State == TestState.Passed);
    }

    [Fact]
    public async Task Recording_anew_drops_what_no_test_asks_for_and_keeps_what_only_some_did()
    {
        await RunAllAsync(
            PromptSuite("- contains: boots", more: Tape) + Second("second"),
            AskMode.Record,
            new(Says("boots"), Says("boots"))
        );
        Entries().ShouldBe(2);

        await RunAllAsync(
            PromptSuite("- contains: boots", more: Tape) + Second("second"),
            AskMode.Record,
            new(Says("boots 2")),
            only: "t"
        );
        Entries().ShouldBe(2);
        await RunAllAsync(PromptSuite("- contains: boots", more: Tape), AskMode.Record, new(Says("boots 3")));
        Entries().ShouldBe(1);

        int Entries() => Cassette.Load(_folder.PathOf("t.cassette")).Entries.Count;
    }

    [Fact]
    public async Task Repeated_answers_pass_by_their_count_with_an_exact_interval()
    {
        var suite = PromptSuite("- contains: boots", more: $"{Tape}\nrepeat: 5\npass-at-least: 4");
        var result = await RunAsync(
            suite,
            AskMode.Record,
            Says("boots"),
            Says("shoes"),
            Says("boots"),
            Says("boots"),
            Says("boots")
        );

        result.ShouldBePassed();
        result.Trials.ShouldBe(new TrialCount(4, 5, 4));
        result.Trials!.Lower.ShouldBe(0.2836, 1e-4);
        result.Trials!.Upper.ShouldBe(0.9949, 1e-4);
        (await RunAsync(suite)).Trials.ShouldBe(new TrialCount(4, 5, 4));
        (
            await RunAsync(suite.Replace("pass-at-least: 4", "pass-at-least: 5", StringComparison.Ordinal))
        ).State.ShouldBe(TestState.Failed);
        (await RunAsync(suite.Replace("repeat: 5", "repeat: 6", StringComparison.Ordinal)))
            .Unmet.Single()
            .Found.ShouldStartWith("only 5 recorded, and 6 are asked for");
    }

    [Fact]
    public async Task A_call_that_the_model_asks_for_survives_the_cassette()
    {
        var suite = PromptSuite(
            "- calls: {tool: search, argument: [{path: $.q, equals: boots}, {path: $.page, equals: 2}]}",
            more: $"{Tape}\ntools: [{{name: search, parameters: {{type: object}}}}]"
        );
        var model = new ScriptedModel(Calls("search", new() { ["q"] = Json("\"boots\""), ["page"] = Json("2") }));

        (await RunAllAsync(suite, AskMode.Record, model)).Tests.Single().ShouldBePassed();
        model.Options.Single()!.Tools!.Single().Name.ShouldBe("search");
        (await RunAsync(suite)).ShouldBePassed();

        static System.Text.Json.JsonElement Json(string text) => System.Text.Json.JsonElement.Parse(text);
    }

    [Fact]
    public async Task A_golden_answer_is_written_on_demand_and_compared_then()
    {
        var suite = PromptSuite("- golden: boots.txt", more: Tape);
        await RunAsync(suite, AskMode.Record, Says("We have boots.\r\nBrown ones.  \n"));

        var before = await RunAsync(suite);
        before.Unmet.Single().Found.ShouldStartWith("no such file; --update writes it");
        (await RunAllAsync(suite, update: true)).Tests.Single().ShouldBePassed();
        File.ReadAllText(_folder.PathOf("boots.txt")).ShouldBe("We have boots.\nBrown ones.\n");
        (await RunAsync(suite)).ShouldBePassed();
        _folder.Write("boots.txt", "We have boots.\nBlack ones.\n");
        (await RunAsync(suite)).Unmet.Single().Found.ShouldStartWith("another one from character 16 on: ");
    }

    [Fact]
    public async Task A_judge_is_asked_only_on_demand_and_its_verdict_is_replayed()
    {
        var suite = PromptSuite("- judge: It is kind.", more: Tape);

        (await RunAsync(suite, AskMode.Record, Says("Dear friend, yes!"))).State.ShouldBe(TestState.NotExecuted);
        var model = new ScriptedModel(Says("Dear friend, yes!"), Says("""{"holds": true, "reason": "Dear."}"""));
        (await RunAllAsync(suite, AskMode.Record, model, judge: true)).Tests.Single().ShouldBePassed();
        model.Asked[1][1].Text.ShouldContain("The statement: It is kind.");
        (await RunAsync(suite)).ShouldBePassed();
    }

    [Theory]
    [InlineData("""{"holds": false, "reason": "It shouts."}""", "that it does not: \"It shouts.\"")]
    [InlineData("I would rather not say.", "no verdict that can be read")]
    [InlineData("""{"holds": "yes"}""", "no verdict that can be read")]
    public async Task A_judge_that_does_not_agree_fails_the_test(string verdict, string found)
    {
        var model = new ScriptedModel(Says("GO AWAY"), Says(verdict));

        var result = (
            await RunAllAsync(PromptSuite("- judge: It is kind."), AskMode.Live, model, judge: true)
        ).Tests.Single();

        result.State.ShouldBe(TestState.Failed);
        result.Unmet.Single().Found.ShouldContain(found);
    }

    [Fact]
    public async Task A_pinned_prompt_that_changed_fails_before_anything_is_asked()
    {
        var suite = PromptSuite("- contains: boots", more: Tape)
            .Replace("{text:", $"{{sha256: {new string('0', 64)}, text:", StringComparison.Ordinal);
        var model = new ScriptedModel(Says("boots"));

        var result = (await RunAllAsync(suite, AskMode.Live, model)).Tests.Single();

        result.State.ShouldBe(TestState.Failed);
        result.Unmet.Single().Found.ShouldMatch("another one, sha256 [0-9a-f]{64}: ");
        model.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Trouble_of_one_test_is_its_result_and_the_next_goes_on()
    {
        var suite = PromptSuite("- contains: boots", more: "cassette: none.cassette") + Second("second");

        var results = (await RunAllAsync(suite)).Tests;

        results[0].State.ShouldBe(TestState.Failed);
        results[0].Note!.ShouldContain("none.cassette is not there: record it once with --record");
        results[1].State.ShouldBe(TestState.Failed);
        (await RunAsync(PromptSuite("- contains: boots"))).State.ShouldBe(TestState.NotExecuted);
        (await RunAsync(PromptSuite("- contains: boots"), AskMode.Live)).Note.ShouldBe(
            "The model has nothing more to say."
        );
    }

    [Fact]
    public async Task The_history_of_a_run_up_to_a_step_is_what_the_model_answers()
    {
        var suite = PromptSuite("- contains: edit")
            .Replace("[{user: \"Do you have boots?\"}]", "{run: mends, step: 2}", StringComparison.Ordinal);
        var model = new ScriptedModel(Says("I edit once more."));

        (await RunAllAsync(suite, AskMode.Live, model)).Tests.Single().ShouldBePassed();

        model
            .Asked.Single()
            .Select(m => m.Role.Value)
            .ShouldBe(["system", "user", "assistant", "tool", "assistant", "tool"]);
    }

    private static string Second(string name) =>
        $$"""

              - name: {{name}}
                prompt: {text: "You sell shoes."}
                messages: [{user: "Boots, please."}]
                cassette: t.cassette
                expect: [{matches: '(?i)boots'}]
            """;

    private async Task<TestResult> RunAsync(
        string yaml,
        AskMode mode = AskMode.Replay,
        params Microsoft.Extensions.AI.ChatResponse[] script
    ) => (await RunAllAsync(yaml, mode, new ScriptedModel(script))).Tests.Single();

    private async Task<SuiteResult> RunAllAsync(
        string yaml,
        AskMode mode = AskMode.Replay,
        ScriptedModel? model = null,
        bool judge = false,
        bool update = false,
        string? only = null
    )
    {
        var runner = new SuiteRunner(
            new SuiteOptions
            {
                Mode = mode,
                Model = mode == AskMode.Replay ? null : model,
                ModelName = mode == AskMode.Replay ? "" : "scripted",
                Judge = judge,
                Update = update,
                Only = only,
                Stored = id =>
                    id == "mends" ? Mends() with { Prompt = "Mend it." } : throw new Exits.StopwiseException("no run"),
                WriteFile = (path, write) =>
                {
                    using var file = File.Create(path);
                    write(file);
                },
            }
        );
        var result = await runner.RunAsync(_folder.Suite(yaml), CancellationToken.None);
        runner.SaveCassettes(complete: only is null);
        return result;
    }
}

file static class Results
{
    public static void ShouldBePassed(this TestResult result) =>
        result.State.ShouldBe(TestState.Passed, $"{result.Note} {string.Join("; ", result.Unmet)}");
}
