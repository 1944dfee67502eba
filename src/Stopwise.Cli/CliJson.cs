using System.Text.Json.Serialization;
using Stopwise.Cli.Commands;
using Stopwise.Traces.Kin;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;
using Stopwise.Traces.Text;

namespace Stopwise.Cli;

/// <summary>How results are written with <c>--json</c>: camel case, words for verdicts, null where a number is not known.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [
        typeof(CamelCase<OutcomeState>),
        typeof(CamelCase<Deliverable>),
        typeof(CamelCase<WordField>),
        typeof(CamelCase<OnsetLayer>),
        typeof(CamelCase<KinReason>),
        typeof(CamelCase<KinMatch>),
    ]
)]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(DeletedRuns))]
[JsonSerializable(typeof(LabelledRun))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(OnsetReport))]
[JsonSerializable(typeof(OnsetOverview))]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(Step))]
[JsonSerializable(typeof(CutWritten))]
[JsonSerializable(typeof(RunDifference))]
[JsonSerializable(typeof(WordsLearned))]
[JsonSerializable(typeof(Ss3Explanation))]
[JsonSerializable(typeof(FormatReport))]
[JsonSerializable(typeof(KnownFile))]
[JsonSerializable(typeof(KeptFormatList))]
[JsonSerializable(typeof(CassetteWritten))]
[JsonSerializable(typeof(SelfReplayResult))]
[JsonSerializable(typeof(ReplayJson))]
[JsonSerializable(typeof(FaultSearchJson))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>Enum members as words in camel case.</summary>
internal sealed class CamelCase<T>() : JsonStringEnumConverter<T>(System.Text.Json.JsonNamingPolicy.CamelCase)
    where T : struct, Enum;

/// <summary>Rows of a stream of results: one line each.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WatchedChange))]
internal sealed partial class CliJsonLine : JsonSerializerContext;
