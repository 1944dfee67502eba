using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Store;

/// <summary>A run as the store writes it: compact JSON without what the columns hold.</summary>
/// <remarks>
/// Id, outcome and source live in columns only, since they may change while the run does not. A value that is null is left out, so
/// a property added later must be nullable: older documents do not name it.
/// </remarks>
internal static class RunJson
{
    private static readonly RunSource Nowhere = new("");

    // Runs are full of text in all languages; nothing here is ever put into a page.
    private static readonly JsonTypeInfo<Run> Compact = new RunJsonContext(
        new JsonSerializerOptions
        {
            Encoder = new PlainTextEncoder(),
            IgnoreReadOnlyProperties = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        }
    ).Run;

    public static byte[] Write(Run run) =>
        JsonSerializer.SerializeToUtf8Bytes(run with { Id = "", Outcome = Outcome.Unknown, Source = Nowhere }, Compact);

    public static Run Read(ReadOnlySpan<byte> json, string id, Outcome outcome, RunSource source)
    {
        var run =
            JsonSerializer.Deserialize(json, Compact) ?? throw new InvalidDataException("a run document is empty");
        return run with { Id = id, Outcome = outcome, Source = source };
    }
}

[JsonSerializable(typeof(Run))]
internal sealed partial class RunJsonContext : JsonSerializerContext;
