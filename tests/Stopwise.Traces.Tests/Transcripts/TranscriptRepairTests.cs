using System.Text;
using System.Text.Json.Nodes;

namespace Stopwise.Traces.Transcripts;

public class TranscriptRepairTests
{
    public static TheoryData<int> Refusals => [.. Enumerable.Range(0, RefusedTranscripts.All.Length)];

    [Theory, MemberData(nameof(Refusals))]
    public void Each_rule_is_told_in_the_words_of_its_provider_and_mended(int number)
    {
        var refused = RefusedTranscripts.All[number];
        var rules = TranscriptRules.Of(refused.Wire);

        TranscriptValidator
            .Faults(Utf8(refused.Given), rules)
            .ShouldContain(f => f.Rule == refused.Rule && f.Message.Contains(refused.Refusal), refused.ToString());

        var repaired = TranscriptLaws.Hold(Utf8(refused.Given), rules);
        Text(repaired).ShouldBe(refused.Repaired.Replace("STOP", TranscriptLaws.Budget.Words), refused.ToString());
        repaired.Edits.ShouldNotBeEmpty();
    }

    /// <summary>A rule without a case of its own would be a rule that nobody has seen.</summary>
    [Fact]
    public void Every_rule_has_a_case()
    {
        var elsewhere = new[]
        {
            TranscriptRule.Unreadable,
            TranscriptRule.Shape,
            TranscriptRule.ResultPlace,
            TranscriptRule.TrailingSpace,
            TranscriptRule.BlockPlace,
        };
        RefusedTranscripts
            .All.Select(r => r.Rule)
            .Concat(elsewhere)
            .Distinct()
            .Order()
            .ShouldBe(Enum.GetValues<TranscriptRule>());
    }

    [Fact]
    public void What_is_no_transcript_gives_words_and_not_an_exception()
    {
        string[] hopeless =
        [
            "",
            "{",
            "{\"messages\":[]}",
            "7",
            "\"a",
            new string('[', 100_000),
            "[] []",
            "\ufeff[]",
            "[1,]",
        ];
        foreach (var wire in TranscriptLaws.Wires)
        {
            foreach (var text in hopeless)
            {
                var repaired = TranscriptRepair.Repair(Utf8(text), TranscriptRules.Of(wire), TranscriptLaws.Budget);
                repaired.Unreadable.ShouldNotBeNullOrEmpty(text);
                Text(repaired).ShouldBe(text);
                TranscriptValidator
                    .Faults(Utf8(text), TranscriptRules.Of(wire))
                    .ShouldHaveSingleItem()
                    .Rule.ShouldBe(TranscriptRule.Unreadable);
            }

            byte[] notUtf8 = [(byte)'[', (byte)'"', 0xff, (byte)'"', (byte)']'];
            TranscriptRepair
                .Repair(notUtf8, TranscriptRules.Of(wire), TranscriptLaws.Budget)
                .Unreadable.ShouldBe("The text is not UTF-8.");
        }
    }

    [Fact]
    public void Entries_that_are_no_messages_are_left_out_and_counted()
    {
        foreach (var wire in TranscriptLaws.Wires)
        {
            var repaired = TranscriptLaws.Hold(
                Utf8("""[7,null,"a",[],{},{"role":"nobody","content":"a"},{"role":"user","content":"u"}]"""),
                TranscriptRules.Of(wire)
            );
            Text(repaired).ShouldBe("""[{"role":"user","content":"u"}]""");
            repaired
                .Edits.Count(e => e is { Kind: TranscriptEditKind.Removed, Rule: TranscriptRule.Shape })
                .ShouldBe(6);
        }
    }

    [Fact]
    public void The_last_word_names_the_reason_once_to_the_model_or_to_the_reader()
    {
        foreach (var wire in TranscriptLaws.Wires)
        {
            var given = Utf8("""[{"role":"user","content":"u"},{"role":"assistant","content":"a"}]""");
            var toModel = TranscriptLaws.Hold(given, TranscriptRules.Of(wire), LastWord.ToModel);
            Text(toModel)
                .ShouldEndWith(
                    $$"""{"role":"user","content":"The run was stopped: {{TranscriptLaws.Budget.Words}}."}]"""
                );

            var history = TranscriptRules.Of(wire) with { EndsWithUser = false };
            var toReader = TranscriptLaws.Hold(given, history, LastWord.ToReader);
            Text(toReader).ShouldContain($"The run was stopped: {TranscriptLaws.Budget.Words}.");
            JsonNode.Parse(toReader.Json.Span)!.AsArray()[^1]!["role"]!.GetValue<string>().ShouldBe("assistant");
        }
    }

    [Fact]
    public void A_history_may_end_with_the_assistant_but_not_in_white_space()
    {
        var history = TranscriptRules.AnthropicMessages with { EndsWithUser = false };
        var given = Utf8("""[{"role":"user","content":"u"},{"role":"assistant","content":"a \n"}]""");

        TranscriptValidator
            .Faults(given, history)
            .ShouldHaveSingleItem()
            .Message.ShouldBe("messages: final assistant content cannot end with trailing whitespace");
        Text(TranscriptLaws.Hold(given, history))
            .ShouldBe("""[{"role":"user","content":"u"},{"role":"assistant","content":"a"}]""");
    }

    [Fact]
    public void Calls_that_lie_with_the_provider_are_answered_and_may_be_answered()
    {
        var rules = TranscriptRules.OpenAiResponses with
        {
            Continues = true,
            OpenCalls = [new OpenCall("function_call", "a"), new OpenCall("custom_tool_call", "b")],
        };
        var given = Utf8(
            """[{"type":"function_call_output","call_id":"a","output":"1"},{"role":"user","content":"u"}]"""
        );

        TranscriptValidator
            .Faults(given, rules)
            .ShouldHaveSingleItem()
            .Message.ShouldBe("No tool output found for custom tool call b.");
        Text(TranscriptLaws.Hold(given, rules))
            .ShouldBe(
                $$"""[{"type":"custom_tool_call_output","call_id":"b","output":"not executed: {{TranscriptLaws.Budget.Words}}"},{"type":"function_call_output","call_id":"a","output":"1"},{"role":"user","content":"u"}]"""
            );
        TranscriptLaws.Hold(Utf8("[]"), rules with { OpenCalls = [] }).Edits.ShouldBeEmpty();
    }

    [Fact]
    public void The_input_of_a_response_may_be_a_text()
    {
        TranscriptRepair
            .Repair(Utf8("\"u\""), TranscriptRules.OpenAiResponses, TranscriptLaws.Budget)
            .Edits.ShouldBeEmpty();
        Text(
                TranscriptRepair.Repair(
                    Utf8("\"u\""),
                    TranscriptRules.OpenAiResponses,
                    TranscriptLaws.Budget,
                    LastWord.ToModel
                )
            )
            .ShouldBe(
                $$"""[{"role":"user","content":"u"},{"role":"user","content":"The run was stopped: {{TranscriptLaws.Budget.Words}}."}]"""
            );
    }

    /// <summary>Claude Code keeps each block of an answer in a row of its own.</summary>
    [Fact]
    public void An_answer_that_is_split_into_messages_becomes_one_again()
    {
        var given = Utf8(
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"}]},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"assistant","content":[{"type":"tool_use","id":"b","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"b","content":"2"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"}]}]"""
        );
        var repaired = TranscriptLaws.Hold(given, TranscriptRules.AnthropicMessages);
        Text(repaired)
            .ShouldBe(
                """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"tool_use","id":"a","name":"f","input":{}},{"type":"tool_use","id":"b","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"b","content":"2"},{"type":"tool_result","tool_use_id":"a","content":"1"}]}]"""
            );
        repaired.Edits.ShouldAllBe(e => e.Kind == TranscriptEditKind.Merged);
    }

    /// <summary>The provider goes on with its search once it has the results of the caller's tools.</summary>
    [Fact]
    public void A_search_may_wait_for_the_results_of_the_callers_tools()
    {
        var given = Utf8(
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}},{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}]"""
        );
        TranscriptLaws.Hold(given, TranscriptRules.AnthropicMessages).Edits.ShouldBeEmpty();
        TranscriptLaws
            .Hold(given, TranscriptRules.AnthropicMessages, LastWord.ToModel)
            .Edits.ShouldContain(e => e.Rule == TranscriptRule.ServerCall);
    }

    [Fact]
    public void What_is_not_edited_keeps_its_bytes()
    {
        const string Odd = """{ "role" : "user","content": "\u0041\/", "x": 1.50e+1, "x": 2 }""";
        foreach (var wire in TranscriptLaws.Wires)
        {
            var repaired = TranscriptRepair.Repair(
                Utf8($$"""[ {{Odd}} , 7 ]"""),
                TranscriptRules.Of(wire),
                TranscriptLaws.Budget
            );
            Text(repaired).ShouldBe($"[{Odd}]");
        }
    }

    /// <summary>Every part of the work is linear: what grows with the square would take minutes here.</summary>
    [Fact]
    public void A_long_transcript_of_the_worst_kind_is_repaired_in_seconds()
    {
        const int Many = 20_000;
        string[] worst =
        [
            """{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}],"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}""",
            """{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}""",
            """{"role":"tool","tool_call_id":"a","content":"1"}""",
            """{"type":"reasoning","id":"","summary":[]}""",
            """{"type":"function_call","call_id":"a","name":"f","arguments":"{}"}""",
            """{"type":"function_call_output","call_id":"a","output":"1"}""",
        ];
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var wire in TranscriptLaws.Wires)
        {
            foreach (var one in worst)
            {
                var text = $"[{string.Join(',', Enumerable.Repeat(one, Many))},{string.Join(',', worst)}]";
                var repaired = TranscriptRepair.Repair(Utf8(text), TranscriptRules.Of(wire), TranscriptLaws.Budget);
                TranscriptValidator.Faults(repaired.Json, TranscriptRules.Of(wire)).ShouldBeEmpty();
            }
        }

        watch.Elapsed.TotalSeconds.ShouldBeLessThan(30);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(RepairedTranscript repaired) => Encoding.UTF8.GetString(repaired.Json.Span);
}
