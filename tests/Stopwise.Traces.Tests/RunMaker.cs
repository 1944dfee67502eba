using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests;

/// <summary>Short ways to write a run down in a test.</summary>
internal static class RunMaker
{
    public static Step Shell(int index, string command, string result = "", int exit = 0, long input = 100) =>
        new()
        {
            Index = index,
            Turn = index,
            Calls =
            [
                new ToolCall
                {
                    Name = "Bash",
                    Arguments = command,
                    Command = command,
                    Result = result,
                    ExitCode = exit,
                },
            ],
            Usage = new Usage(input, 10, 0, 0.01m, Estimated: false),
        };

    public static Step Tool(int index, string name, string arguments = "{}", string result = "") =>
        new()
        {
            Index = index,
            Turn = index,
            Calls =
            [
                new ToolCall
                {
                    Name = name,
                    Arguments = arguments,
                    Result = result,
                },
            ],
            Usage = new Usage(100, 10, 0, 0.01m, Estimated: false),
        };

    public static Run Of(string id, bool? solved, params Step[] steps) =>
        new()
        {
            Id = id,
            Format = "made",
            Agent = "made-agent",
            Model = "made-model",
            TaskId = id,
            Outcome = solved is { } good
                ? new Outcome(good ? OutcomeState.Solved : OutcomeState.Failed, Trusted: true)
                : Outcome.Unknown,
            Steps = steps,
            Source = new RunSource("made"),
        };

    /// <summary>A run of equal steps that edits until <paramref name="lastEdit"/> and then only looks.</summary>
    public static Run Simple(string id, bool solved, int steps, int lastEdit, string? task = null) =>
        Of(
            id,
            solved,
            [
                .. Enumerable
                    .Range(0, steps)
                    .Select(i => i < lastEdit ? Tool(i, "Edit", """{"file_path":"src/a.py"}""") : Tool(i, "Read")),
            ]
        ) with
        {
            TaskId = task ?? id,
        };
}
