using System.Text.Json;

namespace Stopwise.Cli.Tests;

public sealed class ImportTests : IDisposable
{
    private const string Trajectory = """
        {
          "trajectory_format": "mini-swe-agent-1",
          "instance_id": "django-1",
          "info": { "exit_status": "Submitted", "submission": "diff", "mini_version": "2.1",
            "config": { "model": { "model_name": "gpt-5-mini" } }, "model_stats": { "instance_cost": 0.25, "api_calls": 2 } },
          "messages": [
            { "role": "system", "content": "You are helpful." },
            { "role": "user", "content": "Fix it." },
            { "role": "assistant", "content": "Look.\n\n```bash\nls\n```" },
            { "role": "user", "content": "<returncode>0</returncode>\n<output>\na.txt\n</output>" },
            { "role": "assistant", "content": "Done.\n\n```bash\necho COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT\n```" }
          ]
        }
        """;

    private readonly Screen _screen = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void The_JSON_of_an_import_keeps_its_names()
    {
        var good = _screen.InFolder("django-1.traj.json", Trajectory);
        var bad = _screen.InFolder("bad.traj.json", Trajectory[..^40]);

        _screen.Run("import", good, "--json").ShouldBe(ExitCodes.Ok);
        Names(_screen.Output)
            .ShouldBe([
                "imported",
                "updated",
                "duplicates",
                "failed",
                "ignored",
                "byFormat",
                "runs",
                "steps",
                "secretsMasked",
                "estimatedRuns",
            ]);
        using var first = JsonDocument.Parse(_screen.Output);
        first.RootElement.GetProperty("imported").GetInt32().ShouldBe(1);
        first.RootElement.GetProperty("byFormat").GetProperty("mini-swe-agent").GetInt32().ShouldBe(1);

        _screen.Run("import", good, bad, "--json").ShouldBe(ExitCodes.Findings);
        using var second = JsonDocument.Parse(_screen.Output);
        second.RootElement.GetProperty("duplicates").GetInt32().ShouldBe(1);
        second.RootElement.GetProperty("steps").GetInt32().ShouldBe(2);
        var failed = second.RootElement.GetProperty("failed")[0];
        failed.EnumerateObject().Select(p => p.Name).ShouldBe(["path", "line", "reason"]);
        failed.GetProperty("path").GetString().ShouldEndWith("bad.traj.json");
    }

    [Fact]
    public void A_screen_says_what_came_in()
    {
        var good = _screen.InFolder("django-1.traj.json", Trajectory);

        _screen.Run("import", good).ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldStartWith(
            """
            Imported 1 run; 0 were there already.
              1  mini-swe-agent run
              2  steps
            """
        );
        _screen.Error.ShouldBeEmpty();
        _screen.Run("show", "last").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldContain("Submitted");
    }

    [Fact]
    public void A_screen_says_why_files_were_left_aside_the_most_frequent_reason_first()
    {
        var first = _screen.InFolder("a.txt", "no run");
        var second = _screen.InFolder("b.txt", "no run either");
        var report = _screen.InFolder(
            "report.json",
            """{"x-1":{"patch_exists":true,"patch_successfully_applied":true,"resolved":true,"tests_status":{}}}"""
        );

        _screen.Run("import", report, first, second).ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldEndWith(
            """
            3 files without a run left aside; --json lists them.
              2: Text of no known run format.
              1: An evaluation report of no run read here.
            """
        );
    }

    [Fact]
    public void A_path_that_is_not_there_is_a_failure_with_its_name()
    {
        _screen.Run("import", "/nowhere/at-all.json").ShouldBe(ExitCodes.Findings);

        _screen.Output.ShouldContain("/nowhere/at-all.json");
    }

    private static List<string> Names(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(p => p.Name)];
    }
}
