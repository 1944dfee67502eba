using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Tests;

/// <summary>The program with its surroundings in memory and a store of its own.</summary>
internal sealed class Screen : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stopwise-cli-").FullName;
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public string Store => Path.Combine(_folder, "runs.db");

    /// <summary>What the last call wrote, blanks at line ends cut.</summary>
    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public CancellationToken Stop { get; init; }

    /// <summary>Environment variables beside that of the store.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>What the user types; null where nobody sits at a terminal.</summary>
    public string? Typed { get; set; }

    public int Run(params string[] args)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var around = new Surroundings
        {
            Output = _output,
            Error = _error,
            Input = new StringReader(Typed ?? ""),
            InputIsTerminal = Typed is not null,
            ErrorIsTerminal = Typed is not null,
            Variable = name => name == "STOPWISE_STORE" ? Store : Variables.GetValueOrDefault(name),
        };
        var code = StopwiseCommand.Run(args, around, Stop);
        Output = Trimmed(_output);
        Error = Trimmed(_error);
        return code;
    }

    public string InFolder(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Put(params Run[] runs)
    {
        using var store = RunStore.Open(Store);
        store.Save([.. runs.Select(r => new RunFound(r, []))]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static Run Sample(string id = "mini/django-1") =>
        new()
        {
            Id = id,
            Format = "mini-swe-agent",
            Agent = "mini-swe-agent",
            AgentVersion = "2.1",
            Model = "gpt-5-mini",
            TaskId = "django-1",
            Trial = "0",
            Prompt = "Fix the [bold]bug[/]\nin models.py",
            StartedAt = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero),
            EndedAt = new DateTimeOffset(2026, 3, 1, 8, 12, 3, TimeSpan.Zero),
            ExitStatus = "Submitted",
            Outcome = new Outcome(OutcomeState.Solved, Trusted: true, "results.json:resolved"),
            Steps =
            [
                Step(0, "ls", "a.txt\nb.txt", 0),
                Step(1, "pytest", "1 failed \u001b[31mred\u001b[0m [/] [blink]", 1),
                new Step
                {
                    Index = 2,
                    Turn = 2,
                    Message = "I look around.",
                    Reply = "Go on.",
                    Usage = Spent,
                },
            ],
            Closing = new Step
            {
                Index = 3,
                Turn = 3,
                Message = "Done.",
                Usage = Spent,
            },
            SecretsMasked = 2,
            Source = new RunSource("runs/django-1.traj.json"),
        };

    private static Usage Spent => new(1_000, 50, 900, 0.0125m, Estimated: false);

    private static Step Step(int index, string command, string result, int exit) =>
        new()
        {
            Index = index,
            Turn = index,
            Message = $"Step {index}",
            Calls =
            [
                new ToolCall
                {
                    Name = "bash",
                    Arguments = command,
                    Command = command,
                    Result = result,
                    ExitCode = exit,
                },
            ],
            Usage = Spent,
        };

    private static string Trimmed(StringWriter writer) =>
        string.Join('\n', writer.ToString().Split('\n').Select(l => l.TrimEnd())).TrimEnd('\n');
}
