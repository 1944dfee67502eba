using System.Reflection;
using Stopwise.Cli.Checks;
using Stopwise.Governance.Contracts;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Sarif;

/// <summary>A check as a SARIF 2.1.0 log: what code scanning of GitHub, GitLab and Azure takes.</summary>
internal sealed class SarifReport(CheckReport report, string workingDirectory)
{
    private const string Schema =
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private const string Fingerprint = "contractViolation/v1";
    private const string Unreadable = "unreadable-input";

    private readonly CheckedContract[] _rules = [.. report.Contracts.OrderBy(c => c.Name, StringComparer.Ordinal)];

    /// <param name="exitCode">How the program will end.</param>
    public SarifLog Write(int exitCode)
    {
        var index = _rules.Index().ToDictionary(r => r.Item.Name, r => r.Index, StringComparer.Ordinal);
        var driver = new SarifToolComponent(
            "stopwise",
            VersionOf(typeof(SarifReport).Assembly),
            [.. _rules.Select(Rule)],
            [UnreadableInput()]
        );
        var run = new SarifRun(
            new SarifTool(driver),
            [Invocation(exitCode)],
            [.. report.Violations.Select(v => Result(v, index[v.Contract]))]
        )
        {
            OriginalUriBaseIds = new(StringComparer.Ordinal)
            {
                [RecordingUri.BaseId] = new() { Description = new SarifText("The working directory of the check.") },
            },
            ColumnKind = "utf16CodeUnits",
        };
        return new SarifLog(Schema, "2.1.0", [run]);
    }

    // Three numbers, as semantic versioning has it; what a build adds behind a plus says nothing to a reader.
    private static string VersionOf(Assembly assembly) => assembly.GetName().Version!.ToString(3);

    private static string LevelOf(Severity severity) =>
        severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "note",
        };

    private static SarifReportingDescriptor Rule(CheckedContract contract)
    {
        var rule = SarifWords.Plain(contract.Rule);
        var help = $"{rule.Text} Reported once a run, at the first step that breaks it.";
        return new SarifReportingDescriptor(
            contract.Name,
            rule,
            rule,
            new SarifText(help + " To see it with its evidence: stopwise check RUN --contracts FILE")
            {
                Markdown = $"{help}\n\nTo see it with its evidence: `stopwise check RUN --contracts FILE`",
            },
            new SarifConfiguration(LevelOf(contract.Severity))
        )
        {
            Properties = new(StringComparer.Ordinal) { ["tags"] = ["agent-run", "contract"] },
        };
    }

    private static SarifReportingDescriptor UnreadableInput()
    {
        var text = new SarifText("A recording could not be read, so its runs were not checked.");
        return new SarifReportingDescriptor(Unreadable, text, text, text, new SarifConfiguration("error"));
    }

    private SarifInvocation Invocation(int exitCode) =>
        new(report.Failed.Count == 0, exitCode)
        {
            ToolExecutionNotifications = report.Failed.Count == 0 ? null : [.. report.Failed.Select(Notification)],
        };

    private SarifNotification Notification(FileFailed failed)
    {
        var (file, member) = Parts(failed.Path);
        var inside = member is null ? "" : $"{member}: ";
        var place = new SarifPhysicalLocation(RecordingUri.Of(file, workingDirectory))
        {
            // The line of a member is none of the archive.
            Region = member is null && failed.Line is { } line and > 0 ? new SarifRegion(line) : null,
        };
        return new SarifNotification(
            SarifWords.Plain(inside + failed.Reason),
            "error",
            new SarifDescriptorReference(Unreadable, 0),
            [new SarifLocation(place)]
        );
    }

    private static (string File, string? Member) Parts(string display) =>
        display.IndexOf("!/", StringComparison.Ordinal) is >= 0 and var at
            ? (display[..at], display[(at + 2)..])
            : (display, null);

    private SarifResult Result(FoundViolation found, int rule)
    {
        var main = Location(found, found.Evidence);
        var related = found.Cause is { } cause
            ? Location(found, cause) with
            {
                Id = 0,
                Message = SarifWords.Plain($"What called for it: {Told(cause)}"),
            }
            : null;
        return new SarifResult(
            found.Contract,
            rule,
            "fail",
            LevelOf(found.Severity),
            SarifWords.Plain(MessageOf(found, rule)),
            [main]
        )
        {
            CodeFlows = related is null ? null : [Flow(related with { Id = null }, main, found)],
            RelatedLocations = related is null ? null : [related],
            PartialFingerprints = new(StringComparer.Ordinal) { [Fingerprint] = found.Fingerprint },
            OccurrenceCount = found.Count > 1 ? found.Count : null,
        };
    }

    private static SarifCodeFlow Flow(SarifLocation cause, SarifLocation violation, FoundViolation found) =>
        new(
            new SarifText("From what called for it to where it broke."),
            [
                new SarifThreadFlow([
                    new SarifThreadFlowLocation(cause, 1, "important"),
                    new SarifThreadFlowLocation(
                        violation with
                        {
                            Message = SarifWords.Plain(Told(found.Evidence)),
                        },
                        2,
                        "essential"
                    ),
                ]),
            ]
        );

    private string MessageOf(FoundViolation found, int rule)
    {
        var key = found.Key is null ? "" : $", for {found.Key}";
        var end = found.AtEnd ? ", where the run ended" : "";
        return $"{_rules[rule].Rule} Broken by {found.Run}{key}{end}: {Told(found.Evidence)}";
    }

    private static string Told(Evidence evidence) => $"{evidence.Place()}, {evidence.Words()}: {evidence.Text}";

    private SarifLocation Location(FoundViolation found, Evidence evidence) =>
        new(
            new SarifPhysicalLocation(RecordingUri.Of(found.Source.Path, workingDirectory))
            {
                // Code scanning shows nothing without a line: the first one stands for the whole recording.
                Region = new SarifRegion(evidence.Line ?? 1),
            }
        )
        {
            LogicalLocations = [Inside(found.Source, found.Run, evidence)],
        };

    private static SarifLogicalLocation Inside(RunSource source, string run, Evidence evidence)
    {
        var place = evidence.Step < 0 ? "request" : $"step {evidence.Step}";
        var member = source.Member is { } inside ? $"{inside}/" : "";
        return new SarifLogicalLocation(
            place,
            Shown.Line($"{member}{run}/{place}/record {evidence.Seq}", 1_000),
            "agentRunStep"
        );
    }
}
