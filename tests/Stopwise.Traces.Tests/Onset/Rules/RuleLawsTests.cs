using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Onset.Rules;
using Stopwise.Traces.Runs;
using Xunit.Abstractions;

namespace Stopwise.Traces.Tests.Onset.Rules;

public class RuleLawsTests(ITestOutputHelper output)
{
    private static readonly string[] Pieces =
    [
        "cat src/a.py",
        "sed -i 's/a/b/' src/a.py",
        "git checkout src/a.py",
        "git diff",
        "pytest tests/test_a.py",
        "cat > r.py <<E\nx\nE",
        "python r.py",
        "\u0000\u202e'\"$(",
        "{\"order_id\":\"#W1\",\"status\":\"pending\"}",
        "{\"file_path\":\"src/a.py\",\"old_string\":\"foo bar baz\",\"new_string\":\"x\"}",
        "{\"todos\":[{\"status\":\"pending\"},3]}",
        "2 failed, 1 passed",
        "3 passed",
        "cat: src/a.py: No such file or directory",
        "Error: no",
        "I will modify src/b.py; it has been cancelled; all tests pass",
        "\ud83d",
        "",
    ];

    [Fact]
    public void On_any_run_rules_answer_within_its_bounds_once_a_step_and_always_the_same() =>
        Prop.ForAll(
                Runs().ToArbitrary(),
                run =>
                {
                    foreach (var rule in ActionRules.All)
                    {
                        var findings = Find(rule, run);
                        findings.ShouldAllBe(f =>
                            f.Step >= 0
                            && f.Step < run.Steps.Count
                            && f.Rule == rule.Name
                            && f.Evidence.All(e => e >= 0 && e < run.Steps.Count && e != f.Step)
                        );
                        findings.Select(f => f.Step).ShouldBeUnique();
                        findings.Any(f => f.Reason.Any(c => char.IsControl(c) || c == '\u202e')).ShouldBeFalse();
                        Find(rule, run).Select(Text).ShouldBe(findings.Select(Text));
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Names_are_unique_and_in_kebab_case()
    {
        ActionRules.All.Select(r => r.Name).ShouldBeUnique();
        ActionRules.All.ShouldAllBe(r => r.Name.All(c => char.IsAsciiLetterLower(c) || c == '-') && r.Weight > 0);
    }

    [Fact]
    public void A_hundred_thousand_steps_take_the_rules_seconds_and_not_minutes()
    {
        var view = new RunView(Long(100_000));
        var watch = Stopwatch.StartNew();
        var findings = ActionRules.All.Sum(r => r.Find(view).Count());
        var taken = watch.Elapsed;

        output.WriteLine($"{findings} findings in {taken.TotalMilliseconds:0} ms");
        findings.ShouldBeGreaterThan(0);
        // Measured: about one second once warm, two with the first run of the code. The test must fail for a quadratic rule, not for a busy neighbour.
        taken.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Twice_the_steps_take_about_twice_the_time()
    {
        _ = Taken(2_000);
        var (small, large) = (Taken(10_000), Taken(80_000));

        output.WriteLine($"10,000 steps {small.TotalMilliseconds:0} ms, 80,000 steps {large.TotalMilliseconds:0} ms");
        (large / small).ShouldBeLessThan(40, "eight times the steps may take eight times as long, not sixty-four");
    }

    private static TimeSpan Taken(int steps)
    {
        var view = new RunView(Long(steps));
        var watch = Stopwatch.StartNew();
        _ = ActionRules.All.Sum(r => r.Find(view).Count());
        return watch.Elapsed;
    }

    private static Run Long(int steps) =>
        RunMaker.Of(
            "long",
            null,
            [
                .. Enumerable
                    .Range(0, steps)
                    .Select(i =>
                        (i % 8) switch
                        {
                            0 => Firing.Change(i, $"src/a{i % 500}.py").Says("I will modify src/b.py."),
                            1 => Firing.Fail(i, failing: (i % 5) + 1),
                            2 => Firing.Edit(i, "src/same.py", $"old {i % 7}", $"new {i % 7}"),
                            3 => Firing.Edit(i, "src/same.py", "old", "new").Fails(),
                            4 => RunMaker.Shell(i, "cat src/none.py", "cat: src/none.py: No such file or directory", 1),
                            5 => RunMaker.Shell(i, "git checkout src/same.py", "Updated 1 path"),
                            6 => RunMaker.Tool(i, "cancel_pending_order", $$"""{"order_id":"#W{{i}}"}""", "Error: no"),
                            _ => RunMaker.Shell(
                                i,
                                "grep -rn foo src/*.py",
                                $"src/a{i % 500}.py:3:foo\nsrc/same.py:9:foo"
                            ),
                        }
                    ),
            ]
        ) with
        {
            Prompt = "Mend /app/src/a.py.",
        };

    private static Finding[] Find(OnsetRule rule, Run run) =>
        [.. rule.Find(new RunView(run) { SolvedKin = [run, Kin] })];

    private static readonly Run Kin = RunMaker.Of("kin", true, Firing.Change(0), Firing.Pass(1));

    private static string Text(Finding finding) =>
        $"{finding.Step} {finding.Reason} {string.Join(',', finding.Evidence)}";

    private static Gen<Run> Runs() =>
        from steps in Steps().ListOf()
        from prompt in Gen.Elements(Pieces)
        select RunMaker.Of("any", null, [.. steps.Select((s, i) => s with { Index = i, Turn = i })]) with
        {
            Prompt = prompt,
        };

    private static Gen<Step> Steps() =>
        from calls in Calls().ListOf(2)
        from many in Gen.Choose(0, 2)
        from message in Gen.Elements(Pieces)
        from reply in Gen.Elements(Pieces)
        select new Step
        {
            Index = 0,
            Turn = 0,
            Message = message,
            Reply = reply,
            Calls = [.. calls.Take(many)],
        };

    private static Gen<ToolCall> Calls() =>
        from name in Gen.Elements(
            "Bash",
            "Edit",
            "Write",
            "Read",
            "TodoWrite",
            "cancel_pending_order",
            "get_order_details",
            ""
        )
        from text in Gen.Elements(Pieces)
        from result in Gen.Elements(Pieces)
        from exit in Gen.Elements<int?>(null, 0, 1)
        from error in Gen.Elements(true, false)
        select new ToolCall
        {
            Name = name,
            Arguments = text,
            Command = name == "Bash" ? text : null,
            Result = result,
            ExitCode = exit,
            IsError = error,
        };
}
