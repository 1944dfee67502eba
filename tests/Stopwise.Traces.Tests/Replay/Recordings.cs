using Stopwise.Traces.Replay;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Replay;

/// <summary>Runs to record, made up from a seed, and ways to replay them.</summary>
internal static class Recordings
{
    private static readonly string[] Words =
    [
        "read",
        "naïve",
        "Größe",
        "日本",
        "🙂",
        "a\tb",
        "\"quoted\"",
        "line\nbreak",
        "\\",
        "x",
        "",
        "{\"a\":1}",
    ];

    public static Run Made(int seed, int turns = 6)
    {
        var dice = new Random(seed);
        var steps = new List<Step>();
        for (var turn = 0; turn < turns; turn++)
        {
            var size = dice.Next(1, 3);
            for (var i = 0; i < size; i++)
            {
                steps.Add(
                    new Step
                    {
                        Index = steps.Count,
                        Turn = turn,
                        Message = i == 0 || dice.Next(3) == 0 ? Text(dice, turn) : "",
                        Thought = dice.Next(2) == 0 ? Text(dice, turn) : null,
                        Calls = [.. Enumerable.Range(0, dice.Next(3)).Select(n => Call(dice, steps.Count, n))],
                        Reply = dice.Next(4) == 0 ? Text(dice, turn) : null,
                        Usage = i == 0 ? new Usage(100 + turn, 10, null, 0.25m, Estimated: false) : Usage.None,
                    }
                );
            }
        }

        return RunMaker.Of($"made-{seed}", true, [.. steps]) with
        {
            Prompt = "Do it, " + Text(dice, 0),
            Closing =
                dice.Next(2) == 0
                    ? new Step
                    {
                        Index = steps.Count,
                        Turn = turns,
                        Message = "Done.",
                    }
                    : null,
        };
    }

    public static AskedCall Asked(CassetteEntry entry) =>
        new(entry.Kind, entry.Name, [new AskedForm(entry.Form, entry.Request)]);

    public static Cassette ThroughAFile(Cassette cassette)
    {
        using var written = new MemoryStream();
        cassette.Write(written);
        return OfText(written.ToArray());
    }

    public static Cassette OfText(byte[] text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, text);
            return Cassette.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Text(Random dice, int turn) =>
        string.Join(' ', Enumerable.Range(0, dice.Next(1, 6)).Select(_ => Words[dice.Next(Words.Length)])) + turn;

    private static ToolCall Call(Random dice, int step, int number)
    {
        var shell = dice.Next(2) == 0;
        var command = $"ls {Text(dice, number)}";
        return new ToolCall
        {
            Id = dice.Next(3) == 0 ? "" : $"call-{step}-{number}",
            Name = shell ? "bash" : "Look",
            Arguments =
                shell ? command
                : dice.Next(2) == 0 ? """{"z": 1.50, "a": [true, null, 12345678901234567890]}"""
                : "no json",
            Command = shell ? command : null,
            Result = dice.Next(5) == 0 ? null : Text(dice, step),
            IsError = dice.Next(5) == 0,
            ExitCode = shell ? dice.Next(2) : null,
        };
    }
}
