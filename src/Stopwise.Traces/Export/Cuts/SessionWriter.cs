using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Export.Cuts;

/// <summary>Writes rows of a Claude Code session: each names the row before it, and all have names of this session only.</summary>
internal sealed class SessionWriter
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Stream _output;
    private readonly string _session;
    private readonly HashSet<string> _copied;
    private string? _last;
    private string? _folder;
    private string? _branch;
    private DateTimeOffset _at = DateTimeOffset.UnixEpoch;
    private int _made;

    /// <param name="output">Takes the lines.</param>
    /// <param name="session">The id of the session.</param>
    /// <param name="copied">Names of the rows that will be copied: only these may be referred to.</param>
    public SessionWriter(Stream output, string session, IEnumerable<string> copied)
    {
        (_output, _session) = (output, session);
        _copied = copied.ToHashSet(StringComparer.Ordinal);
    }

    public string? Version { get; set; }

    /// <summary>A row of our own that says where the session comes from; Claude Code passes over rows that it does not know.</summary>
    public void Origin(RunCut cut) =>
        Line(writer =>
        {
            writer.WriteString("type", "stopwise-cut");
            writer.WriteString("sessionId", _session);
            writer.WriteString("cutFrom", cut.Origin.Id);
            writer.WriteNumber("beforeStep", cut.Before);
        });

    /// <summary>Copies a row under its new name.</summary>
    public void Copy(TranscriptRow row)
    {
        Line(writer =>
        {
            foreach (var (name, value) in row.Json.Fields())
            {
                Field(writer, row, name, value);
            }
        });
        Remember(row);
    }

    public void User(string text, DateTimeOffset? at) =>
        Row(
            "user",
            at,
            writer =>
            {
                writer.WriteString("role", "user");
                writer.WriteString("content", text);
            }
        );

    public void Result(string call, string result, bool isError, DateTimeOffset? at) =>
        Row(
            "user",
            at,
            writer =>
            {
                writer.WriteString("role", "user");
                writer.WriteStartArray("content");
                writer.WriteStartObject();
                writer.WriteString("type", "tool_result");
                writer.WriteString("tool_use_id", call);
                writer.WriteString("content", result);
                if (isError)
                {
                    writer.WriteBoolean("is_error", true);
                }

                writer.WriteEndObject();
                writer.WriteEndArray();
            }
        );

    /// <summary>A block of an answer; rows of one answer share its id.</summary>
    public void Assistant(string message, string model, DateTimeOffset? at, Action<Utf8JsonWriter> block) =>
        Row(
            "assistant",
            at,
            writer =>
            {
                writer.WriteString("id", message);
                writer.WriteString("type", "message");
                writer.WriteString("role", "assistant");
                writer.WriteString("model", model);
                writer.WriteStartArray("content");
                writer.WriteStartObject();
                block(writer);
                writer.WriteEndObject();
                writer.WriteEndArray();
                writer.WriteNull("stop_reason");
                writer.WriteStartObject("usage");
                writer.WriteNumber("input_tokens", 0);
                writer.WriteNumber("output_tokens", 0);
                writer.WriteEndObject();
            }
        );

    private void Row(string type, DateTimeOffset? at, Action<Utf8JsonWriter> message)
    {
        // Rows are put in the order of time when they are read: each is later than the one before.
        _at = at > _at ? at.Value : _at.AddMilliseconds(1);
        var uuid = NewName(string.Create(CultureInfo.InvariantCulture, $"made {_made++}"));
        Line(writer =>
        {
            writer.WriteString("parentUuid", _last);
            writer.WriteBoolean("isSidechain", false);
            writer.WriteString("userType", "external");
            writer.WriteText("cwd", _folder);
            writer.WriteString("sessionId", _session);
            writer.WriteString("version", Version ?? "unknown");
            writer.WriteText("gitBranch", _branch);
            writer.WriteString("type", type);
            writer.WriteStartObject("message");
            message(writer);
            writer.WriteEndObject();
            writer.WriteString("uuid", uuid);
            writer.WriteString("timestamp", Time(_at));
        });
        _last = uuid;
    }

    private void Field(Utf8JsonWriter writer, TranscriptRow row, string name, JsonElement value)
    {
        switch (name)
        {
            case "sessionId":
                writer.WriteString(name, _session);
                break;
            case "parentUuid":
                writer.WriteString(name, Parent(row));
                break;
            case "message" or "toolUseResult":
                writer.WritePropertyName(name);
                writer.WriteAsItIs(value);
                break;
            default:
                writer.WritePropertyName(name);
                Renamed(writer, value);
                break;
        }
    }

    /// <summary>The parent's new name. A parent that is gone is replaced by the row before, so that the chain holds.</summary>
    private string? Parent(TranscriptRow row) =>
        row.Json.Text("parentUuid") is not { } parent ? null
        : _copied.Contains(parent) ? NewName(parent)
        : row.IsSide ? null
        : _last;

    private void Renamed(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when value.AsText() is { } text && _copied.Contains(text):
                writer.WriteStringValue(NewName(text));
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var (name, inner) in value.Fields())
                {
                    writer.WritePropertyName(name);
                    Renamed(writer, inner);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteAsItIs(value);
                break;
        }
    }

    private void Remember(TranscriptRow row)
    {
        _at = row.Json.Time("timestamp") is { } at && at > _at ? at : _at;
        _folder = row.Json.Text("cwd") ?? _folder;
        _branch = row.Json.Text("gitBranch") ?? _branch;
        Version = row.Json.Text("version") ?? Version;
        if (!row.IsSide && row.Uuid is { } uuid)
        {
            _last = NewName(uuid);
        }
    }

    private string NewName(string name) => RunCut.Named($"{_session}\n{name}").ToString();

    private void Line(Action<Utf8JsonWriter> fields)
    {
        using (var writer = new Utf8JsonWriter(_output, Relaxed))
        {
            writer.WriteStartObject();
            fields(writer);
            writer.WriteEndObject();
        }

        _output.Write("\n"u8);
    }

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
