using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Formats.Hostile;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Diagnosing;

/// <summary>The same in every test run, more of it where <c>STOPWISE_FUZZ</c> is a number above 1.</summary>
public class HostileRunTests
{
    private const int ManyCalls = 100_000;
    private const string Odd = "\u001b[31mno\u202eend";

    // Enough that what grows with the square of it is seen: each step would then cost what a whole run may.
    private static readonly int Many = Math.Min(ManyCalls, 10_000 * HostileImport.Effort);

    private static readonly int Long = Math.Min(1_000_000, 100_000 * HostileImport.Effort);

    private static readonly Lazy<OnsetHistory> Learned = new(() => HostileRuns.LearnedFrom(Sample(200, seed: 1)));

    [Fact]
    public void Any_run_can_be_diagnosed_without_and_with_a_history()
    {
        var runs = Sample(600 * HostileImport.Effort, seed: 2);
        for (var i = 0; i < runs.Length; i++)
        {
            var other = runs[(i + 1) % runs.Length];
            DiagnosisPromises.Hold(runs[i], other, OnsetHistory.Empty, $"run {i}");
            DiagnosisPromises.Hold(HostileRuns.Known(runs[i]), other, Learned.Value, $"run {i}, learned");
        }
    }

    /// <summary>A text that one run contains reaches no other run's report, and not the same run's next one.</summary>
    [Fact]
    public void A_diagnosis_knows_nothing_of_the_runs_before_it()
    {
        var runs = Sample(40, seed: 3).Select(HostileRuns.Known).ToList();
        foreach (var history in (OnsetHistory[])[OnsetHistory.Empty, Learned.Value])
        {
            var diagnoser = new Diagnoser(history);
            var first = runs.ConvertAll(r => ReportOf(diagnoser, r));
            runs.AsEnumerable().Reverse().Select(r => ReportOf(diagnoser, r)).Reverse().ShouldBe(first);
            runs.ConvertAll(r => ReportOf(new Diagnoser(history), r)).ShouldBe(first);
        }
    }

    [Fact]
    public void A_report_says_the_same_whatever_people_said_of_the_run()
    {
        foreach (var run in Sample(60, seed: 4))
        {
            var bare = run with { FailureLabels = null };
            ReportOf(new Diagnoser(OnsetHistory.Empty), bare)
                .ShouldBe(ReportOf(new Diagnoser(OnsetHistory.Empty), run));
        }
    }

    public static TheoryData<string> Giants => new(Made.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Giants))]
    public void A_giant_of_any_shape_takes_bounded_time(string shape)
    {
        var run = Made[shape]();
        var other = RunMaker.Simple("other", solved: true, steps: 12, lastEdit: 6);

        DiagnosisPromises.Hold(run, other, OnsetHistory.Empty, shape);
        DiagnosisPromises.Hold(HostileRuns.Known(run), other, Learned.Value, $"{shape}, learned");
    }

    private static Dictionary<string, Func<Run>> Made { get; } =
        new(StringComparer.Ordinal)
        {
            ["one token of a million letters"] = () => Says(new string('x', 1_000_000)),
            ["one number of a million digits"] = () => Says(new string('7', 1_000_000)),
            ["nothing but fences"] = () => Says(string.Concat(Enumerable.Repeat("```\n", Long / 4))),
            ["nothing but stars"] = () => Says(new string('*', Long)),
            ["nothing but brackets"] = () => Says(new string('(', Long / 2) + new string('[', Long / 2)),
            ["nothing but quotes"] = () => Says(string.Concat(Enumerable.Repeat("\"'`\\", Long / 4))),
            ["nothing but lines"] = () => Says(new string('\n', Long)),
            ["nothing but here-documents"] = () => Says(string.Concat(Enumerable.Repeat("<<E ", Long / 4))),
            ["nothing but pipes"] = () => Says(string.Concat(Enumerable.Repeat("a|", Long / 2))),
            ["nothing but names"] = () =>
                Says(string.Concat(Enumerable.Range(0, Long / 9).Select(i => $"the Name{i} "))),
            ["nothing but files"] = () =>
                Says("touch " + string.Join(' ', Enumerable.Range(0, Long / 13).Select(i => $"src/f{i}.py"))),
            ["nothing but failures"] = () =>
                Says(string.Concat(Enumerable.Range(0, Long / 13).Select(i => $"{i} failed, Error: "))),
            ["a path of very many folders"] = () => Says("cat " + string.Concat(Enumerable.Repeat("a/", Long / 2))),
            ["all calls in one step"] = () =>
                RunMaker.Of(
                    "r",
                    false,
                    new Step
                    {
                        Index = 0,
                        Turn = 0,
                        Calls = [.. Enumerable.Range(0, ManyCalls).Select(CallOf)],
                    }
                ),
            ["all steps in one turn"] = () =>
                Steps(i => RunMaker.Shell(i, $"sed -i s/a/b/ src/f{i % 50}.py") with { Turn = 0 }),
            ["all steps of one agent in one turn"] = () =>
                Steps(i => new Step
                {
                    Index = i,
                    Turn = 0,
                    Agent = "a",
                    Message = "I assume that 4711 is the number of Sheep here.",
                }),
            ["turns by turns"] = () =>
                Steps(i => new Step
                {
                    Index = i,
                    Turn = i % 2,
                    Agent = $"a{i % 3}",
                    Addressee = $"a{(i + 1) % 3}",
                    Message = "Next is number 4711 for you, Agent.",
                }),
            ["every step hands over"] = () =>
                Steps(i => new Step
                {
                    Index = i,
                    Turn = i,
                    Agent = $"a{i}",
                    Addressee = $"a{i + 1}",
                    Message = $"Count the {i} Sheep of Farm{i}.",
                }),
            ["every step is its own parent"] = () =>
                Steps(i => Numbered(RunMaker.Shell(i, "ls"), $"c{i}") with { ParentCallId = $"c{i}" }),
            ["parents in a ring"] = () =>
                Steps(i =>
                    Numbered(RunMaker.Shell(i, "ls"), $"c{i}") with
                    {
                        ParentCallId = $"c{(i + Many - 1) % Many}",
                    }
                ),
            ["every step edits another file"] = () => Steps(i => RunMaker.Shell(i, $"echo {i} > src/f{i}.py")),
            ["every step edits and takes back"] = () =>
                Steps(i =>
                    RunMaker.Shell(
                        i,
                        i % 2 == 0 ? $"sed -i s/a/b/ src/f{i % 300}.py" : "git stash && git stash pop && git checkout ."
                    )
                ),
            ["every step misses another path"] = () =>
                Steps(i => RunMaker.Shell(i, $"cat src/f{i}.py", $"cat: src/f{i}.py: No such file or directory", 1)),
            ["every step fails another way"] = () =>
                Steps(i => RunMaker.Shell(i, $"python run{i}.py", $"Traceback {i}\nError: e{i}", 1)),
            ["every step checks another way"] = () =>
                Steps(i =>
                    RunMaker.Shell(
                        i,
                        $"pytest tests/test_{i}.py",
                        i % 3 == 0 ? "1 passed" : $"{i} failed",
                        i % 3 == 0 ? 0 : 1
                    )
                ),
            ["every step reads and writes a record"] = () =>
                Steps(i =>
                    RunMaker.Tool(
                        i,
                        i % 2 == 0 ? "get_order_details" : "cancel_pending_order",
                        $$"""{"order_id":"#W{{i}}"}""",
                        $$"""{"order_id":"#W{{i}}","status":"cancelled"}"""
                    )
                ),
            ["every step has a list of its own"] = () =>
                Steps(i =>
                    RunMaker.Tool(i, "TodoWrite", $$"""{"todos":[{"content":"item {{i}}","status":"pending"}]}""")
                ),
            ["every edit replaces text that nobody saw"] = () =>
                Steps(i =>
                    RunMaker.Tool(
                        i,
                        "Edit",
                        $$"""{"file_path":"src/f{{i % 9}}.py","old_string":"old{{i}}","new_string":"new{{i}}"}""",
                        "ok"
                    )
                ),
            ["every look is for a pattern"] = () =>
                Steps(i => RunMaker.Shell(i, i % 2 == 0 ? $"echo 1 > f{i}.x{i % 40}" : $"cat *.x{i % 40}", "1")),
            ["nothing but talk"] = () =>
                Steps(i => new Step
                {
                    Index = i,
                    Turn = i,
                    Message = Odd,
                }),
        };

    private static Run Steps(Func<int, Step> step) =>
        RunMaker.Of("r", false, [.. Enumerable.Range(0, Many).Select(step)]);

    /// <summary>A text wherever a run can hold one.</summary>
    private static Run Says(string text)
    {
        var shell = RunMaker.Shell(2, text, text, 1) with { Message = text, Thought = text };
        var tool = RunMaker.Tool(3, text, text, text) with { Reply = text, Agent = text, Addressee = text };
        return RunMaker.Of(
            "r",
            false,
            new Step
            {
                Index = 0,
                Turn = 0,
                Agent = "planner",
                Message = text,
            },
            new Step
            {
                Index = 1,
                Turn = 1,
                Agent = "worker",
                Message = "I think. " + text,
            },
            shell,
            tool
        ) with
        {
            Prompt = text,
            Submission = text,
            Closing = new Step
            {
                Index = 4,
                Turn = 4,
                Message = "So the answer is " + text,
            },
        };
    }

    private static ToolCall CallOf(int i) => RunMaker.Shell(0, $"cat src/f{i}.py", Odd).Calls[0] with { Id = $"c{i}" };

    private static Step Numbered(Step step, string id) => step with { Calls = [step.Calls[0] with { Id = id }] };

    private static Run[] Sample(int count, int seed) => HostileRuns.Any.Sample(count, new Rnd((ulong)seed), size: 20);

    private static string ReportOf(Diagnoser diagnoser, Run run) => JsonSerializer.Serialize(diagnoser.Diagnose(run));
}
