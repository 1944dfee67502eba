using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>The folder is made up, in the layout of AutoCodeRover's published results.</summary>
public class AutoCodeRoverTests
{
    private const string Folder = "run-1/applicable_patch/acme__x-1_2024-04-06_13-29-54";

    private const string Layers = """
        [[{"func_name":"search_class","arguments":{"class_name":"A"},"call_ok":true},
          {"func_name":"search_code","arguments":{"code_str":"x"},"call_ok":false}],
         [{"func_name":"search_method_in_class","arguments":{},"call_ok":true}],
         [{"func_name":"write_patch","arguments":{},"call_ok":true}]]
        """;

    private const string Sequence = """
        [{"func_name":"search_class","arguments":{"class_name":"A"},"call_ok":true}]
        """;

    private const string Round = """
        [{"role":"system","content":"You maintain a project."},{"role":"user","content":"<issue>It is broken.</issue>"},
         {"role":"user","content":"Use these calls."},{"role":"assistant","content":"I search."},
         {"role":"user","content":"Result of search_class(A):\nclass A\n\nResult of search_code(x):\nnothing"},
         {"role":"user","content":"Let's analyze"},{"role":"assistant","content":"It is in A.f."},
         {"role":"user","content":"Here are the code in buggy locations:\ndef f"}]
        """;

    internal static readonly (string, string)[] Files =
    [
        ($"{Folder}/tool_call_layers.json", Layers),
        ($"{Folder}/tool_call_sequence.json", Sequence),
        ($"{Folder}/conversation_round_1.json", "[]"),
        ($"{Folder}/conversation_round_10.json", Round),
        ($"{Folder}/debug_agent_write_patch_1.json", """[{"role":"assistant","content":"The patch."}]"""),
        ($"{Folder}/extracted_patch_1.diff", "diff --git a/x b/x"),
        (
            $"{Folder}/cost.json",
            """{"model":"gpt-4","total_input_tokens":4000,"total_output_tokens":200,"total_cost":0.5,"start_epoch":1712381394.4,"end_epoch":1712381455.4}"""
        ),
        ($"{Folder}/info.log", "start"),
    ];

    [Fact]
    public void Each_tool_call_is_a_step_and_the_calls_of_one_layer_share_a_turn()
    {
        var run = Assert.Single(SourceFolder.Runs(Files));

        Assert.Equal(
            ("autocoderover/acme__x-1_2024-04-06_13-29-54", "acme__x-1", "gpt-4", 0.5m),
            (run.Id, run.TaskId, run.Model, run.StatedCostUsd)
        );
        Assert.Equal([0, 0, 1, 2], run.Steps.Select(s => s.Turn));
        Assert.Equal(
            [
                "Result of search_class(A):\nclass A",
                "Result of search_code(x):\nnothing",
                "Here are the code in buggy locations:\ndef f",
                null,
            ],
            run.Steps.Select(s => s.Calls[0].Result)
        );
        Assert.Equal([false, true, false, false], run.Steps.Select(s => s.Calls[0].IsError));
        Assert.Equal(["I search.", "", "It is in A.f.", "The patch."], run.Steps.Select(s => s.Message));
        Assert.InRange(run.Steps.Sum(s => s.Usage.InputTokens)!.Value, 3990, 4000);
        Assert.All(run.Steps.Where(s => s.Usage != Usage.None), s => Assert.True(s.Usage.Estimated));
        Assert.Equal("diff --git a/x b/x", run.Submission);
        Assert.Null(run.Outcome.Good);
    }

    [Theory]
    [InlineData("""{"generated":["acme__x-1"],"applied":["acme__x-1"],"resolved":["acme__x-1"]}""", true)]
    [InlineData("""{"generated":["acme__x-1"],"applied":["acme__x-1"],"resolved":[]}""", false)]
    [InlineData("""{"submitted_ids":["acme__x-1"],"resolved_ids":["acme__x-1"]}""", true)]
    [InlineData("""{"generated":["acme__y-2"],"resolved":[]}""", null)]
    public void The_verdict_stands_in_the_summary_of_all_instances(string report, bool? good)
    {
        var run = Assert.Single(SourceFolder.Runs([.. Files, ("run-1/final_report.json", report)]));

        Assert.Equal(good, run.Outcome.Good);
    }

    [Fact]
    public void A_broken_conversation_costs_only_what_was_said()
    {
        using var folder = new SourceFolder();
        foreach (var (name, text) in Files)
        {
            folder.Write(name, name.EndsWith("_10.json", StringComparison.Ordinal) ? text[..200] : text);
        }

        var items = folder.Import();

        Assert.EndsWith("_10.json", Assert.Single(items.OfType<FileFailed>()).Path, StringComparison.Ordinal);
        Assert.Equal(4, Assert.Single(items.OfType<RunFound>()).Run.Steps.Count);
    }

    [Fact]
    public void Broken_tool_calls_are_a_failure_of_the_run()
    {
        using var folder = new SourceFolder();
        folder.Write($"{Folder}/tool_call_layers.json", Layers[..150]);

        Assert.IsType<FileFailed>(Assert.Single(folder.Import()));
    }
}
