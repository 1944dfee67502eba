using Stopwise.Traces.Runs;
using Stopwise.Traces.Tests;

namespace Stopwise.Traces.Kin;

/// <summary>Runs made by hand for comparisons.</summary>
internal static class KinSamples
{
    /// <summary>How many different steps <see cref="Coded"/> knows.</summary>
    public const int Codes = 9;

    public static Step Read(int index, string file) => RunMaker.Tool(index, "Read", $$"""{"file_path":"{{file}}"}""");

    public static Step Edit(int index, string file) => RunMaker.Tool(index, "Edit", $$"""{"file_path":"{{file}}"}""");

    public static Step Test(int index, bool passes) =>
        RunMaker.Shell(index, "pytest -q", passes ? "3 passed" : "1 failed, 2 passed", passes ? 0 : 1);

    public static Step Say(int index, string message) =>
        new()
        {
            Index = index,
            Turn = index,
            Message = message,
        };

    /// <summary>A run with a step for each number.</summary>
    public static Run Coded(IReadOnlyList<int> codes) =>
        RunMaker.Of(
            "coded",
            null,
            [
                .. codes.Select(
                    (code, i) =>
                        code switch
                        {
                            0 => Read(i, "src/a.py"),
                            1 => Read(i, "src/b.py"),
                            2 => Edit(i, "src/a.py"),
                            3 => Edit(i, "src/b.py"),
                            4 => Test(i, passes: true),
                            5 => Test(i, passes: false),
                            6 => RunMaker.Shell(i, "cat src/a.py"),
                            7 => RunMaker.Shell(i, "ls -la"),
                            _ => Say(i, $"Thought {i}."),
                        }
                ),
            ]
        );

    public static Run On(string task, string id, bool? solved, params Step[] steps) =>
        RunMaker.Of(id, solved, steps) with
        {
            TaskId = task,
        };
}
