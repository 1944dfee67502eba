using System.Globalization;
using System.Text.Json;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Export.Cuts;

/// <summary>Tells the main line of a run as a session of Claude Code, turn by turn.</summary>
internal sealed class ToldSession(SessionWriter session, RunCut cut)
{
    private readonly string _model = cut.Origin.Model ?? "unknown";
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public void Tell()
    {
        if (cut.Origin.Prompt is { } prompt)
        {
            session.User(prompt, cut.Origin.StartedAt);
        }

        var steps = cut.Steps.Where(s => s.ParentCallId is null).ToList();
        for (var first = 0; first < steps.Count; )
        {
            var turn = steps.Skip(first).TakeWhile(s => s.Turn == steps[first].Turn).ToList();
            Turn(turn);
            first += turn.Count;
        }
    }

    private void Turn(List<Step> turn)
    {
        var answer = string.Create(CultureInfo.InvariantCulture, $"msg_{cut.Uuid:N}_{turn[0].Turn}");
        var calls = new List<(ToolCall Call, string Id)>();
        foreach (var step in turn)
        {
            // What the first step says stands in front of its call; text of a later one came behind its own.
            if (step == turn[0])
            {
                Say(answer, step);
            }

            foreach (var call in step.Calls)
            {
                var id = Unique(call.Id);
                calls.Add((call, id));
                session.Assistant(answer, _model, step.At, block => Use(block, call, id));
            }

            if (step != turn[0])
            {
                Say(answer, step);
            }
        }

        foreach (var (call, id) in calls)
        {
            session.Result(id, call.Result ?? RunCut.MissingResult, call.IsError, at: null);
        }

        foreach (var reply in turn.Select(s => s.Reply).OfType<string>())
        {
            session.User(reply, at: null);
        }
    }

    private void Say(string answer, Step step)
    {
        if (step.Message.Length > 0)
        {
            session.Assistant(
                answer,
                _model,
                step.At,
                block =>
                {
                    block.WriteString("type", "text");
                    block.WriteString("text", step.Message);
                }
            );
        }
    }

    private static void Use(Utf8JsonWriter block, ToolCall call, string id)
    {
        block.WriteString("type", "tool_use");
        block.WriteString("id", id);
        block.WriteString("name", call.Name);
        block.WritePropertyName("input");
        using var input = JsonDocument.Parse(MessagesCut.Arguments(call));

        Write(block, input.RootElement);
    }

    /// <summary>Compact, because a row is a line; half of a surrogate pair becomes the text of its escape.</summary>
    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue(value.AsText());
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var (name, inner) in value.Fields())
                {
                    writer.WritePropertyName(name);
                    Write(writer, inner);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var inner in value.EnumerateArray())
                {
                    Write(writer, inner);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>An id as Anthropic's API accepts it; other models' ids hold dots and colons.</summary>
    private string Unique(string id)
    {
        id = new string([.. id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')]);
        for (var n = _ids.Count; id.Length == 0 || !_ids.Add(id); n++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"toolu_{cut.Uuid:N}_{n}");
        }

        return id;
    }
}
