using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Export.Cuts;

/// <summary>What holds for every cut, whatever the run and the format.</summary>
internal static class CutLaws
{
    /// <summary>A cut that was written and read again is the beginning of its run: null, or the first thing that differs.</summary>
    public static string? Difference(RunCut cut, CutFile file, Run again)
    {
        var origin = cut.Origin;
        var told = file.Format == CutFormat.ClaudeCode && origin.Format != "claude-code-transcript";
        var end = (cut.Hint?.Message, Gap: file.Format == CutFormat.Atif ? 2 : 1);
        var kept = cut.Steps.Where(s => !told || s.ParentCallId is null).ToList();
        string[] expected =
        [
            file.Id,
            "Unknown",
            NullIfEmpty(origin.Prompt) ?? "",
            .. kept.Select(s => told ? Told(s, end) : Whole(s, end)),
            told ? Replies(kept, end) : "",
        ];
        string[] found =
        [
            again.Id == origin.Id ? "the id of the origin" : again.Id,
            again.Outcome.State.ToString(),
            Without(again.Prompt, end) ?? "",
            .. again.Steps.Select(s => told ? Told(s, end) : Whole(s, end)),
            told ? Replies(again.Steps, end) : "",
        ];
        var (from, differs) =
            expected.Length == found.Length
                ? expected.Zip(found).Index().FirstOrDefault(p => p.Item.First != p.Item.Second, (-1, default))
                : (0, ($"{expected.Length} parts", $"{found.Length} parts"));
        return from < 0
            ? null
            : $"{origin.Id} before {cut.Before}, part {from}:\n{Around(differs.Item1, differs.Item2)}\nbecame\n{Around(differs.Item2, differs.Item1)}";

        static string Around(string text, string other)
        {
            var same = text.Zip(other).TakeWhile(c => c.First == c.Second).Count();
            return text[Math.Max(0, same - 100)..Math.Min(text.Length, same + 200)];
        }
    }

    /// <summary>Every call has exactly one result, and messages follow each other as the format wants it.</summary>
    public static void IsWellFormed(CutFile file)
    {
        switch (file.Format)
        {
            case CutFormat.ClaudeCode:
                Session(file);
                break;
            case CutFormat.Messages:
                Messages(file);
                break;
            case CutFormat.MiniSweAgent:
                Answered(Json(file).GetProperty("messages").EnumerateArray().ToList());
                break;
            default:
                Atif(file);
                break;
        }
    }

    private static void Session(CutFile file)
    {
        var rows = Lines(file);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.TryGetProperty("sessionId", out var session))
            {
                session.GetString().ShouldBe(file.Id);
            }

            if (row.TryGetProperty("parentUuid", out var parent) && parent.ValueKind == JsonValueKind.String)
            {
                names.ShouldContain(parent.GetString()!);
            }

            if (row.TryGetProperty("uuid", out var uuid))
            {
                names.Add(uuid.GetString()!).ShouldBeTrue();
            }
        }

        var blocks = rows.Where(r => !(r.TryGetProperty("isSidechain", out var side) && side.GetBoolean()))
            .SelectMany(Blocks)
            .ToList();
        var calls = Ids(blocks, "tool_use", "id");
        calls.ShouldBeUnique();
        Ids(blocks, "tool_result", "tool_use_id").Order().ShouldBe(calls.Order());
    }

    private static void Messages(CutFile file)
    {
        var messages = Json(file).GetProperty("messages").EnumerateArray().ToList();
        Answered(messages);
        var roles = messages.ConvertAll(Role);
        roles.Zip(roles.Skip(1)).ShouldNotContain(("user", "user"));
        messages.SelectMany(Calls).ShouldBeUnique();
    }

    /// <summary>Behind a message with calls stand their answers, each once and nothing else between.</summary>
    private static void Answered(List<JsonElement> messages)
    {
        messages.ConvertAll(Role).FirstOrDefault().ShouldNotBe("tool");
        foreach (var (i, message) in messages.Index().Where(m => Role(m.Item) != "tool"))
        {
            messages
                .Skip(i + 1)
                .TakeWhile(m => Role(m) == "tool")
                .Select(m => m.GetProperty("tool_call_id").GetString()!)
                .ShouldBe(Calls(message), ignoreOrder: true);
        }
    }

    private static void Atif(CutFile file)
    {
        foreach (var step in Json(file).GetProperty("steps").EnumerateArray())
        {
            var calls = step.TryGetProperty("tool_calls", out var c)
                ? c.EnumerateArray().Select(x => x.GetProperty("tool_call_id").GetString()).ToList()
                : [];
            var results = step.TryGetProperty("observation", out var o)
                ? o.GetProperty("results").EnumerateArray().Select(x => x.GetProperty("source_call_id").GetString())
                : [];
            results.ShouldBe(calls);
        }
    }

    private static List<string> Calls(JsonElement message) =>
        message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array
            ? [.. calls.EnumerateArray().Select(c => c.GetProperty("id").GetString()!)]
            : [];

    private static string Role(JsonElement message) => message.GetProperty("role").GetString()!;

    public static List<JsonElement> Lines(CutFile file)
    {
        var text = System.Text.Encoding.UTF8.GetString(file.Content.Span);
        return
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement),
        ];
    }

    public static JsonElement Json(CutFile file) => JsonDocument.Parse(file.Content).RootElement;

    private static IEnumerable<JsonElement> Blocks(JsonElement row) =>
        row.TryGetProperty("message", out var message)
        && message.TryGetProperty("content", out var content)
        && content.ValueKind == JsonValueKind.Array
            ? content.EnumerateArray()
            : [];

    private static List<string> Ids(List<JsonElement> blocks, string type, string field) =>
        [
            .. blocks
                .Where(b => b.TryGetProperty("type", out var t) && t.GetString() == type)
                .Select(b => b.GetProperty(field).GetString()!),
        ];

    /// <summary>All of a step; the hint is a part of what came back to the last one.</summary>
    private static string Whole(Step step, (string? Hint, int Gap) end) =>
        JsonSerializer.Serialize(
            step with
            {
                Reply = Without(step.Reply, end),
                Calls = [.. step.Calls.Select(c => c with { Result = Without(c.Result, end) })],
            }
        );

    /// <summary>What a session that is told anew can keep of a step.</summary>
    private static string Told(Step step, (string? Hint, int Gap) end) =>
        JsonSerializer.Serialize(
            new
            {
                step.Message,
                Calls = step
                    .Calls.Select(c => new
                    {
                        c.Name,
                        Arguments = Compact(c.Arguments),
                        c.Command,
                        Result = Without(c.Result, end),
                        c.IsError,
                    })
                    .ToList(),
            }
        );

    private static string Replies(IEnumerable<Step> steps, (string? Hint, int Gap) end) =>
        string.Join('\n', steps.Select(s => Without(s.Reply, end)).Where(r => r is not null));

    private static string Compact(string arguments) =>
        Formats.Original.ParseLine(System.Text.Encoding.UTF8.GetBytes(arguments)) is { } json
            ? JsonSerializer.Serialize(json)
            : arguments;

    /// <summary>What came back before the hint: the hint is a line more of it, in ATIF a paragraph.</summary>
    private static string? Without(string? text, (string? Hint, int Gap) end)
    {
        if (end.Hint is null || text?.EndsWith(end.Hint, StringComparison.Ordinal) != true)
        {
            return NullIfEmpty(text);
        }

        var rest = text[..^end.Hint.Length];
        return rest.Length < end.Gap ? null : NullIfEmpty(rest[..^end.Gap]);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
