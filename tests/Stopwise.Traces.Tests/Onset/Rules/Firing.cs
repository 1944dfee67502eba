using Stopwise.Traces.Onset;
using Stopwise.Traces.Onset.Rules;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Onset.Rules;

/// <summary>What one rule finds on a run made by hand.</summary>
internal static class Firing
{
    public static IReadOnlyList<Finding> Of(string rule, params Step[] steps) =>
        Of(rule, RunMaker.Of("run", null, steps));

    public static IReadOnlyList<Finding> Of(string rule, Run run, params Run[] kin) =>
        [.. ActionRules.All.Single(r => r.Name == rule).Find(new RunView(run) { SolvedKin = kin })];

    public static Step Says(this Step step, string message) => step with { Message = message };

    public static Step Fails(this Step step) =>
        step with
        {
            Calls = [.. step.Calls.Select(c => c with { IsError = true })],
        };

    public static Step Talk(int index, string message, string? reply = null) =>
        new()
        {
            Index = index,
            Turn = index,
            Message = message,
            Reply = reply,
        };

    public static Step Edit(int index, string path, string old, string @new) =>
        RunMaker.Tool(
            index,
            "Edit",
            System.Text.Json.JsonSerializer.Serialize(
                new Dictionary<string, string>
                {
                    ["file_path"] = path,
                    ["old_string"] = old,
                    ["new_string"] = @new,
                }
            ),
            "The file has been updated."
        );

    public static Step Read(int index, string path, string text) =>
        RunMaker.Tool(index, "Read", $$"""{"file_path":"{{path}}"}""", text);

    public static Step Pass(int index, string command = "pytest tests/test_a.py") =>
        RunMaker.Shell(index, command, "5 passed in 0.1s");

    public static Step Fail(int index, string command = "pytest tests/test_a.py", int failing = 2) =>
        RunMaker.Shell(index, command, $"{failing} failed, 3 passed in 0.1s", exit: 1);

    public static Step Change(int index, string path = "src/a.py") =>
        RunMaker.Shell(index, $"sed -i 's/x{index}/y/' {path}");
}
