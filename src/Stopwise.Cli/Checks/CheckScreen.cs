using System.Globalization;
using Spectre.Console;
using Stopwise.Governance.Contracts;

namespace Stopwise.Cli.Checks;

/// <summary>A check on the screen: which contracts broke, where first, on what evidence, and what the same rule says of earlier runs.</summary>
internal static class CheckScreen
{
    private const int MostFailures = 20;
    private const int LeastText = 40;
    private const int MostText = 200;

    public static void Write(IAnsiConsole console, CheckReport report, int limit)
    {
        if (report.Runs > 1 && report.Violations.Count > 0)
        {
            Table(report).Write(console);
        }

        var rules = report.Contracts.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (var found in report.Violations.Take(limit))
        {
            WriteViolation(console, found, rules[found.Contract], report.HistoryRuns);
        }

        if (report.Violations.Count > limit)
        {
            console.WriteLine(
                $"{Words.Count(report.Violations.Count - limit)} more; --limit shows more, --json has all."
            );
        }

        WriteFailures(console, report);
        console.WriteLine(Summary(report));
    }

    public static void Write(IAnsiConsole console, ContractSet contracts)
    {
        foreach (var contract in contracts.Contracts.OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            WriteHead(console, contract.Name, contract.Severity, contract.Rule);
        }

        console.WriteLine($"{Words.Plural(contracts.Contracts.Count, "contract")}.");
    }

    private static FittedTable Table(CheckReport report)
    {
        FittedColumn[] now =
        [
            new("Contract", IsText: true),
            new("Severity", IsText: true),
            new("Broken"),
            new("of runs", 1),
        ];
        FittedColumn[] before =
        [
            new("Solved runs before", 2),
            new("Failed runs before", 2),
            new("Doubtful", 3, IsText: true),
        ];
        var table = new FittedTable(report.HistoryRuns > 0 ? [.. now, .. before] : now);
        foreach (var contract in report.Contracts.Where(c => c.Broken > 0))
        {
            string[] counts =
            [
                contract.Name,
                Of(contract.Severity),
                Words.Count(contract.Broken),
                Words.Count(contract.Applied),
            ];
            table.Add(contract.History is { } history ? counts.Concat(Before(history)) : counts);
        }

        return table;
    }

    private static IEnumerable<string> Before(ContractHistory history) =>
        [Short(history.Solved), Short(history.Failed), history.Doubtful ? "good runs break it too" : ""];

    private static void WriteViolation(
        IAnsiConsole console,
        FoundViolation found,
        CheckedContract contract,
        int historyRuns
    )
    {
        console.WriteLine();
        WriteHead(console, contract.Name, contract.Severity, contract.Rule);
        var key = found.Key is null ? "" : $", for {found.Key}";
        var more = found.Count > 1 ? $"; {Words.Count(found.Count)} times in all" : "";
        var end = found.AtEnd ? ", where the run ended" : "";
        console.WriteLine($"  {Shown.Line(found.Run)}, {found.Evidence.Place()}{key}{end}{more}");
        if (found.Cause is { } cause)
        {
            WriteRecord(console, cause);
        }

        WriteRecord(console, found.Evidence);
        if (contract.History is { } history)
        {
            WriteHistory(console, history, historyRuns);
        }
    }

    private static void WriteHead(IAnsiConsole console, string name, Severity severity, string rule)
    {
        console.Write(new Text(Of(severity), StyleOf(severity)));
        console.Write(new Text($" {Shown.Line(name)}", new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        console.WriteLine($"  {Shown.Line(rule)}");
    }

    private static void WriteRecord(IAnsiConsole console, Evidence record)
    {
        var step = record.Step < 0 ? "-" : record.Step.ToString(CultureInfo.InvariantCulture);
        var line = record.Line is { } number ? $" (line {number})" : "";
        var head = $"{step, 6}  {record.Words()}{line}: ";
        var room = Math.Clamp(console.Profile.Width - head.Length - 1, LeastText, MostText);
        console.WriteLine(head + Shown.Line(record.Text, room), new Style(decoration: Decoration.Dim));
    }

    private static void WriteHistory(IAnsiConsole console, ContractHistory history, int runs)
    {
        if (history.Solved.Runs + history.Failed.Runs == 0)
        {
            console.WriteLine(
                $"  It applied to no run with a trusted outcome among the last {Words.Count(runs)} of the store."
            );
            return;
        }

        console.WriteLine(
            $"  Of the last {Words.Plural(runs, "run")} of the store that it applied to: {Long(history.Solved, "solved")}; {Long(history.Failed, "failed")}."
        );
        if (history.Doubtful)
        {
            console.WriteLine("  Doubtful: good runs break it too.", new Style(Color.Yellow));
        }
    }

    private static string Long(BrokenShare share, string which) =>
        share.Share is { } known
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{share.Broken} of {share.Runs} {which} broke it ({100 * known:0} %, 95 %: {100 * share.Lower:0} to {100 * share.Upper:0})"
            )
            : $"no {which} ones";

    private static string Short(BrokenShare share) =>
        share.Runs == 0
            ? Words.NotKnown
            : string.Create(CultureInfo.InvariantCulture, $"{share.Broken} of {share.Runs}");

    private static void WriteFailures(IAnsiConsole console, CheckReport report)
    {
        if (report.Failed.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine($"{Words.Plural(report.Failed.Count, "input")} could not be read:");
        foreach (var file in report.Failed.Take(MostFailures))
        {
            var line = file.Line is { } number ? $":{number}" : "";
            console.WriteLine("  " + Shown.Line($"{file.Path}{line}: {file.Reason}"), new Style(Color.Red));
        }

        if (report.Failed.Count > MostFailures)
        {
            console.WriteLine($"  and {Words.Count(report.Failed.Count - MostFailures)} more; --json lists them.");
        }
    }

    private static string Summary(CheckReport report)
    {
        var broken = report.Contracts.Count(c => c.Broken > 0);
        var idle = report.Contracts.Count(c => c.Applied == 0);
        var undecided = report.Contracts.Sum(c => c.Undecided);
        return $"{Words.Plural(report.Runs, "run")} checked against {Words.Plural(report.Contracts.Count, "contract")}: "
            + (
                broken == 0
                    ? "none broken"
                    : $"{Words.Count(broken)} broken, in {Words.Plural(report.BrokenRuns, "run")}"
            )
            + (idle == 0 ? "" : $"; {Words.Count(idle)} applied to nothing")
            + (undecided == 0 ? "" : $"; {Words.Plural(undecided, "verdict")} open, for want of data")
            + (report.Failed.Count == 0 ? "" : $"; {Words.Plural(report.Failed.Count, "input")} unread")
            + ".";
    }

    private static string Of(Severity severity) =>
        severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "note",
        };

    private static Style StyleOf(Severity severity) =>
        new(
            severity switch
            {
                Severity.Error => Color.Red,
                Severity.Warning => Color.Yellow,
                _ => Color.Blue,
            }
        );
}
