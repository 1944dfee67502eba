using System.Text.Json;
using Stopwise.Exits;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Formats.Hostile;
using Stopwise.Traces.Kin;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Export.Cuts;

public class CutTests
{
    private static readonly CutHint Hint = CutHint.Of("Read the tests before the first edit.", "pytest: 1 failed");

    [Theory]
    [InlineData("claude-code")]
    [InlineData("mini-swe-agent")]
    [InlineData("harbor")]
    [InlineData("codex")]
    [InlineData("openhands")]
    [InlineData("swe-agent")]
    [InlineData("terminal-bench")]
    [InlineData("own-agent")]
    public void Every_recording_can_be_cut_before_every_step_and_read_again(string folder)
    {
        var runs = Recorded(folder);
        runs.ShouldNotBeEmpty();
        foreach (var found in runs)
        {
            for (var before = 0; before <= found.Run.Steps.Count; before++)
            {
                foreach (var hint in new[] { null, Hint })
                {
                    var cut = RunCut.Of(found.Run, before, hint);
                    if (cut.IsEmpty)
                    {
                        Should.Throw<StopwiseException>(() => CutExport.Write(cut, found.Originals));
                        continue;
                    }

                    foreach (var format in Enum.GetValues<CutFormat>().Select(f => (CutFormat?)f).Append(null))
                    {
                        var file = CutExport.Write(cut, found.Originals, format);
                        CutLaws.IsWellFormed(file);

                        // Another agent's tools mean nothing to Claude Code: such a session is only well formed.
                        if (file.Format != CutFormat.Messages && (format != CutFormat.ClaudeCode || IsClaude(found)))
                        {
                            CutLaws.Difference(cut, file, ReadAgain(file)).ShouldBeNull();
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("claude-code", CutFormat.ClaudeCode)]
    [InlineData("mini-swe-agent", CutFormat.MiniSweAgent)]
    [InlineData("harbor", CutFormat.ClaudeCode)]
    [InlineData("openhands", CutFormat.Messages)]
    public void A_run_is_written_for_its_own_agent_where_that_can_go_on(string folder, CutFormat format) =>
        Recorded(folder)
            .Select(f => CutExport.Write(RunCut.Of(f.Run, 1), f.Originals).Format)
            .ShouldAllBe(f => f == format);

    [Fact]
    public void A_session_keeps_its_rows_under_new_names_in_one_chain()
    {
        var found = Session();

        var file = CutExport.Write(RunCut.Of(found.Run, 2, Hint), found.Originals);

        var text = System.Text.Encoding.UTF8.GetString(file.Content.Span);
        text.ShouldNotContain("u-1");
        text.ShouldNotContain("\"sessionId\":\"old-session");
        var rows = CutLaws.Lines(file);
        rows.Select(r => r.GetProperty("type").GetString())
            .ShouldBe([
                "stopwise-cut",
                "queue-operation",
                "user",
                "attachment",
                "assistant",
                "assistant",
                "user",
                "user",
                "user",
            ]);
        rows[0].GetProperty("cutFrom").GetString().ShouldBe(found.Run.Id);
        rows[3].GetProperty("attachment").GetProperty("type").GetString().ShouldBe("listing");
        rows[4].GetProperty("message").GetProperty("usage").GetProperty("tier").GetString().ShouldBe("kept");
        rows[^1].GetProperty("message").GetProperty("content").GetString().ShouldBe(Hint.Message);
        rows[^1].GetProperty("cwd").GetString().ShouldBe("/home/ann/shop");
        rows[^1].GetProperty("parentUuid").GetString().ShouldBe(rows[^2].GetProperty("uuid").GetString());
    }

    [Fact]
    public void A_bookmark_of_a_row_that_is_gone_goes_too_and_one_of_a_kept_row_is_renamed()
    {
        var found = Session();

        var rows = CutLaws.Lines(CutExport.Write(RunCut.Of(found.Run, 2), found.Originals));

        rows.ShouldNotContain(r => r.GetProperty("type").GetString() == "last-prompt");
        var kept = rows.Select(r => r.TryGetProperty("uuid", out var u) ? u.GetString() : null).ToList();
        rows.Where(r => r.TryGetProperty("sourceToolAssistantUUID", out _))
            .ShouldAllBe(r => kept.Contains(r.GetProperty("sourceToolAssistantUUID").GetString()));
    }

    [Fact]
    public void A_call_whose_result_is_not_in_the_session_is_answered_and_one_answered_late_keeps_its_result()
    {
        var rows = SessionRows().ToList();
        var withoutResult = Read([.. rows.Where(r => !r.Contains("\"uuid\":\"u-6\"", StringComparison.Ordinal))]);
        var late = Read([.. rows.Select(r => r.Replace("10:00:06.000Z", "10:00:07.500Z", StringComparison.Ordinal))]);

        Results(withoutResult).ShouldBe([("toolu_1", "ok"), ("toolu_2", RunCut.MissingResult)]);
        Results(late).ShouldBe([("toolu_1", "ok"), ("toolu_2", "ok")]);

        static List<(string?, string?)> Results(RunFound found)
        {
            var file = CutExport.Write(RunCut.Of(found.Run, 2), found.Originals);
            CutLaws.IsWellFormed(file);
            return
            [
                .. CutLaws
                    .Lines(file)
                    .Where(r => r.GetProperty("type").GetString() == "user")
                    .Select(r => r.GetProperty("message").GetProperty("content"))
                    .Where(c => c.ValueKind == JsonValueKind.Array)
                    .Select(c =>
                        (c[0].GetProperty("tool_use_id").GetString(), c[0].GetProperty("content").GetString())
                    ),
            ];
        }
    }

    [Fact]
    public void A_session_in_which_the_user_speaks_only_later_begins_with_what_he_said()
    {
        var rows = SessionRows().Where(r => !r.Contains("\"uuid\":\"u-1\"", StringComparison.Ordinal)).ToList();
        rows.Insert(6, Row("u-9", "u-6", "user", """{"role":"user","content":"Go on"}"""));
        var found = Read(rows);

        var cut = RunCut.Of(found.Run, 0);
        var file = CutExport.Write(cut, found.Originals);

        CutLaws.Difference(cut, file, ReadAgain(file)).ShouldBeNull();
    }

    [Fact]
    public void A_trajectory_forgets_how_it_ended()
    {
        var found = Recorded("mini-swe-agent")[0];

        var info = CutLaws.Json(CutExport.Write(RunCut.Of(found.Run, 2, Hint), found.Originals)).GetProperty("info");

        info.TryGetProperty("submission", out _).ShouldBeFalse();
        info.TryGetProperty("exit_status", out _).ShouldBeFalse();
        info.GetProperty("mini_version").GetString().ShouldBe(found.Run.AgentVersion);
        info.GetProperty("model_stats").GetProperty("api_calls").GetInt32().ShouldBe(2);
        info.GetProperty("stopwise").GetProperty("cut_from").GetString().ShouldBe(found.Run.Id);
    }

    [Fact]
    public void The_same_cut_is_the_same_file_and_another_hint_another_session()
    {
        var found = Recorded("claude-code")[0];
        CutFile Written(CutHint? hint) => CutExport.Write(RunCut.Of(found.Run, 1, hint), found.Originals);

        Written(Hint).Content.Span.SequenceEqual(Written(Hint).Content.Span).ShouldBeTrue();
        Written(Hint).Id.ShouldNotBe(Written(null).Id);
    }

    [Fact]
    public void A_recording_with_any_field_wrong_is_cut_or_refused_and_never_breaks_the_program()
    {
        var trajectory = Path.Combine("mini-swe-agent", "results", "shop__dates-7", "shop__dates-7.traj.json");
        var samples = new[]
        {
            string.Join('\n', SessionRows()),
            File.ReadAllText(Path.Combine(Repo.Root, "samples", "recordings", trajectory)),
        };
        var cuts = 0;
        foreach (var mutant in samples.SelectMany(JsonMutants.Of).Select(m => m.Text).Where((_, i) => i % 23 == 0))
        {
            using var folder = new SourceFolder();
            folder.Write("a.json", mutant);
            foreach (var found in folder.Import().OfType<RunFound>())
            {
                for (var before = 0; before <= found.Run.Steps.Count; before += 2)
                {
                    var file = CutExport.Write(RunCut.Of(found.Run, before, Hint), found.Originals);
                    file.Content.IsEmpty.ShouldBeFalse();
                    cuts++;
                }

                KinComparison.Compare(found.Run, found.Run).Divergence.ShouldBeNull();
            }
        }

        cuts.ShouldBeGreaterThan(300);
    }

    private static bool IsClaude(RunFound found) => found.Run.Agent == "claude-code";

    private static List<RunFound> Recorded(string folder) =>
        [
            .. RunReader
                .Read([Path.Combine(Repo.Root, "samples", "recordings", folder)], new ImportOptions())
                .OfType<RunFound>(),
        ];

    private static Run ReadAgain(CutFile file)
    {
        using var folder = new SourceFolder();
        folder.Write(file.Name, file.Content.ToArray());
        return folder.Import().ShouldHaveSingleItem().ShouldBeOfType<RunFound>().Run;
    }

    /// <summary>A session as recent versions write it: an attachment in the chain, two calls in one answer, a bookmark.</summary>
    private static RunFound Session() => Read([.. SessionRows()]);

    private static RunFound Read(IReadOnlyList<string> rows)
    {
        using var folder = new SourceFolder();
        folder.Write("old-session.jsonl", string.Join('\n', rows));
        return folder.Import().ShouldHaveSingleItem().ShouldBeOfType<RunFound>();
    }

    private static IEnumerable<string> SessionRows()
    {
        yield return """{"type":"queue-operation","operation":"enqueue","timestamp":"2026-03-01T10:00:00.000Z","sessionId":"old-session","content":"Fix it"}""";
        yield return Row("u-1", null, "user", """{"role":"user","content":"Fix it"}""");
        yield return Row("u-2", "u-1", "attachment", null, ""","attachment":{"type":"listing"}""");
        yield return Row("u-3", "u-2", "assistant", Use("m1", "Read", "toolu_1"));
        yield return Row("u-4", "u-3", "assistant", Use("m1", "Read", "toolu_2"));
        yield return Row("u-5", "u-3", "user", Result("toolu_1"), ""","sourceToolAssistantUUID":"u-3" """);
        yield return Row("u-6", "u-4", "user", Result("toolu_2"), ""","sourceToolAssistantUUID":"u-4" """);
        yield return Row("u-7", "u-6", "assistant", Use("m2", "Edit", "toolu_3"));
        yield return Row("u-8", "u-7", "user", Result("toolu_3"), ""","sourceToolAssistantUUID":"u-7" """);
        yield return """{"type":"last-prompt","lastPrompt":"Fix it","leafUuid":"u-8","sessionId":"old-session"}""";
    }

    private static string Row(string uuid, string? parent, string type, string? message, string more = "") =>
        $$"""{"parentUuid":{{JsonSerializer.Serialize(parent)}},"isSidechain":false,"cwd":"/home/ann/shop","sessionId":"old-session","version":"2.1.0","type":"{{type}}","uuid":"{{uuid}}","timestamp":"2026-03-01T10:00:0{{uuid[2..]}}.000Z"{{(
            message is null ? "" : $",\"message\":{message}"
        )}}{{more}}}""";

    private static string Use(string message, string tool, string id) =>
        $$$"""{"id":"{{{message}}}","role":"assistant","model":"m","content":[{"type":"tool_use","id":"{{{id}}}","name":"{{{tool}}}","input":{"file_path":"/home/ann/shop/a.py"}}],"usage":{"input_tokens":5,"output_tokens":5,"tier":"kept"}}""";

    private static string Result(string id) =>
        $$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{id}}","content":"ok"}]}""";
}
