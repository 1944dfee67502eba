using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Recipes;

/// <summary>The one JSON dialect of recipe and policy files: camel case, kebab-case words, unknown properties refused.</summary>
/// <remarks>
/// The generated reader sets every <c>init</c> property, an absent one to <c>default</c>, and so skips its initialiser.
/// Defaults of the records are therefore constructor parameters, or <c>??</c> in the setter.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [
        typeof(KebabCase<Verdict>),
        typeof(KebabCase<Settlement>),
        typeof(KebabCase<Direction>),
        typeof(KebabCase<Curve>),
        typeof(KebabCase<Accumulation>),
        typeof(KebabCase<Activation>),
        typeof(KebabCase<Scale>),
    ]
)]
[JsonSerializable(typeof(Recipe))]
[JsonSerializable(typeof(Policy))]
[JsonSerializable(typeof(Certificate))]
internal sealed partial class RecipeJson : JsonSerializerContext
{
    /// <summary>The dialect with readable text: the files are not pasted into web pages, so only JSON's own escapes are needed.</summary>
    // Made on first use: the generated part that holds Default may initialise after this one.
    public static RecipeJson Files =>
        field ??= new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );

    /// <summary>Reads one file; every trouble becomes one message with its place in the text.</summary>
    public static T Read<T>(string json, JsonTypeInfo<T> type, string what)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new StopwiseException($"The {what} is empty.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new StopwiseException($"This is not a readable {what}: {e.Message}", e);
        }
    }

    /// <summary>Writes one file with a last line feed.</summary>
    public static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type) + "\n";
}

/// <summary>Enum members as kebab-case words; numbers are refused.</summary>
internal sealed class KebabCase<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
