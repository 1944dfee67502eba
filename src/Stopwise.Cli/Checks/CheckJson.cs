using System.Text.Json.Serialization;
using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Checks;

/// <summary>How checks are written with <c>--json</c>: camel case, words for verdicts, null where a number is not known.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [
        typeof(CamelCase<Severity>),
        typeof(CamelCase<OutcomeState>),
        typeof(CamelCase<Speaker>),
        typeof(CamelCase<RecordKind>),
    ]
)]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(ContractList))]
internal sealed partial class CheckJson : JsonSerializerContext;

/// <summary>The contracts of a set.</summary>
internal sealed record ContractList(IReadOnlyList<ListedContract> Contracts);

/// <summary>One of them.</summary>
internal sealed record ListedContract(string Name, Severity Severity, string Rule);
