using System.Text.Json;
using Stopwise.Cli.Tests.Sarif;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Tests.Checks;

public sealed class CheckTests : IDisposable
{
    private const string Looking = """
        version: 1
        contracts:
          - name: look-first
            rule: A file is read before it is changed.
            severity: error
            each: file
            precedence: {first: {does: [read, create]}, then: {kind: action, does: edit}}
          - name: check-last
            rule: A change is followed by a check.
            response: {when: {kind: action, does: edit}, then: {does: check}}
          - name: short
            rule: A run takes no more than 100 steps.
            severity: note
            budget: {steps: 100}
        """;

    private readonly Screen _screen = new();
    private readonly string _contracts;

    public CheckTests() => _contracts = _screen.InFolder("looking.yaml", Looking);

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void A_run_is_shown_with_its_first_violations_and_their_evidence()
    {
        _screen.Put(Edits("r1", "sed -i s/1/2/ b.py"));

        Check("r1").ShouldBe(ExitCodes.Findings);

        _screen.Output.ShouldBe(
            """

            error look-first
              A file is read before it is changed.
              r1, step 1, for b.py
                 1  call of bash: sed -i s/1/2/ b.py

            warning check-last
              A change is followed by a check.
              r1, step 1, where the run ended
                 1  call of bash: sed -i s/1/2/ b.py
                 1  result of bash: fine
            1 run checked against 3 contracts: 2 broken, in 1 run.
            """.ReplaceLineEndings("\n").Trim('\n').Insert(0, "\n")
        );
    }

    [Fact]
    public void A_run_that_keeps_everything_ends_well()
    {
        _screen.Put(Edits("r1", "sed -i s/1/2/ a.py && pytest"));

        Check("r1").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldBe("1 run checked against 3 contracts: none broken.");
    }

    [Theory]
    [InlineData("error", 1)]
    [InlineData("warning", 1)]
    [InlineData("never", 0)]
    public void The_exit_code_goes_by_severity(string failOn, int code)
    {
        _screen.Put(Edits("r1", "sed -i s/1/2/ b.py"));

        Check("r1", "--fail-on", failOn).ShouldBe(code);
    }

    [Fact]
    public void A_warning_fails_only_where_that_is_asked_for()
    {
        _screen.Put(Edits("r1", "sed -i s/1/2/ a.py"));

        Check("r1").ShouldBe(ExitCodes.Ok);
        Check("r1", "--fail-on", "warning").ShouldBe(ExitCodes.Findings);
    }

    [Fact]
    public void A_rule_that_good_runs_break_as_often_is_doubtful()
    {
        _screen.Put([
            .. Enumerable.Range(0, 6).Select(i => Edits($"good-{i}", "sed -i s/1/2/ b.py", OutcomeState.Solved)),
            Edits("bad-1", "sed -i s/1/2/ b.py"),
            Edits("bad-2", "sed -i s/1/2/ a.py && pytest"),
        ]);

        Check("bad-1").ShouldBe(ExitCodes.Findings);

        _screen.Output.ShouldContain(
            "Of the last 7 runs of the store that it applied to: 6 of 6 solved broke it (100 %, 95 %: 54 to 100); 0 of 1 failed broke it (0 %, 95 %: 0 to 98)."
        );
        _screen.Output.ShouldContain("Doubtful: good runs break it too.");

        Check("bad-1", "--history", "0").ShouldBe(ExitCodes.Findings);
        _screen.Output.ShouldNotContain("of the store");
    }

    [Fact]
    public void Several_runs_are_summed_up_before_their_violations_and_the_order_is_fixed()
    {
        _screen.Put(
            Edits("r3", "sed -i s/1/2/ a.py"),
            Edits("r2", "sed -i s/1/2/ b.py"),
            Edits("r1", "sed -i s/1/2/ b.py")
        );

        Check("--history", "0", "--limit", "3").ShouldBe(ExitCodes.Findings);
        var first = _screen.Output;
        Check("--history", "0", "--limit", "3");

        _screen.Output.ShouldBe(first);
        var lines = first.Split('\n');
        lines.ShouldContain(l =>
            l.Contains("look-first", StringComparison.Ordinal) && l.EndsWith("2         3", StringComparison.Ordinal)
        );
        lines
            .Where(l => l.StartsWith("  r", StringComparison.Ordinal))
            .Select(l => l[..4].Trim())
            .ShouldBe(["r1", "r2", "r1"]);
        first.ShouldContain("2 more; --limit shows more, --json has all.");
    }

    [Fact]
    public void Recordings_are_checked_in_place_and_a_bad_one_stops_nothing()
    {
        var good = _screen.InFolder("good.jsonl", Recording);
        var bad = _screen.InFolder("bad.jsonl", Recording[..^40]);
        var log = _screen.InFolder("check.sarif", "");

        Check(good, bad, "--fail-on", "never", "--sarif", log).ShouldBe(ExitCodes.Findings);

        _screen.Output.ShouldContain("1 input could not be read:");
        File.Exists(_screen.Store).ShouldBeFalse();
        var sarif = JsonDocument.Parse(File.ReadAllText(log)).RootElement;
        SarifRules.Broken(sarif).ShouldBeEmpty();
        var run = sarif.GetProperty("runs")[0];
        run.GetProperty("invocations")[0].GetProperty("toolExecutionNotifications").GetArrayLength().ShouldBe(1);
        run.GetProperty("results")
            .EnumerateArray()
            .Select(r => r.GetProperty("ruleId").GetString())
            .ShouldContain("look-first");
    }

    [Fact]
    public void A_call_of_a_recording_in_lines_is_found_in_its_line()
    {
        var good = _screen.InFolder("good.jsonl", Recording);

        Check(good, "--json");

        using var report = JsonDocument.Parse(_screen.Output);
        var found = report.RootElement.GetProperty("violations")[0];
        found.GetProperty("contract").GetString().ShouldBe("look-first");
        found.GetProperty("evidence").GetProperty("line").GetInt32().ShouldBe(3);
        found.GetProperty("evidence").GetProperty("kind").GetString().ShouldBe("action");
    }

    [Fact]
    public void Fingerprints_do_not_change_with_the_place_of_the_file()
    {
        var one = Fingerprints(_screen.InFolder("one.jsonl", Recording));
        var other = Fingerprints(_screen.InFolder("other.jsonl", Recording));

        one.ShouldNotBeEmpty();
        other.ShouldBe(one);

        List<string> Fingerprints(string file)
        {
            Check(file, "--sarif", "-");
            var log = JsonDocument.Parse(_screen.Output).RootElement;
            SarifRules.Broken(log).ShouldBeEmpty();
            return
            [
                .. log.GetProperty("runs")[0]
                    .GetProperty("results")
                    .EnumerateArray()
                    .Select(r => r.GetProperty("partialFingerprints").GetProperty("contractViolation/v1").GetString()!),
            ];
        }
    }

    [Fact]
    public void Recorded_text_cannot_paint_the_screen()
    {
        _screen.Put(Edits("r1", "sed -i s/1/\u001b[31mred[/]/ b.py"));

        Check("r1", "--history", "0");

        _screen.Output.ShouldContain("call of bash: sed -i s/1/red[/]/ b.py");
    }

    [Theory]
    [InlineData("--fail-on is maybe: say error, warning, note or never.", "--fail-on", "maybe")]
    [InlineData("--history is -1: give a number from 0 up.", "--history", "-1")]
    [InlineData("--agent narrows the stored runs: leave it out, or leave out RUNS.", "last", "--agent", "x")]
    [InlineData("No run is like that.", "--agent", "nobody")]
    [InlineData("--json and --sarif - would be written to one place: name a file for SARIF.", "--json", "--sarif", "-")]
    public void Misuse_is_named(string message, params string[] args)
    {
        _screen.Put(Edits("r1", "sed -i s/1/2/ b.py"));

        Check(args).ShouldBe(ExitCodes.Usage);

        _screen.Error.ShouldBe($"stopwise: {message}");
    }

    [Fact]
    public void A_check_of_nothing_is_no_success()
    {
        var notes = _screen.InFolder("notes.txt", "no run at all");

        Check(notes).ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldEndWith("notes.txt holds no run, so nothing was checked.");

        Check("gone.jsonl").ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldStartWith("stopwise: gone.jsonl is no file, and there is no store ");
    }

    [Fact]
    public void Contracts_come_from_files_folders_and_the_shipped_set()
    {
        _screen.Run("check", "--list", "--contracts", _contracts).ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldStartWith("warning check-last\n  A change is followed by a check.\nerror look-first\n");
        _screen.Output.ShouldEndWith("3 contracts.");

        _screen.Run(
            "check",
            "--list",
            "--json",
            "--contracts",
            Path.GetDirectoryName(_contracts)!,
            "--contracts",
            "shipped:no-forced-push"
        );
        using var list = JsonDocument.Parse(_screen.Output);
        list.RootElement.GetProperty("contracts")
            .EnumerateArray()
            .Select(c => c.GetProperty("name").GetString())
            .ShouldBe(["check-last", "look-first", "no-forced-push", "short"]);

        _screen.Run("check", "--list", "--contracts", "shipped:no-forced-pull").ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldContain("no-forced-push");
        _screen.Run("check", "--list", "--contracts", "gone.yaml").ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldStartWith("stopwise: gone.yaml cannot be read");
    }

    private int Check(params string[] args) => _screen.Run(["check", .. args, "--contracts", _contracts]);

    private static Run Edits(string id, string command, OutcomeState outcome = OutcomeState.Failed) =>
        Screen.Sample(id) with
        {
            Outcome = new Outcome(outcome, Trusted: true),
            Steps = [Step(0, "cat a.py"), Step(1, command)],
            Closing = null,
        };

    private static Step Step(int index, string command) =>
        new()
        {
            Index = index,
            Turn = index,
            Message = "On.",
            Calls =
            [
                new ToolCall
                {
                    Name = "bash",
                    Arguments = command,
                    Command = command,
                    Result = "fine",
                    ExitCode = 0,
                },
            ],
        };

    private const string Recording = """
        {"type":"user","sessionId":"11111111-2222-4333-8444-555555555555","uuid":"u1","timestamp":"2026-03-01T08:00:00Z","cwd":"/home/ann/shop","message":{"role":"user","content":"Fix the total."}}
        {"type":"assistant","sessionId":"11111111-2222-4333-8444-555555555555","uuid":"u2","parentUuid":"u1","timestamp":"2026-03-01T08:00:05Z","message":{"id":"m1","role":"assistant","model":"claude-made-up","content":[{"type":"text","text":"I look."}]}}
        {"type":"assistant","sessionId":"11111111-2222-4333-8444-555555555555","uuid":"u3","parentUuid":"u2","timestamp":"2026-03-01T08:00:06Z","message":{"id":"m1","role":"assistant","model":"claude-made-up","content":[{"type":"tool_use","id":"toolu_01","name":"Edit","input":{"file_path":"/home/ann/shop/total.py","old_string":"a","new_string":"b"}}]}}
        {"type":"user","sessionId":"11111111-2222-4333-8444-555555555555","uuid":"u4","parentUuid":"u3","timestamp":"2026-03-01T08:00:07Z","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01","content":"The file has been updated."}]}}
        {"type":"assistant","sessionId":"11111111-2222-4333-8444-555555555555","uuid":"u5","parentUuid":"u4","timestamp":"2026-03-01T08:00:09Z","message":{"id":"m2","role":"assistant","model":"claude-made-up","content":[{"type":"text","text":"Done."}]}}

        """;
}
