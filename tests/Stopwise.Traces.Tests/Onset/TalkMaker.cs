using Stopwise.Traces.Onset;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Onset;

/// <summary>Short ways to write down a conversation of agents.</summary>
internal static class TalkMaker
{
    public static Step Says(string agent, string message, string? to = null) =>
        new()
        {
            Index = 0,
            Turn = 0,
            Agent = agent,
            Addressee = to,
            Message = message,
        };

    public static Step Thinks(string agent, string thought) => Says(agent, "") with { Thought = thought };

    /// <summary>What a terminal printed for the code of the message before.</summary>
    public static Step Prints(string output, int exit = 0) =>
        Says("Computer_terminal", "") with
        {
            Calls =
            [
                new ToolCall
                {
                    Name = "Computer_terminal",
                    Arguments = "",
                    Result = output,
                    ExitCode = exit,
                    IsError = exit != 0,
                },
            ],
        };

    public static Run RunOf(string? question, params Step[] steps) =>
        RunMaker.Of("talk", solved: false, [.. steps.Select((s, i) => s with { Index = i, Turn = i })]) with
        {
            Prompt = question,
            Agent = "talkers",
        };

    public static RunView View(string? question, params Step[] steps) => new(RunOf(question, steps));
}
