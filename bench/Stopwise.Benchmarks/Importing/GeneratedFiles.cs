using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stopwise.Benchmarks.Importing;

/// <summary>Writes generated run files of the size and shape of real ones: many steps, most bytes in what tools print.</summary>
internal static class GeneratedFiles
{
    private const int StepsOfRun = 40;
    private const int MostBytesOfRun = 1_000_000;
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Recorders write plain UTF-8 and escape what JSON demands, no more.
    private static readonly JsonWriterOptions AsRecorders = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Our own JSON lines, several runs a file.</summary>
    public static void JsonLines(string folder, long bytes) => Fill(folder, bytes, runsOfFile: 8, WriteLines);

    /// <summary>Transcripts as Claude Code keeps them, a session a file.</summary>
    public static void Transcripts(string folder, long bytes) => Fill(folder, bytes, runsOfFile: 1, WriteTranscript);

    /// <summary>One file of our own JSON lines, as large as it gets without passing a size.</summary>
    public static void OneFile(string path, long most)
    {
        var text = new GeneratedText(seed: 2);
        using var file = File.Create(path);
        var rows = new Rows(file);
        for (var run = 0; file.Length < most - MostBytesOfRun; run++)
        {
            text.Forget();
            WriteLines(rows, text, run);
        }
    }

    private static void Fill(string folder, long bytes, int runsOfFile, Action<Rows, GeneratedText, int> write)
    {
        Directory.CreateDirectory(folder);
        var text = new GeneratedText(seed: 1);
        var written = 0L;
        for (var run = 0; written < bytes; )
        {
            using var file = File.Create(Path.Combine(folder, $"generated-{run:d6}.jsonl"));
            var rows = new Rows(file);
            for (var i = 0; i < runsOfFile; i++)
            {
                text.Forget();
                write(rows, text, run++);
            }

            written += file.Length;
        }
    }

    private static void WriteLines(Rows rows, GeneratedText text, int run)
    {
        var id = $"generated-{run}";
        rows.Write(row =>
        {
            row.WriteString("run", id);
            row.WriteString("task", $"generated-task-{run % 50}");
            row.WriteString("agent", "generated");
            row.WriteString("model", "generated/model");
            row.WriteString("outcome", run % 3 == 0 ? "solved" : "failed");
            row.WriteString("prompt", text.Prose(text.Length(300, 4000)));
        });
        for (var step = 0; step < StepsOfRun; step++)
        {
            rows.Write(row =>
            {
                row.WriteString("run", id);
                row.WriteNumber("step", step);
                row.WriteString("message", text.Prose(text.Length(40, 1200)));
                row.WriteString("tool", "bash");
                row.WriteStartObject("arguments");
                row.WriteString(
                    "command",
                    $"grep -n \"{text.Prose(8).Trim()}\" {text.Path()} | head -{text.Number(90)}"
                );
                row.WriteEndObject();
                row.WriteString("result", text.Output(text.Length(100, 12_000)));
                row.WriteNumber("exit_code", step % 7 == 0 ? 1 : 0);
                row.WriteNumber("input_tokens", 5000 + (step * 900));
                row.WriteNumber("output_tokens", 100 + text.Number(400));
                row.WriteNumber("cost_usd", 0.01m + (text.Number(1000) / 100_000m));
                row.WriteString("at", At(step));
            });
        }
    }

    private static void WriteTranscript(Rows rows, GeneratedText text, int run)
    {
        var session = Uuid(text);
        string? parent = null;
        Row("user", row => Message(row, "user", content => content.WriteString("content", text.Prose(1500))), 0);
        for (var step = 0; step < StepsOfRun; step++)
        {
            var call = $"toolu_{text.Identifier(24)}";
            Row("assistant", row => Assistant(row, text, call), (step * 2) + 1);
            var output = text.Output(text.Length(100, 12_000));
            Row("user", row => Result(row, call, output), (step * 2) + 2);
        }

        void Row(string type, Action<Utf8JsonWriter> write, int second)
        {
            var uuid = Uuid(text);
            rows.Write(row =>
            {
                row.WriteString("parentUuid", parent);
                row.WriteBoolean("isSidechain", false);
                row.WriteString("userType", "external");
                row.WriteString("cwd", "/home/user/project");
                row.WriteString("sessionId", session);
                row.WriteString("version", "2.0.0");
                row.WriteString("gitBranch", "main");
                row.WriteString("type", type);
                write(row);
                row.WriteString("uuid", uuid);
                row.WriteString("timestamp", At(second));
            });
            parent = uuid;
        }
    }

    private static void Assistant(Utf8JsonWriter row, GeneratedText text, string call) =>
        Message(
            row,
            "assistant",
            message =>
            {
                message.WriteString("id", $"msg_{text.Identifier(24)}");
                message.WriteString("model", "generated-model");
                message.WriteStartArray("content");
                message.WriteStartObject();
                message.WriteString("type", "text");
                message.WriteString("text", text.Prose(text.Length(40, 1200)));
                message.WriteEndObject();
                message.WriteStartObject();
                message.WriteString("type", "tool_use");
                message.WriteString("id", call);
                message.WriteString("name", "Bash");
                message.WriteStartObject("input");
                message.WriteString("command", $"sed -n {text.Number(900)},+80p {text.Path()}");
                message.WriteString("description", text.Prose(30));
                message.WriteEndObject();
                message.WriteEndObject();
                message.WriteEndArray();
                message.WriteStartObject("usage");
                message.WriteNumber("input_tokens", 4);
                message.WriteNumber("cache_creation_input_tokens", 1000 + text.Number(2000));
                message.WriteNumber("cache_read_input_tokens", 20_000 + text.Number(60_000));
                message.WriteNumber("output_tokens", 100 + text.Number(400));
                message.WriteEndObject();
            }
        );

    private static void Result(Utf8JsonWriter row, string call, string output)
    {
        Message(
            row,
            "user",
            message =>
            {
                message.WriteStartArray("content");
                message.WriteStartObject();
                message.WriteString("tool_use_id", call);
                message.WriteString("type", "tool_result");
                message.WriteString("content", output);
                message.WriteBoolean("is_error", false);
                message.WriteEndObject();
                message.WriteEndArray();
            }
        );

        // The program keeps what the tool gave beside what the model was told.
        row.WriteStartObject("toolUseResult");
        row.WriteString("stdout", output);
        row.WriteString("stderr", "");
        row.WriteBoolean("interrupted", false);
        row.WriteEndObject();
    }

    private static void Message(Utf8JsonWriter row, string role, Action<Utf8JsonWriter> write)
    {
        row.WriteStartObject("message");
        row.WriteString("role", role);
        write(row);
        row.WriteEndObject();
    }

    private static string At(int second) =>
        Start.AddSeconds(second * 7).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Uuid(GeneratedText text) => new Guid(Convert.FromHexString(text.Identifier(32))).ToString();

    private sealed class Rows(Stream file)
    {
        private readonly ArrayBufferWriter<byte> _row = new(1 << 16);

        public void Write(Action<Utf8JsonWriter> fill)
        {
            _row.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_row, AsRecorders))
            {
                json.WriteStartObject();
                fill(json);
                json.WriteEndObject();
            }

            _row.Write("\n"u8);
            file.Write(_row.WrittenSpan);
        }
    }
}
