using System.Text.Json.Serialization;
using Stopwise.Cli.Commands;
using Stopwise.Traces.Rehearsal;

namespace Stopwise.Cli;

/// <summary>How reports and certificates are written with <c>--json</c>: camel case, null where a number is not known.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RehearsalReport))]
[JsonSerializable(typeof(Learned))]
[JsonSerializable(typeof(NotLearned))]
[JsonSerializable(typeof(PolicyChecked))]
[JsonSerializable(typeof(Demonstrated))]
internal sealed partial class RehearsalJson : JsonSerializerContext;
