using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Export.Cuts;

/// <summary>
/// A cut run as chat messages: every call has an id of its own and one answer right behind its message, and no two messages
/// of the user follow each other.
/// </summary>
internal sealed class MessagesCut
{
    public const string Format = "stopwise-messages-1";

    private const int LongestName = 64;

    private static readonly JsonWriterOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
    };

    private readonly Utf8JsonWriter _writer;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private string? _said;

    private MessagesCut(Utf8JsonWriter writer) => _writer = writer;

    public static CutFile Write(RunCut cut)
    {
        using var document = new MemoryStream();
        using (var writer = new Utf8JsonWriter(document, Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteString(
                "about",
                "Chat messages in the form of OpenAI, cut from a recorded run. Send them as the history of a new conversation; "
                    + "the system prompt and the tools are the agent's own and are not here."
            );
            writer.WriteString("id", cut.Id);
            writer.WriteString("cut_from", cut.Origin.Id);
            writer.WriteNumber("before_step", cut.Before);
            writer.WriteText("task", cut.Origin.TaskId);
            writer.WriteText("model", cut.Origin.Model);
            writer.WriteStartArray("messages");
            new MessagesCut(writer).All(cut);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        var name = Path.GetFileNameWithoutExtension(AtifExport.FileNameOf(cut.ToRun()));
        return new CutFile($"{name}.messages.json", CutFormat.Messages, cut.Id, document.ToArray(), NotesOn(cut));
    }

    private static string[] NotesOn(RunCut cut) =>
        [
            "The system prompt and the tools are not in the recording: start the agent with its own.",
            .. cut.Steps.Any(s => s.ParentCallId is not null)
                ? ["Steps of sub-agents are left out: their reports are the results of the calls that started them."]
                : Array.Empty<string>(),
        ];

    private void All(RunCut cut)
    {
        _said = cut.Origin.Prompt;
        var steps = cut.Steps.Where(s => s.ParentCallId is null).ToList();
        for (var first = 0; first < steps.Count; )
        {
            var turn = steps.Skip(first).TakeWhile(s => s.Turn == steps[first].Turn).ToList();
            Assistant(turn);
            first += turn.Count;
        }

        if (cut.Hint is { } hint)
        {
            _said = RunCut.Joined(_said, hint.Message);
        }

        User();
    }

    private void Assistant(List<Step> turn)
    {
        User();
        var text = string.Join('\n', turn.Select(s => s.Message).Where(m => m.Length > 0));
        var calls = turn.SelectMany(s => s.Calls).Select(c => (Call: c, Id: Unique(c.Id))).ToList();
        _writer.WriteStartObject();
        _writer.WriteString("role", "assistant");
        _writer.WriteText("name", turn[0].Agent is { } agent ? Name(agent) : null);
        if (text.Length > 0 || calls.Count == 0)
        {
            _writer.WriteString("content", text);
        }
        else
        {
            _writer.WriteNull("content");
        }

        if (calls.Count > 0)
        {
            _writer.WriteStartArray("tool_calls");
            calls.ForEach(c => Call(c.Call, c.Id));
            _writer.WriteEndArray();
        }

        _writer.WriteEndObject();
        foreach (var (call, id) in calls)
        {
            Message("tool", call.Result ?? RunCut.MissingResult, id);
        }

        var replies = turn.Select(s => s.Reply).Where(r => !string.IsNullOrEmpty(r)).ToList();
        _said = replies.Count == 0 ? null : string.Join('\n', replies);
    }

    /// <summary>What the user has said since the last message, as one message.</summary>
    private void User()
    {
        if (!string.IsNullOrEmpty(_said))
        {
            Message("user", _said, null);
            _said = null;
        }
    }

    private void Message(string role, string content, string? call)
    {
        _writer.WriteStartObject();
        _writer.WriteString("role", role);
        _writer.WriteText("tool_call_id", call);
        _writer.WriteString("content", content);
        _writer.WriteEndObject();
    }

    private void Call(ToolCall call, string id)
    {
        _writer.WriteStartObject();
        _writer.WriteString("id", id);
        _writer.WriteString("type", "function");
        _writer.WriteStartObject("function");
        _writer.WriteString("name", Name(call.Name));
        _writer.WriteString("arguments", Arguments(call));
        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    /// <summary>Arguments as the text of an object: a bare command or text becomes one.</summary>
    internal static string Arguments(ToolCall call)
    {
        if (Original.ParseLine(Encoding.UTF8.GetBytes(call.Arguments)) is { ValueKind: JsonValueKind.Object })
        {
            return call.Arguments;
        }

        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = Indented.Encoder }))
        {
            writer.WriteStartObject();
            if (call.Arguments.Length > 0 || call.Command is not null)
            {
                writer.WriteString(call.Arguments == call.Command ? "command" : "input", call.Arguments);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>A name as these APIs accept it: ASCII letters, digits, dash and underscore.</summary>
    private static string Name(string name)
    {
        var clean = new string([
            .. name.Take(LongestName).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'),
        ]);
        return clean.Length == 0 ? "unnamed" : clean;
    }

    private string Unique(string id)
    {
        var unique = id;
        for (var n = _ids.Count; unique.Length == 0 || !_ids.Add(unique); n++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"call_{n}");
        }

        return unique;
    }
}
