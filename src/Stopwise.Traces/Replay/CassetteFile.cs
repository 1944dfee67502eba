using System.Globalization;
using System.Text;
using System.Text.Json;
using Stopwise.Exits;
using Stopwise.Traces.Export;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Replay;

/// <summary>Cassettes as JSON lines: a header, then a line an entry. docs/reference/cassette.md has the fields.</summary>
internal static class CassetteFile
{
    public static void Write(Cassette cassette, Stream output)
    {
        Line(
            output,
            writer =>
            {
                writer.WriteNumber("cassette", Cassette.Version);
                writer.WriteString("source", cassette.Source);
            }
        );
        var earlier = new List<CassetteEntry>();
        foreach (var entry in cassette.Entries)
        {
            Line(output, writer => Entry(writer, entry, earlier));
            earlier.Add(entry);
        }
    }

    public static Cassette Load(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopwiseException($"{path} cannot be read: {e.Message}", e);
        }

        string? source = null;
        var entries = new EntryList();
        foreach (var (number, line) in Original.Lines(content))
        {
            var row = Original.ParseLine(line) is { ValueKind: JsonValueKind.Object } value
                ? value
                : throw Wrong(
                    path,
                    number,
                    "the line is no JSON object. A cassette that was cut off must be recorded again."
                );
            if (source is null)
            {
                source = SourceOf(row, path, number);
                continue;
            }

            var read = Read(row, entries.Entries, problem => Wrong(path, number, problem));
            var counted = entries.Add(read);
            if (row.Field("occurrence") is not null && counted.Occurrence != read.Occurrence)
            {
                throw Wrong(
                    path,
                    number,
                    $"occurrence is {read.Occurrence}, and this is number {counted.Occurrence} of its request. "
                        + "A line was lost or moved: put it back, or delete the field occurrence to have it counted anew."
                );
            }
        }

        return source is null
            ? throw Wrong(path, 1, "the file is empty. Make a cassette with stopwise cassette RUN --out FILE.")
            : new Cassette(source, entries.Entries);
    }

    private static string SourceOf(JsonElement row, string path, int number) =>
        row.Whole("cassette") switch
        {
            null => throw Wrong(
                path,
                number,
                "the first line has no field cassette. A cassette begins with {\"cassette\":1,\"source\":\"...\"}; "
                    + "a recorded run becomes one with stopwise cassette RUN --out FILE."
            ),
            < 1 or > Cassette.Version => throw Wrong(
                path,
                number,
                $"the cassette has version {row.Whole("cassette")}, and this program reads 1 to {Cassette.Version}. Update stopwise."
            ),
            _ => row.Text("source") ?? "",
        };

    private static CassetteEntry Read(
        JsonElement row,
        IReadOnlyList<CassetteEntry> earlier,
        Func<string, StopwiseException> wrong
    )
    {
        var kind = row.Text("kind") switch
        {
            "model" => CallKind.Model,
            "tool" => CallKind.Tool,
            var other => throw wrong($"kind is {other ?? "missing"}: say model or tool."),
        };
        var request = RequestOf(row, earlier, wrong);
        if (row.Text("sha256") is { } stated && stated != request.Sha256)
        {
            throw wrong(
                $"sha256 is not that of the request, which is {request.Sha256}. The request was changed: write its new sha256, or "
                    + "delete the field to have it worked out."
            );
        }

        return new CassetteEntry
        {
            Kind = kind,
            Name = row.Text("name") ?? throw wrong("name is missing: say which model or tool was called."),
            Form = row.Text("form") ?? (kind == CallKind.Tool ? CallForm.Tool : throw wrong("form is missing.")),
            Request = request,
            Occurrence = row.Whole("occurrence") is >= 1 and <= int.MaxValue and var n ? (int)n : 0,
            Response = row.Field("response") is { } response
                ? CanonicalJson.Compact(response)
                : throw wrong("response is missing: there is nothing to answer with."),
            Step = row.Whole("step") is >= 0 and <= int.MaxValue and var step ? (int)step : null,
            At = row.Time("at"),
        };
    }

    private static CanonicalRequest RequestOf(
        JsonElement row,
        IReadOnlyList<CassetteEntry> earlier,
        Func<string, StopwiseException> wrong
    )
    {
        var own = row.Field("request") is { } body
            ? CanonicalRequest.Of(body)
            : throw wrong("request is missing: nothing could ever match the entry.");
        if (row.Field("like") is not { } like)
        {
            return own;
        }

        return
            like.Whole("entry") is >= 0 and var at
            && at < earlier.Count
            && like.Whole("items") is >= 0 and var items
            && items <= earlier[(int)at].Request.Items.Count
            ? new CanonicalRequest(
                own.Frame.Before,
                [.. earlier[(int)at].Request.Items.Take((int)items), .. own.Items],
                own.Frame.After
            )
            : throw wrong(
                "like names an entry or items that no line above has. A line was lost or moved: put it back."
            );
    }

    private static void Entry(Utf8JsonWriter writer, CassetteEntry entry, List<CassetteEntry> earlier)
    {
        writer.WriteString("kind", entry.Kind == CallKind.Model ? "model" : "tool");
        writer.WriteString("name", entry.Name);
        writer.WriteString("form", entry.Form);
        writer.WriteString("sha256", entry.Request.Sha256);
        writer.WriteNumber("occurrence", entry.Occurrence);
        writer.WriteNumber("step", entry.Step);
        writer.WriteTime("at", entry.At);
        var request = entry.Request;
        var like = earlier.FindLastIndex(e => e.Form == entry.Form && e.Request.Items.Count > 0);
        var shared = like < 0 ? 0 : request.SharedItems(earlier[like].Request);
        if (shared > 0)
        {
            writer.WriteStartObject("like");
            writer.WriteNumber("entry", like);
            writer.WriteNumber("items", shared);
            writer.WriteEndObject();
        }

        writer.WritePropertyName("request");
        writer.WriteRawValue(
            new CanonicalRequest(request.Frame.Before, [.. request.Items.Skip(shared)], request.Frame.After).Text,
            skipInputValidation: true
        );
        writer.WritePropertyName("response");
        writer.WriteRawValue(entry.Response, skipInputValidation: true);
    }

    private static void Line(Stream output, Action<Utf8JsonWriter> write)
    {
        var line = CanonicalJson.Written(writer =>
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        });
        output.Write(Encoding.UTF8.GetBytes(line));
        output.Write("\n"u8);
    }

    private static StopwiseException Wrong(string path, int line, string problem) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}:{line}: {problem}"));
}
