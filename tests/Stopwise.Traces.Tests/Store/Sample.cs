using System.Text;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Store;

/// <summary>Runs made by hand, and a place to put them.</summary>
internal static class Sample
{
    public static Run Run(string id = "mini/django-1", int steps = 3) =>
        new()
        {
            Id = id,
            Format = "mini-swe-agent",
            Agent = "mini-swe-agent",
            AgentVersion = "2.1",
            Model = "gpt-5-mini",
            TaskId = "django-1",
            Trial = "0",
            Prompt = "Fix the bug – schön \"quoted\" <b>",
            StartedAt = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.FromHours(2)),
            ExitStatus = "Submitted",
            Outcome = new Outcome(OutcomeState.Solved, Trusted: true, "results.json:resolved"),
            Steps = [.. Enumerable.Range(0, steps).Select(Step)],
            Closing = Step(steps) with { Calls = [], Message = "Done." },
            Submission = "diff --git a/x b/x",
            SecretsMasked = 2,
            Source = new RunSource("runs/django-1.traj.json", "member", 4),
        };

    public static Step Step(int index) =>
        new()
        {
            Index = index,
            Turn = index,
            Message = $"Thinking about {index}",
            Thought = "hm",
            Calls =
            [
                new ToolCall
                {
                    Id = $"call-{index}",
                    Name = "bash",
                    Arguments = """{"command":"ls"}""",
                    Command = "ls",
                    Result = "a.txt\nb.txt",
                    ExitCode = 0,
                },
            ],
            Usage = new Usage(1000 + index, 50, 900, 0.0125m, Estimated: false),
            At = new DateTimeOffset(2026, 3, 1, 10, index, 0, TimeSpan.Zero),
        };

    public static RunFound Found(Run? run = null, params string[] originals) =>
        new(run ?? Run(), [.. originals.Select((o, i) => new Payload($"file-{i}.json", Encoding.UTF8.GetBytes(o)))]);
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("stopwise-").FullName;

    public string Store => System.IO.Path.Combine(Path, "data", "runs.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
