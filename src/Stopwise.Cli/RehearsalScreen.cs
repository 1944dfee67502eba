using System.Globalization;
using Spectre.Console;
using Stopwise.Traces.Rehearsal;

namespace Stopwise.Cli;

/// <summary>A rehearsal on the screen: the answer first, then what it rests on.</summary>
internal static class RehearsalScreen
{
    private const int MostWrongStops = 10,
        MostLost = 5;
    private static readonly Style Dim = new(decoration: Decoration.Dim);

    /// <param name="console">Where it is shown.</param>
    /// <param name="report">The rehearsal.</param>
    /// <param name="stored">False where the runs are in no store that the user could look into.</param>
    public static void Write(IAnsiConsole console, RehearsalReport report, bool stored = true)
    {
        var headline = RehearsalHeadline.Of(report);
        console.WriteLine(Shown.Line(headline.Title), new Style(ColorOf(headline.Answer), decoration: Decoration.Bold));
        console.WriteLine(Shown.Line(headline.Detail));
        console.WriteLine();
        console.WriteLine(Shown.Line(DataLine(report.Data)), Dim);
        foreach (var protocol in report.Protocols)
        {
            console.WriteLine();
            WriteProtocol(console, protocol);
        }

        RehearsalSections.WriteDone(console, report.Done);
        RehearsalSections.WriteScopes(console, report);
        WriteNotes(console, report.Notes);
        WriteLost(console, headline.Policy);
        WriteWrongStops(console, headline.Policy, stored);
    }

    public static string Share(double? share) =>
        share is { } known ? (100 * known).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "unknown";

    private static Color ColorOf(RehearsalAnswer answer) =>
        answer switch
        {
            RehearsalAnswer.Certified => Color.Green,
            RehearsalAnswer.NotYet or RehearsalAnswer.NothingToJudge => Color.Yellow,
            RehearsalAnswer.DoesNotPay => Color.Red,
            _ => Color.Default,
        };

    private static string DataLine(RehearsalData data)
    {
        var tokens = data.InputTokens is { } known ? Words.Tokens((long)known, data.TokensEstimated) : "unknown";
        var money = data.CostUsd is { } usd ? Words.Usd((decimal)usd) : "unknown cost";
        return $"{Words.Plural(data.LabelledRuns, "labelled run")} of {Words.Count(data.Runs)}, {Words.Plural(data.Tasks, "task")}, "
            + $"{Words.Count(data.Solved)} solved; {tokens} input tokens, {money}. "
            + $"Failed runs spent {Share(data.FailedShareOfTokens)} of the tokens, solved runs {Share(data.LagShareOfTokens)} after their last useful change.";
    }

    private static void WriteProtocol(IAnsiConsole console, ProtocolReport protocol)
    {
        console.WriteLine(
            protocol.Name switch
            {
                "unseen-task" => "Tasks never seen before",
                "known-task" => "Tasks tried before",
                _ => Shown.Line(protocol.Name),
            },
            new Style(decoration: Decoration.Bold)
        );
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("Policy").NoWrap()).AddColumn("Certified");
        foreach (
            var name in (ReadOnlySpan<string>)
                [
                    "Threshold",
                    "Good runs stopped",
                    "Success points lost",
                    "Runs stopped",
                    "Tokens saved",
                    "90 % interval",
                    "Saved at 10 % harm",
                    "Beats token cap",
                ]
        )
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var policy in protocol.Policies.Where(p => !p.IsControl))
        {
            AddRow(table, policy);
        }

        table.AddRow(new Text("Controls:", Dim));
        foreach (var policy in protocol.Policies.Where(p => p.IsControl))
        {
            AddRow(table, policy);
        }

        console.Write(table);
        foreach (var sentence in protocol.Verdict)
        {
            console.WriteLine(Shown.Line(sentence));
        }
    }

    private static void AddRow(Table table, PolicyReport policy)
    {
        var style = policy.IsControl ? Dim : Style.Plain;
        var interval = policy.Intervals.TryGetValue("inputTokensSaved", out var ends)
            ? string.Create(CultureInfo.InvariantCulture, $"[{100 * ends[0]:0.0}, {100 * ends[1]:0.0}] %")
            : "unknown";
        var matched =
            policy.TokensSavedAtHarm is { } levels && levels.TryGetValue("0.10", out var saved) ? Share(saved) : "-";
        table.AddRow(
            Cell((policy.IsControl ? "  " : "") + policy.Id),
            Cell(CertifiedOf(policy)),
            Cell(CapWords.Threshold(policy) ?? "-"),
            Cell(Share(policy.GoodRunsStopped)),
            Cell(Share(policy.SuccessPointsLost)),
            Cell(Share(policy.RunsStopped)),
            Cell(Share(policy.InputTokensSaved)),
            Cell(interval),
            Cell(matched),
            Cell(
                policy.Gate switch
                {
                    { Passes: true } => "yes",
                    not null => "not shown",
                    null => "-",
                }
            )
        );

        Text Cell(string text) => new((text.StartsWith(' ') ? "  " : "") + Shown.Line(text), style);
    }

    private static string CertifiedOf(PolicyReport policy) =>
        policy.Certified switch
        {
            true => "yes",
            false => policy.UnitsMissing is > 0 and var missing ? $"no, {Words.Plural(missing, "task")} missing" : "no",
            null => "-",
        };

    private static void WriteNotes(IAnsiConsole console, IReadOnlyList<string> notes)
    {
        console.WriteLine();
        foreach (var note in notes)
        {
            console.WriteLine(Shown.Line("Note: " + note));
        }
    }

    private static void WriteLost(IAnsiConsole console, PolicyReport? policy)
    {
        var lost = policy?.Stops.Where(s => !s.Good).ToList() ?? [];
        if (lost.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine(
            Shown.Line($"Failed runs that {policy!.Id} would have stopped ({Words.Count(lost.Count)}), dearest first:")
        );
        foreach (var stop in lost.Take(MostLost))
        {
            var saved = stop.InputTokensSaved is { } tokens
                ? $", {Words.Tokens((long)tokens, false)} input tokens saved"
                : "";
            console.WriteLine("  " + Shown.Line($"{stop.Run}  after call {stop.AfterSteps} of {stop.Steps}{saved}"));
        }

        if (lost.Count > MostLost)
        {
            console.WriteLine($"  and {Words.Count(lost.Count - MostLost)} more; --json and --html list them.");
        }
    }

    private static void WriteWrongStops(IAnsiConsole console, PolicyReport? policy, bool stored)
    {
        if (policy is not { WrongStops.Count: > 0 })
        {
            return;
        }

        console.WriteLine();
        console.WriteLine(
            Shown.Line(
                $"Good runs that {policy.Id} would have stopped too early ({Words.Count(policy.WrongStops.Count)}):"
            )
        );
        foreach (var run in policy.WrongStops.Take(MostWrongStops))
        {
            console.WriteLine("  " + Shown.Line(run));
        }

        if (policy.WrongStops.Count > MostWrongStops)
        {
            console.WriteLine(
                $"  and {Words.Count(policy.WrongStops.Count - MostWrongStops)} more; --json and --html list them."
            );
        }

        if (stored)
        {
            console.WriteLine(Shown.Line($"Look at one: stopwise show {policy.WrongStops[0]}"));
        }
    }
}
