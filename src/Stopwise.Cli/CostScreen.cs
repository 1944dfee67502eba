using System.Globalization;
using Spectre.Console;
using Stopwise.Traces.Costs;

namespace Stopwise.Cli;

/// <summary>Costs on the screen: the sum first, then who spent it, what was in vain, and what a success costs.</summary>
internal static class CostScreen
{
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Dim = new(decoration: Decoration.Dim);

    public static void Write(IAnsiConsole console, CostReport report)
    {
        WriteFleet(console, report.Fleet);
        WriteGroups(console, report);
        WriteWaste(console, report.Fleet);
        WriteCurves(console, report.Curves);
        WriteRuns(console, report.Dearest, report.Fleet.Spent.Runs);
        WriteDifferences(console, report);
        console.WriteLine();
        foreach (var note in report.Notes)
        {
            console.WriteLine(Shown.Line(note), Dim);
        }

        if (HasUnknown(report.Fleet.Spent))
        {
            console.WriteLine("+3? after a sum says that three runs are not in it: nobody knows their number.", Dim);
        }
    }

    public static void Write(IAnsiConsole console, MeasuredCommand measured)
    {
        var energy = measured.Energy;
        console.WriteLine(Shown.Line($"{string.Join(' ', measured.Command)} ended with {measured.ExitCode}", 160));
        console.WriteLine($"wall time  {Seconds(energy.Seconds)}");
        console.WriteLine($"CPU time   {(energy.CpuSeconds is { } cpu ? Seconds(cpu) : "not known on this system")}");
        console.WriteLine(
            energy.Kind switch
            {
                "measured" =>
                    $"energy     {CostWords.Joules(energy.Joules)} measured: the machine drew {CostWords.Joules(energy.MachineJoules)}, less {Number(energy.IdleWatts)} W idle",
                "estimated" =>
                    $"energy     ~{CostWords.Joules(energy.Joules)} estimated: CPU time times {Number(energy.WattsGiven)} W; no energy counter can be read",
                _ => "energy     not known: no energy counter can be read here; --watts W estimates it from CPU time",
            }
        );
    }

    private static void WriteFleet(IAnsiConsole console, CostGroupReport fleet)
    {
        var spent = fleet.Spent;
        console.WriteLine(
            $"{Words.Plural(spent.Runs, "run")}: {(spent.CostUsd.Known is null ? "cost not known" : CostWords.Usd(spent.CostUsd))}, {CostWords.Tokens(spent.InputTokens)} input tokens ({CostWords.Tokens(spent.CachedTokens)} of them cached), "
                + $"{CostWords.Tokens(spent.OutputTokens)} output tokens, {CostWords.Time(spent.Seconds)} of wall time",
            Bold
        );
        console.WriteLine(
            $"{Words.Count(fleet.Solved)} solved, {Words.Count(fleet.Failed)} failed, {Words.Count(spent.Runs - fleet.Solved - fleet.Failed)} without a trusted verdict; CPU time is not recorded.",
            Dim
        );
    }

    private static void WriteGroups(IAnsiConsole console, CostReport report)
    {
        List<FittedColumn> columns =
        [
            new(CostWords.Of(report.By), IsText: true),
            new("Runs", Rank: 3),
            new("Solved", Rank: 6),
            new("Calls", Rank: 7),
            new("Tokens in"),
            new("cached", Rank: 5),
            new("out", Rank: 4),
            new("Cost"),
            new("Wall time", Rank: 2),
            new("In vain"),
        ];
        if (report.Energy is not null)
        {
            columns.Add(new("Joules (estimate)", Rank: 1));
        }

        var table = new FittedTable(columns);
        foreach (var group in report.Groups.Take(Math.Max(report.Dearest.Count, 1)))
        {
            var spent = group.Spent;
            List<string> cells =
            [
                group.Key,
                Words.Count(spent.Runs),
                Words.Count(group.Solved),
                Words.Count(spent.Calls),
                CostWords.Tokens(spent.InputTokens),
                CostWords.Tokens(spent.CachedTokens),
                CostWords.Tokens(spent.OutputTokens),
                CostWords.Usd(spent.CostUsd),
                CostWords.Time(spent.Seconds),
                CostWords.Share(group.AnyWaste.Tokens, spent.Tokens),
            ];
            if (report.Energy is not null)
            {
                cells.Add(CostWords.Joules(spent));
            }

            table.Add(cells);
        }

        table.Write(console);
        if (report.Groups.Count > report.Dearest.Count)
        {
            console.WriteLine(
                $"The first {Words.Count(report.Dearest.Count)} of {Words.Plural(report.Groups.Count, "group")}; --top shows more.",
                Dim
            );
        }
    }

    private static void WriteWaste(IAnsiConsole console, CostGroupReport fleet)
    {
        var table = new FittedTable(
            new("In vain", IsText: true),
            new("Runs", Rank: 3),
            new("Calls", Rank: 4),
            new("Tokens", Rank: 1),
            new("of tokens"),
            new("Cost", Rank: 1),
            new("of cost"),
            new("Wall time", Rank: 2),
            new("of time")
        );
        foreach (var waste in fleet.Waste)
        {
            AddWaste(CostWords.Of(waste.Kind), Words.Count(waste.RunsWith), waste.Spent);
        }

        AddWaste("any of these, each call once", "", fleet.AnyWaste);
        table.Write(console);
        console.WriteLine(
            "Sums and shares over what is known. The kinds overlap and must not be added up; the first is known with hindsight only.",
            Dim
        );

        void AddWaste(string name, string runs, SpendSum spent) =>
            table.Add([
                name,
                runs,
                Words.Count(spent.Calls),
                CostWords.Tokens(spent.Tokens with { UnknownRuns = 0 }),
                CostWords.Share(spent.Tokens, fleet.Spent.Tokens),
                CostWords.Usd(spent.CostUsd with { UnknownRuns = 0 }),
                CostWords.Share(spent.CostUsd, fleet.Spent.CostUsd),
                CostWords.Time(spent.Seconds with { UnknownRuns = 0 }),
                CostWords.Share(spent.Seconds, fleet.Spent.Seconds),
            ]);
    }

    private static void WriteCurves(IAnsiConsole console, IReadOnlyList<BudgetCurve> curves)
    {
        decimal[] shares = [0.1m, 0.25m, 0.5m, 0.75m, 1m];
        foreach (var curve in curves)
        {
            var table = new FittedTable([
                new($"Cap in {(curve.Unit == "usd" ? "dollars" : curve.Unit)}", IsText: true),
                .. shares.Select(s => new FittedColumn(CostWords.Amount(s * curve.Largest, curve))),
            ]);
            table.Add([
                "attempts solved within it",
                .. shares.Select(s => RehearsalScreen.Share(curve.SolvedWithin(s * curve.Largest))),
            ]);
            table.Write(console);
            console.WriteLine(
                $"Area under the curve {curve.Area.ToString("0.000", CultureInfo.InvariantCulture)} of 1, over {Words.Plural(curve.Attempts, "attempt")} at {Words.Plural(curve.Tasks, "task")}. "
                    + $"An attempt takes {CostWords.Mean(curve.PerAttempt, curve)}, a solved one {CostWords.Mean(curve.PerSolved, curve)} with all failures paid."
            );
        }
    }

    private static void WriteRuns(IAnsiConsole console, IReadOnlyList<RunSpend> runs, int all)
    {
        var table = new FittedTable(
            new($"Dearest of {Words.Plural(all, "run")}", IsText: true),
            new("Model", Rank: 5, IsText: true),
            new("Outcome", Rank: 1),
            new("Calls", Rank: 6),
            new("Tokens in"),
            new("cached", Rank: 4),
            new("out", Rank: 3),
            new("Cost"),
            new("Wall time", Rank: 2),
            new("In vain")
        );
        foreach (var run in runs)
        {
            var spent = run.Spent;
            var share =
                spent.Tokens is > 0 and var total && run.AnyWaste.Tokens is { } vain
                    ? RehearsalScreen.Share((double)vain / total)
                    : Words.NotKnown;
            table.Add([
                run.Id,
                run.Model ?? Words.NotKnown,
                run.Solved switch
                {
                    true => "solved",
                    false => "failed",
                    null => "unknown",
                },
                Words.Count(spent.Calls),
                Words.Tokens(spent.InputTokens, spent.TokensEstimated),
                Words.Tokens(spent.CachedTokens, spent.TokensEstimated),
                Words.Tokens(spent.OutputTokens, spent.TokensEstimated),
                (spent is { CostEstimated: true, CostUsd: not null } ? "~" : "") + Words.Usd(spent.CostUsd),
                spent.Seconds is { } seconds ? Words.Duration(TimeSpan.FromSeconds((double)seconds)) : Words.NotKnown,
                share,
            ]);
        }

        table.Write(console);
    }

    private static void WriteDifferences(IAnsiConsole console, CostReport report)
    {
        if (report.DifferingRuns == 0)
        {
            return;
        }

        console.WriteLine(
            $"{Words.Plural(report.DifferingRuns, "run")} where the stated cost is off the price table by more than 1 %; the stated one counts:"
        );
        foreach (var difference in report.Differences)
        {
            console.WriteLine(
                "  "
                    + Shown.Line(
                        $"{difference.Run}: stated {Words.Usd(difference.StatedUsd)}, by the table {Words.Usd(difference.ComputedUsd)}"
                    )
            );
        }
    }

    private static bool HasUnknown(SpendSum spent) =>
        spent.Tokens.UnknownRuns
            + spent.CachedTokens.UnknownRuns
            + spent.CostUsd.UnknownRuns
            + spent.Seconds.UnknownRuns
        > 0;

    private static string Seconds(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture) + " s";

    private static string Number(double? number) =>
        number?.ToString("0.##", CultureInfo.InvariantCulture) ?? Words.NotKnown;
}
