using System.Text.Json.Nodes;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Demo;

/// <summary>Writes one demo run step by step and keeps its token account.</summary>
/// <remarks>
/// Every call sends the whole conversation again, as agents do: input tokens of a call are the context so far, and what
/// the previous call already sent is read from the cache. Text counts as one token per four characters.
/// </remarks>
internal sealed class DemoScript
{
    /// <summary>Tokens of the system prompt and the tool descriptions.</summary>
    private const int PreambleTokens = 3_800;

    /// <summary>Tokens the simulated model writes around each tool call.</summary>
    private const int OverheadTokens = 45;

    // Prices of the simulated model, in US dollars per million tokens.
    private const decimal FreshPrice = 3.00m;
    private const decimal CachedPrice = 0.30m;
    private const decimal OutputPrice = 15.00m;

    private static readonly DateTimeOffset FirstDay = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly Run _head;
    private readonly List<Step> _steps = [];
    private long _context;
    private long _alreadySent;
    private DateTimeOffset _now;

    /// <summary>Begins a run.</summary>
    /// <param name="id">Stable id of the run.</param>
    /// <param name="taskId">The task; runs of one task are kin.</param>
    /// <param name="trial">Which attempt at the task, from 1.</param>
    /// <param name="prompt">What the agent is asked to do.</param>
    /// <param name="minute">Minutes after the first run of the demo at which this one begins.</param>
    public DemoScript(string id, string taskId, int trial, string prompt, int minute)
    {
        _context = PreambleTokens + Tokens(prompt);
        _now = FirstDay.AddMinutes(minute);
        _head = new Run
        {
            Id = id,
            Format = DemoRuns.Format,
            Agent = DemoRuns.Agent,
            Model = DemoRuns.Model,
            TaskId = taskId,
            Trial = trial.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Prompt = prompt,
            StartedAt = _now,
            Outcome = Outcome.Unknown,
            Steps = [],
            Source = new RunSource("demo:" + id),
        };
    }

    /// <summary>Steps written so far.</summary>
    public int Count => _steps.Count;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What the result shows.</param>
    /// <param name="unseen">Tokens of the result that the demo does not spell out.</param>
    public void Read(string path, string content, int unseen = 0) =>
        Add($"Let me look at {path}.", "Read", new JsonObject { ["file_path"] = path }, content, null, unseen);

    /// <summary>Replaces text in a file.</summary>
    public void Edit(string path, string before, string after, string message) =>
        Add(
            message,
            "Edit",
            new JsonObject
            {
                ["file_path"] = path,
                ["old_string"] = before,
                ["new_string"] = after,
            },
            $"The file {path} has been updated.",
            null,
            0
        );

    /// <summary>Runs a shell command.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="result">What the result shows.</param>
    /// <param name="exitCode">0 for success.</param>
    /// <param name="message">What the agent says first.</param>
    /// <param name="unseen">Tokens of the result that the demo does not spell out.</param>
    public void Bash(string command, string result, int exitCode = 0, string message = "", int unseen = 0) =>
        Add(message, "Bash", new JsonObject { ["command"] = command }, result, exitCode, unseen);

    /// <summary>Ends the run with a farewell and the verdict of the simulated verifier.</summary>
    public Run End(bool solved, string farewell, string? submission, string exitStatus = "finished")
    {
        var closing = new Step
        {
            Index = _steps.Count,
            Turn = _steps.Count,
            Message = farewell,
            Usage = Spend(Tokens(farewell)),
            At = _now,
        };
        return _head with
        {
            Steps = _steps,
            Closing = closing,
            EndedAt = _now,
            ExitStatus = exitStatus,
            Submission = submission,
            StatedCostUsd = _steps.Sum(s => s.Usage.CostUsd) + closing.Usage.CostUsd,
            Outcome = new Outcome(
                solved ? OutcomeState.Solved : OutcomeState.Failed,
                Trusted: true,
                Source: "demo",
                Reason: "simulated verdict"
            ),
        };
    }

    private void Add(string message, string tool, JsonObject arguments, string result, int? exitCode, int unseen)
    {
        var argumentText = arguments.ToJsonString();
        var index = _steps.Count;
        var usage = Spend(OverheadTokens + Tokens(message) + Tokens(argumentText));
        var shown = unseen == 0 ? result : $"{result}\n[about {unseen} more tokens, left out of the demo]";
        var call = new ToolCall
        {
            Id = $"call_{index + 1:D3}",
            Name = tool,
            Arguments = argumentText,
            Command = (string?)arguments["command"],
            Result = shown,
            ExitCode = exitCode,
            IsError = exitCode is not (null or 0),
        };
        _steps.Add(
            new Step
            {
                Index = index,
                Turn = index,
                Message = message,
                Calls = [call],
                Usage = usage,
                At = _now,
            }
        );
        _context += Tokens(result) + unseen;
    }

    private Usage Spend(int output)
    {
        var cost =
            ((_context - _alreadySent) * FreshPrice + _alreadySent * CachedPrice + output * OutputPrice) / 1_000_000m;
        var usage = new Usage(_context, output, _alreadySent, decimal.Round(cost, 6), Estimated: false);
        _now = _now.AddSeconds(4 + (output / 30));
        _alreadySent = _context;
        _context += output;
        return usage;
    }

    private static int Tokens(string text) => (text.Length + 3) / 4;
}
