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

    /// <summary>Copies a row under its new name.</summary>
    public void Copy(TranscriptRow row)
    {
        Line(writer =>
        {
            foreach (var field in row.Json.EnumerateObject())
            {
                Field(writer, row, field);
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

    private void Field(Utf8JsonWriter writer, TranscriptRow row, JsonProperty field)
    {
        switch (field.Name)
        {
            case "sessionId":
                writer.WriteString(field.Name, _session);
                break;
            case "parentUuid":
                writer.WriteString(field.Name, Parent(row));
                break;
            case "message" or "toolUseResult":
                writer.WritePropertyName(field.Name);
                AsItIs(writer, field.Value);
                break;
            default:
                writer.WritePropertyName(field.Name);
                Renamed(writer, field.Value);
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
                foreach (var field in value.EnumerateObject())
                {
                    writer.WritePropertyName(field.Name);
                    Renamed(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            default:
                AsItIs(writer, value);
                break;
        }
    }

    /// <summary>The source's own text, which may hold what a writer refuses, such as half of a surrogate pair.</summary>
    private static void AsItIs(Utf8JsonWriter writer, JsonElement value) =>
        writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);

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
