using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Tests;

/// <summary>A run of an agent with one tool, made by hand.</summary>
internal static class RecordedAgent
{
    public static Run Run() =>
        new()
        {
            Id = "made",
            Format = "made",
            Agent = "made",
            Model = "m",
            Prompt = "weather?",
            Outcome = Outcome.Unknown,
            Source = new RunSource("made"),
            Steps =
            [
                new Step
                {
                    Index = 0,
                    Turn = 0,
                    Message = "I look.",
                    Calls =
                    [
                        new ToolCall
                        {
                            Id = "c1",
                            Name = "weather",
                            Arguments = """{"city":"Ulm"}""",
                            Result = "sunny",
                        },
                    ],
                },
            ],
            Closing = new Step
            {
                Index = 1,
                Turn = 1,
                Message = "It is sunny.",
            },
        };
}
