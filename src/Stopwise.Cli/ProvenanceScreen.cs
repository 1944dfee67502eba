using Spectre.Console;
using Stopwise.Governance.Records;
using Stopwise.Traces.Records;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli;

/// <summary>What each call and each claim of a run depends on, with a warning where strangers' words reach a call with an effect.</summary>
internal static class ProvenanceScreen
{
    private const int LongestName = 60;

    private const RecordFacts Effects =
        RecordFacts.Edit
        | RecordFacts.Create
        | RecordFacts.Delete
        | RecordFacts.Revert
        | RecordFacts.Commit
        | RecordFacts.Publish
        | RecordFacts.Install
        | RecordFacts.Destructive
        | RecordFacts.Privileged
        | RecordFacts.Opaque
        | RecordFacts.Transact
        | RecordFacts.Delegate;

    private static readonly Style Red = new(Color.Red);
    private static readonly Style Dim = new(decoration: Decoration.Dim);

    /// <param name="console">Where to.</param>
    /// <param name="run">The run.</param>
    /// <param name="autonomy">Its level.</param>
    /// <param name="records">Its records.</param>
    /// <param name="step">The one step to show; null for all.</param>
    public static void Write(
        IAnsiConsole console,
        Run run,
        Autonomy autonomy,
        IReadOnlyList<MessageActionRecord> records,
        int? step
    )
    {
        console.WriteLine(Shown.Line(run.Id));
        console.WriteLine("  level     " + Shown.Line(WordsOf(autonomy)));
        var asked = records.Where(r => IsAsked(r) && (step is null || r.Step == step)).ToList();
        console.WriteLine("  sources   " + Shown.Line(Summary(asked)));
        foreach (var record in asked)
        {
            WriteRecord(console, record, records);
        }
    }

    /// <summary>The level and why, in one line.</summary>
    public static string WordsOf(Autonomy autonomy) =>
        autonomy.Level == AutonomyLevel.Unknown
            ? $"unknown: {autonomy.Reason}"
            : $"L{(int)autonomy.Level} {autonomy.Level.ToString().ToLowerInvariant()}: {autonomy.Reason}";

    /// <summary>Calls, and messages that claim something.</summary>
    private static bool IsAsked(MessageActionRecord record) =>
        record.Kind == RecordKind.Action
        || record is { Kind: RecordKind.Message, Speaker: Speaker.Assistant }
            && record.Facts.HasFlag(RecordFacts.Claim);

    private static string Summary(List<MessageActionRecord> asked)
    {
        var calls = asked.Count(r => r.Kind == RecordKind.Action);
        var sourced = asked.Count(r => r.Provenance.Any(o => o.Kind != OriginKind.Model));
        var tainted = asked.Count(IsTainted);
        return $"{Words.Plural(calls, "call")} and {Words.Plural(asked.Count - calls, "message")} with claims; "
            + $"{Words.Count(sourced)} depend on something on record"
            + (tainted == 0 ? "" : $"; {Words.Plural(tainted, "warning")}");
    }

    private static void WriteRecord(
        IAnsiConsole console,
        MessageActionRecord record,
        IReadOnlyList<MessageActionRecord> records
    )
    {
        var width = Math.Max(40, console.Profile.Width);
        var head = record.Kind == RecordKind.Action ? record.Name : "says";
        console.WriteLine();
        console.WriteLine(Shown.Line($"s{record.Step} {head}: {record.Payload}", width));
        console.WriteLine("  depends on " + Shown.Line(SourcesOf(record, records), 4 * width));
        var does = string.Join(", ", RecordRow.NamesOf(record.Facts));
        console.WriteLine(
            "  trust " + Shown.Line($"{TrustOf(record.Trust)}{(does.Length == 0 ? "" : $"; {does}")}", width),
            Dim
        );
        if (IsTainted(record))
        {
            var from = record.Provenance.Where(o => TrustAt(records, o) == Trust.Untrusted).Select(o => Of(o, records));
            var names = string.Join(", ", from.DefaultIfEmpty("a file that was fetched"));
            console.WriteLine(
                "  warning: " + Shown.Line($"words of {names} reach a call that has an effect", 4 * width),
                Red
            );
        }
    }

    private static bool IsTainted(MessageActionRecord record) =>
        record is { Kind: RecordKind.Action, Trust: Trust.Untrusted } && (record.Facts & Effects) != RecordFacts.None;

    private static string SourcesOf(MessageActionRecord record, IReadOnlyList<MessageActionRecord> records) =>
        record.Provenance.Count == 0
            ? "nothing that has a name or a number"
            : string.Join(", ", record.Provenance.Select(o => Of(o, records)));

    private static string Of(Origin origin, IReadOnlyList<MessageActionRecord> records)
    {
        var step = origin.Seq >= 0 ? records[origin.Seq].Step : -1;
        var where = step >= 0 ? $" (s{step})" : "";
        var name = Shown.Line(origin.Name, LongestName);
        return origin.Kind switch
        {
            OriginKind.User => step >= 0 ? $"the user{where}" : "the request",
            OriginKind.System => $"the scaffold{where}",
            OriginKind.Document => $"document {name}{where}",
            OriginKind.Memory => $"memory {name}{where}",
            OriginKind.Tool => $"tool {name}{where}",
            _ => "the model's own words",
        };
    }

    private static Trust TrustAt(IReadOnlyList<MessageActionRecord> records, Origin origin) =>
        origin.Seq >= 0 ? records[origin.Seq].Trust : Trust.System;

    private static string TrustOf(Trust trust) =>
        trust switch
        {
            Trust.User => "user",
            Trust.System => "the model's own words and the user's",
            Trust.Tool => "tools on the user's own files and services",
            _ => "untrusted",
        };
}
