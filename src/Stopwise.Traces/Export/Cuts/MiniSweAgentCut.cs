using System.Text.Encodings.Web;
using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Export.Cuts;

/// <summary>A trajectory of mini-swe-agent up to a step: its own messages, and what it says of the run's end taken out.</summary>
internal static class MiniSweAgentCut
{
    // What is written here and not copied.
    private static readonly string[] Written = ["info", "messages", "trajectory_format", "instance_id"];

    private static readonly string[] OfTheEnd =
    [
        "exit_status",
        "submission",
        "result",
        "traceback",
        "model_stats",
        "stopwise",
    ];

    private static readonly JsonWriterOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
    };

    /// <returns>Null where the source of the run is not at hand.</returns>
    public static CutFile? TryWrite(RunCut cut, IReadOnlyList<Payload> originals)
    {
        var root = originals
            .Select(o => Original.ParseLine(o.Content))
            .FirstOrDefault(r => r is { } json && json.Items("messages").Any());
        if (root is not { } trajectory)
        {
            return null;
        }

        using var document = new MemoryStream();
        using (var writer = new Utf8JsonWriter(document, Indented))
        {
            writer.WriteStartObject();
            Info(writer, cut, trajectory.Field("info"));
            writer.WriteStartArray("messages");
            Messages(writer, cut, [.. trajectory.Items("messages")]);
            writer.WriteEndArray();
            writer.WriteString("trajectory_format", trajectory.Text("trajectory_format") ?? "mini-swe-agent-1");
            writer.WriteString("instance_id", cut.Id);
            foreach (var (name, value) in trajectory.Fields().Where(f => !Written.Contains(f.Name)))
            {
                writer.WritePropertyName(name);
                writer.WriteAsItIs(value);
            }

            writer.WriteEndObject();
        }

        var file = Path.GetFileNameWithoutExtension(AtifExport.FileNameOf(cut.ToRun()));
        return new CutFile($"{file}.traj.json", CutFormat.MiniSweAgent, cut.Id, document.ToArray(), []);
    }

    private static void Info(Utf8JsonWriter writer, RunCut cut, JsonElement? info)
    {
        writer.WriteStartObject("info");
        foreach (var (name, value) in info is { ValueKind: JsonValueKind.Object } known ? known.Fields() : [])
        {
            if (!OfTheEnd.Contains(name))
            {
                writer.WritePropertyName(name);
                writer.WriteAsItIs(value);
            }
        }

        writer.WriteStartObject("model_stats");
        writer.WriteNumber("api_calls", cut.Before);
        if (cut.Steps.All(s => s.Usage.CostUsd is not null))
        {
            writer.WriteNumber("instance_cost", cut.Steps.Sum(s => s.Usage.CostUsd ?? 0));
        }

        writer.WriteEndObject();
        writer.WriteStartObject("stopwise");
        writer.WriteString("cut_from", cut.Origin.Id);
        writer.WriteNumber("before_step", cut.Before);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Messages(Utf8JsonWriter writer, RunCut cut, List<JsonElement> messages)
    {
        var answers = 0;
        var open = new List<string>();
        var unanswered = false;
        foreach (var message in messages)
        {
            var role = message.Text("role");
            if (role == "assistant")
            {
                if (answers++ == cut.Before)
                {
                    break;
                }

                Answer(writer, open, unanswered);
                open = [.. message.Items("tool_calls").Select(c => c.Text("id")).OfType<string>()];
                unanswered = open.Count == 0;
            }
            else if (message.Text("tool_call_id") is { } answered)
            {
                open.Remove(answered);
            }
            else
            {
                unanswered = false;
            }

            // The message with which the scaffold notes that a run has ended goes to no model.
            if (role != "exit")
            {
                writer.WriteAsItIs(message);
            }
        }

        Answer(writer, open, unanswered);
        if (cut.Hint is { } hint)
        {
            Message(writer, "user", hint.Message, null);
        }
    }

    /// <summary>Answers what the recording left open: a message in which nothing was run is answered too.</summary>
    private static void Answer(Utf8JsonWriter writer, List<string> open, bool unanswered)
    {
        foreach (var call in open)
        {
            Message(writer, "tool", RunCut.MissingResult, call);
        }

        if (unanswered)
        {
            Message(writer, "user", RunCut.MissingResult, null);
        }
    }

    private static void Message(Utf8JsonWriter writer, string role, string content, string? call)
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteText("tool_call_id", call);
        writer.WriteString("content", content);
        writer.WriteEndObject();
    }
}
