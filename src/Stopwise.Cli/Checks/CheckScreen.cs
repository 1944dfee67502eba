using System.Globalization;
using Spectre.Console;
using Stopwise.Governance.Contracts;

namespace Stopwise.Cli.Checks;

/// <summary>A check on the screen: which contracts broke, where first, on what evidence, and what the same rule says of earlier runs.</summary>
internal static class CheckScreen
{
    private const int MostFailures = 20;
    private const int MostRule = 120;
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
        var table = new FittedTable(
            new FittedColumn("Contract", IsText: true),
            new FittedColumn("Severity"),
            new FittedColumn("Broken"),
            new FittedColumn("of runs", 1),
            new FittedColumn("Solved runs before", 2),
            new FittedColumn("Failed runs before", 2),
            new FittedColumn("", 3, IsText: true)
        );
        foreach (var contract in report.Contracts.Where(c => c.Broken > 0))
        {
            table.Add(
                contract.Name,
                Of(contract.Severity),
                Words.Count(contract.Broken),
                Words.Count(contract.Applied),
                Short(contract.History?.Solved),
                Short(contract.History?.Failed),
                contract.History is { Doubtful: true } ? "doubtful: good runs break it too" : ""
            );
        }

        return table;
    }

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
        var end = found.AtEnd ? " (the run ended so)" : "";
        WriteLine(console, 2, $"{found.Run}, {found.Evidence.Place()}{key}: {found.Detail}{end}{more}");
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
        WriteLine(console, 2, Shown.Line(rule, MostRule * 4));
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
            WriteLine(
                console,
                2,
                $"It applied to no run with a trusted outcome among the last {Words.Count(runs)} of the store."
            );
            return;
        }

        WriteLine(
            console,
            2,
            $"Over the last {Words.Plural(runs, "run")} of the store it broke in {Long(history.Solved, "solved")} and in {Long(history.Failed, "failed")} that it applied to."
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
                $"{share.Broken} of {share.Runs} {which} runs ({100 * known:0} %, 95 %: {100 * share.Lower:0} to {100 * share.Upper:0})"
            )
            : $"0 of 0 {which} runs";

    private static string Short(BrokenShare? share) =>
        share is null or { Runs: 0 }
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

    private static void WriteLine(IAnsiConsole console, int indent, string text) =>
        console.Write(new Padder(new Text(text)).Padding(indent, 0, 0, 0));

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
