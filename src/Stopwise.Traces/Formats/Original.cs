using System.Text.Json;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>A source file in memory with its secrets masked: the only way by which formats get at content.</summary>
internal sealed class Original
{
    /// <summary>The deepest nesting that is read; deeper JSON counts as broken.</summary>
    public const int DeepestJson = 256;

    private Original(SourceFile file, byte[] content, int masked) => (File, Content, Masked) = (file, content, masked);

    public SourceFile File { get; }

    public byte[] Content { get; }

    /// <summary>Secrets masked in it.</summary>
    public int Masked { get; }

    public Payload Payload => new(File.Name, Content);

    public static Original Read(SourceFile file) => Of(file, file.Read());

    /// <summary>A file whose text is not what lies on disk: it was rewritten from a binary form.</summary>
    public static Original Of(SourceFile file, byte[] text)
    {
        var content = SecretScrubber.Scrub(text, out var masked);
        return new Original(file, content, masked);
    }

    public JsonElement Parse()
    {
        using var document = JsonDocument.Parse(Content, new JsonDocumentOptions { MaxDepth = DeepestJson });
        return document.RootElement.Clone();
    }

    public RunSource Source(int? index = null) => new(File.Path, File.Member, index);

    /// <summary>Lines that are not blank, with their number from 1.</summary>
    public static IEnumerable<(int Number, ReadOnlyMemory<byte> Text)> Lines(ReadOnlyMemory<byte> content)
    {
        for (var number = 1; !content.IsEmpty; number++)
        {
            var end = content.Span.IndexOf((byte)'\n');
            var line = end < 0 ? content : content[..end];
            content = end < 0 ? default : content[(end + 1)..];
            if (!line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                continue;
            }

            yield return (number, line);
        }
    }

    /// <summary>One line as JSON that is kept; null where it is not.</summary>
    public static JsonElement? ParseLine(ReadOnlyMemory<byte> line)
    {
        using var document = OpenLine(line);
        return document?.RootElement.Clone();
    }

    /// <summary>One line as JSON until it is disposed of, which spares the copy; null where it is none.</summary>
    public static JsonDocument? OpenLine(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = DeepestJson });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
