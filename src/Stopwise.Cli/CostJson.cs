using System.Text.Json.Serialization;
using Stopwise.Traces.Costs;

namespace Stopwise.Cli;

/// <summary>How costs are written with <c>--json</c>: camel case, words for kinds, null where a number is not known.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(CamelCase<CostGroup>), typeof(CamelCase<CostSource>), typeof(CamelCase<WasteKind>)]
)]
[JsonSerializable(typeof(CostReport))]
[JsonSerializable(typeof(MeasuredCommand))]
internal sealed partial class CostJson : JsonSerializerContext;
