using System.Globalization;
using System.Text;
using System.Text.Json;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Onset;

/// <summary>What a judge answered, read as data: an order of turns that it was given, and nothing else.</summary>
/// <param name="Turns">The turns that it names, the most suspect first, each once, with its reason in plain text.</param>
/// <param name="LeftAside">Entries that name a turn it was not given, or name one again.</param>
/// <param name="Fault">Why the answer cannot be used; null where it can.</param>
internal sealed record JudgeAnswer(IReadOnlyList<(int Turn, string? Reason)> Turns, int LeftAside, string? Fault)
{
    private const int LongestReason = 200;

    /// <param name="answer">What came.</param>
    /// <param name="given">The turns that were given.</param>
    public static JudgeAnswer Read(string answer, IReadOnlySet<int> given)
    {
        // Models put a fence or a sentence around what they write.
        var (start, end) = (answer.IndexOf('['), answer.LastIndexOf(']'));
        if (start < 0 || end < start)
        {
            return Faulty("there is no JSON array in it");
        }

        try
        {
            using var array = JsonDocument.Parse(Encoding.UTF8.GetBytes(answer, start, end + 1 - start));
            return Read(array.RootElement, given);
        }
        catch (JsonException e)
        {
            return Faulty(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"its JSON breaks off in line {e.LineNumber + 1} at byte {e.BytePositionInLine + 1}"
                )
            );
        }
        // An escape for half a character is JSON, and no text.
        catch (InvalidOperationException)
        {
            return Faulty("a text in it holds half a character");
        }
    }

    private static JudgeAnswer Read(JsonElement array, IReadOnlySet<int> given)
    {
        var turns = new List<(int Turn, string? Reason)>();
        var aside = 0;
        foreach (var entry in array.EnumerateArray())
        {
            if (TurnOf(entry) is not { } turn)
            {
                return Faulty("""an entry is not of the form {"turn": NUMBER, "reason": "TEXT"}""");
            }

            if (given.Contains(turn) && turns.TrueForAll(t => t.Turn != turn))
            {
                turns.Add((turn, ReasonOf(entry)));
            }
            else
            {
                aside++;
            }
        }

        return turns.Count == 0 ? Faulty("it names none of the turns that were given") : new(turns, aside, null);
    }

    private static int? TurnOf(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("turn", out var turn) ? NumberOf(turn)
        : entry.ValueKind == JsonValueKind.Number ? NumberOf(entry)
        : null;

    /// <summary>A number that is no turn of any run, such as 1.5 or 1e30, is -1.</summary>
    private static int? NumberOf(JsonElement number) =>
        number.ValueKind != JsonValueKind.Number ? null
        : number.TryGetInt32(out var turn) ? turn
        : -1;

    private static string? ReasonOf(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty("reason", out var reason)
        && reason.ValueKind == JsonValueKind.String
        && PlainLine.Of(reason.GetString(), LongestReason) is { Length: > 0 } plain
            ? plain
            : null;

    private static JudgeAnswer Faulty(string fault) => new([], 0, fault);
}
