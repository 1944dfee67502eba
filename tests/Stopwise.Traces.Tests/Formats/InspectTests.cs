using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>The samples are made up, in the shape of Inspect's logs of version 2.</summary>
public class InspectTests
{
    private const string Eval = """
        {"task":"find","model":"acme/large","solver":"basic_agent","sandbox":{"type":"docker"},"packages":{"inspect_ai":"0.3.58"}}
        """;

    private static string Sample(string id, string score, string events = "[]", string error = "null") =>
        $$$"""
            {"id":"{{{id}}}","epoch":1,"input":"Find x.","target":"secret-7","error":{{{error}}},"messages":[
              {"role":"system","content":"You may run commands."},{"role":"user","content":"attachment://h1"},
              {"role":"assistant","source":"input","content":"An example."},
              {"role":"user","source":"input","content":"Find x."},
              {"id":"m1","role":"assistant","source":"generate","content":[{"type":"reasoning","reasoning":"Hm."},{"type":"text","text":"I look."}],
               "tool_calls":[{"id":"c1","function":"bash","arguments":{"cmd":"ls"},"type":"function"}]},
              {"role":"tool","tool_call_id":"c1","function":"bash","content":"","error":{"type":"timeout","message":"too slow"}},
              {"id":"m2","role":"assistant","source":"generate","content":"It is 7."}],
             "attachments":{"h1":"Long text."},"scores":{{{score}}},"events":{{{events}}},
             "model_usage":{"acme/large":{"input_tokens":4000,"output_tokens":200,"total_tokens":4200}}
            }
            """;

    private static string Log(params string[] samples) =>
        $$"""{"version":2,"status":"success","eval":{{Eval}},"samples":[{{string.Join(',', samples)}}]}""";

    internal static string Whole => Log(Sample("s-1", """{"match":{"value":"C"}}"""));

    [Fact]
    public void A_sample_is_a_run_and_a_message_of_the_model_a_step()
    {
        const string Events = """
            [{"event":"model","timestamp":"2026-01-01T00:00:02+00:00","output":{"choices":[{"message":{"id":"m1"}}],"usage":{"input_tokens":40,"input_tokens_cache_read":60,"output_tokens":10,"total_tokens":110}}},
             {"event":"score","score":{"value":"C"}}]
            """;
        var run = Assert.Single(
            SourceFolder.Runs(("log.json", Log(Sample("s1", """{"match":{"value":"C"}}""", Events))))
        );

        Assert.Equal(
            ("find/s1/acme/large/epoch-1", "find/s1", "large", "basic_agent", "completed"),
            (run.Id, run.TaskId, run.Model, run.Agent, run.ExitStatus)
        );
        Assert.Equal(("Find x.", true), (run.Prompt, run.Outcome.Good));
        Assert.Equal(2, run.Steps.Count);
        Assert.Equal(("I look.", "Hm."), (run.Steps[0].Message, run.Steps[0].Thought));
        Assert.Equal(
            ("ls", "too slow", true),
            (run.Steps[0].Calls[0].Command, run.Steps[0].Calls[0].Result, run.Steps[0].Calls[0].IsError)
        );
        Assert.Equal(new Usage(100, 10, 60, null, Estimated: false), run.Steps[0].Usage);
        Assert.True(run.Steps[1].Usage.Estimated);
        Assert.DoesNotContain(run.Steps, s => s.Message.Contains("secret-7", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"a":{"value":"I"}}""", false)]
    [InlineData("""{"a":{"value":"P"}}""", false)]
    [InlineData("""{"a":{"value":1}}""", true)]
    [InlineData("""{"a":{"value":0.5}}""", false)]
    [InlineData("""{"a":{"value":7.5},"b":{"value":true}}""", true)]
    [InlineData("""{"a":{"value":7.5}}""", null)]
    [InlineData("null", null)]
    public void The_first_score_that_is_a_verdict_decides(string scores, bool? good)
    {
        Assert.Equal(good, Assert.Single(SourceFolder.Runs(("log.json", Log(Sample("s1", scores))))).Outcome.Good);
    }

    [Fact]
    public void A_verdict_on_a_sample_that_ended_in_an_error_is_not_trusted()
    {
        var sample = Sample("s1", """{"a":{"value":"I"}}""", error: """{"message":"container gone"}""");

        var run = Assert.Single(SourceFolder.Runs(("log.json", Log(sample))));

        Assert.Equal((OutcomeState.Failed, false, "error"), (run.Outcome.State, run.Outcome.Trusted, run.ExitStatus));
    }

    [Fact]
    public void An_eval_archive_holds_a_header_and_a_file_for_each_sample()
    {
        using var folder = new SourceFolder();
        folder.Write(
            "logs/find.eval",
            SourceFolder.Zip(
                ("header.json", $$"""{"version":2,"status":"success","eval":{{Eval}}}"""),
                ("samples/s1_epoch_1.json", Sample("s1", """{"match":{"value":"C"}}""")),
                ("samples/s2_epoch_1.json", Sample("s2", """{"match":{"value":"I"}}""")),
                ("samples/s3_epoch_1.json", Sample("s3", "null")[..400])
            )
        );

        var items = folder.Import();

        Assert.EndsWith("s3_epoch_1.json", Assert.Single(items.OfType<FileFailed>()).Path, StringComparison.Ordinal);
        var runs = items.OfType<RunFound>().Select(f => f.Run).ToList();
        Assert.Equal(
            [("find/s1/acme/large/epoch-1", true), ("find/s2/acme/large/epoch-1", false)],
            runs.Select(r => (r.Id, r.Outcome.Good!.Value))
        );
        Assert.All(runs, r => Assert.InRange(r.Steps.Sum(s => s.Usage.InputTokens)!.Value, 3990, 4000));
        Assert.All(runs.SelectMany(r => r.Steps), s => Assert.True(s.Usage.Estimated));
    }
}
