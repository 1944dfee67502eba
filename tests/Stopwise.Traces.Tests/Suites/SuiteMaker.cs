using Stopwise.Traces.Runs;
using Stopwise.Traces.Suites;
using Stopwise.Traces.Suites.Matching;
using Stopwise.Traces.Suites.Plans;
using Stopwise.Traces.Suites.Prompts;

namespace Stopwise.Traces.Tests.Suites;

/// <summary>Short ways to write a suite down in a test.</summary>
internal static class SuiteMaker
{
    /// <summary>A suite with one test of a prompt that expects this; lines of it are indented as the list needs.</summary>
    public static string PromptSuite(string expect, string prompt = "You sell shoes.", string more = "") =>
        $$"""
            version: 1
            tests:
              - name: t
                prompt: {text: "{{prompt}}"}
                messages: [{user: "Do you have boots?"}]
            {{Indented(more, 4)}}
                expect:
            {{Indented(expect, 6)}}
            """;

    /// <summary>A suite with one test of runs that expects this.</summary>
    public static string PlanSuite(string expect, string runs = "runs.jsonl", string more = "") =>
        $$"""
            version: 1
            tests:
              - name: t
                runs: {{runs}}
            {{Indented(more, 4)}}
                expect:
            {{Indented(expect, 6)}}
            """;

    public static Expectation<PromptAnswer> OfAnswer(string expect) =>
        ((PromptTest)Suite.Parse("s.yaml", PromptSuite(expect)).Tests[0]).Expect[0];

    public static Expectation<PlanSeen> OfRun(string expect) =>
        ((PlanTest)Suite.Parse("s.yaml", PlanSuite(expect)).Tests[0]).Expect[0];

    public static PromptAnswer Says(string text, params (string Tool, string Arguments)[] calls) =>
        new(text, [.. calls.Select(c => new SeenCall { Tool = c.Tool, Arguments = c.Arguments })]);

    /// <summary>Looks, edits, tests twice, and says that it is done.</summary>
    public static Run Mends() =>
        RunMaker.Of(
            "mends",
            true,
            RunMaker.Shell(0, "cat src/a.py", "x = 1"),
            RunMaker.Tool(1, "Edit", """{"file_path":"src/a.py","new_string":"x = 2"}""", "ok"),
            RunMaker.Shell(2, "pytest -q", "1 failed", exit: 1),
            RunMaker.Shell(3, "pytest -q", "1 passed") with
            {
                Message = "All tests pass now.",
            }
        );

    private static string Indented(string text, int blanks) =>
        string.Join('\n', text.Split('\n').Select(l => l.Length == 0 ? l : new string(' ', blanks) + l));
}
