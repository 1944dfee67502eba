using System.Globalization;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Diagnosing;

/// <summary>A run made up of what coding agents do: looking, editing, checking, taking back, sub-agents, calls together.</summary>
internal static class GeneratedRun
{
    private const int Files = 400;

    /// <summary>The same seed makes the same run.</summary>
    public static Run Of(int steps, int seed)
    {
        var dice = new Random(seed);
        var made = new Step[steps];
        string? parent = null;
        for (var i = 0; i < steps; i++)
        {
            var call = CallOf(dice, i);
            made[i] = new Step
            {
                Index = i,
                Turn = dice.Next(10) == 0 && i > 0 ? made[i - 1].Turn : i,
                Message = $"I look at step {i.ToString(CultureInfo.InvariantCulture)} and go on.",
                Calls = [call],
                ParentCallId = parent,
                Usage = new Usage(1000 + dice.Next(50_000), 100 + dice.Next(400), 500, 0.01m, Estimated: false),
            };
            parent =
                parent is null && dice.Next(50) == 0 ? call.Id
                : parent is not null && dice.Next(8) == 0 ? null
                : parent;
        }

        return new Run
        {
            Id = "generated",
            Format = "generated",
            Agent = "generated",
            Outcome = Outcome.Unknown,
            Prompt = "Make the tests pass.",
            Steps = made,
            Source = new RunSource("generated"),
        };
    }

    private static ToolCall CallOf(Random dice, int i)
    {
        var file = $"src/package_{dice.Next(20)}/module_{dice.Next(Files)}.py";
        var failing = dice.Next(4);
        var (command, result, exit) = dice.Next(20) switch
        {
            < 9 => ($"cd /work && sed -n '1,{dice.Next(400)}p' {file}", Printed(dice), 0),
            < 12 => ($"grep -rn \"name_{dice.Next(500)}\" src | head -20", Printed(dice), dice.Next(2)),
            < 15 => ($"sed -i 's/old_{i}/new_{i}/' {file}", "", 0),
            < 18 => (
                $"python -m pytest tests/test_{dice.Next(9)}.py -q",
                failing == 0 ? "12 passed in 0.3s" : $"{failing} failed, 9 passed in 0.4s",
                failing == 0 ? 0 : 1
            ),
            18 => ($"git checkout {file}", "Updated 1 path from the index", 0),
            _ => ($"cat <<'EOF' > scratch_{i}.py\nprint({i})\nEOF\npython scratch_{i}.py", $"{i}", 0),
        };
        return new ToolCall
        {
            Id = $"call-{i.ToString(CultureInfo.InvariantCulture)}",
            Name = "bash",
            Arguments = command,
            Command = command,
            Result = result,
            ExitCode = exit,
        };
    }

    private static string Printed(Random dice) =>
        string.Concat(Enumerable.Repeat($"def name_{dice.Next(500)}(self): return {dice.Next()}\n", dice.Next(1, 12)));
}
