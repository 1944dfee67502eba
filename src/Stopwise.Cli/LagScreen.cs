using System.Globalization;
using Spectre.Console;
using Stopwise.Traces.Trees;

namespace Stopwise.Cli;

/// <summary>Termination lags on the screen: what checks show first, then the stand-ins, each under its own name.</summary>
internal static class LagScreen
{
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Dim = new(decoration: Decoration.Dim);

    public static void Write(IAnsiConsole console, TerminationLag lag)
    {
        console.WriteLine(Shown.Line($"{lag.Run}: {Words.Plural(lag.Steps, "step")}, {Of(lag.Solved)}"), Bold);
        console.WriteLine($"final state: {Of(lag.Final)}");
        if (lag.Checked is { } known)
        {
            console.WriteLine($"{Of(lag.Evidence)}: {Of(known, lag.Steps)}");
            if (lag.AtMost is { } most && most.From != known.From)
            {
                console.WriteLine(
                    $"  at most {Of(most, lag.Steps)}, if the states in between that no check looked at passed too"
                );
            }
        }
        else
        {
            console.WriteLine("verified lag: none, since no check states that the final state passes");
        }

        if (lag.SinceFirst is { } first)
        {
            console.WriteLine($"first state that passed its checks: that of s{first.From}");
        }

        if (lag.SolvedThenBroken)
        {
            console.WriteLine("passed, then broken: the final state fails a check", new Style(Color.Red));
        }

        console.WriteLine();
        console.WriteLine("Stand-ins that no check confirms:");
        foreach (var proxy in lag.Proxies)
        {
            console.WriteLine($"  {Of(proxy.Kind)}: {Of(proxy.Span, lag.Steps)}");
        }

        if (lag.Proxies.Count == 0)
        {
            console.WriteLine("  none: the run changed nothing and kept no list of what is to do");
        }
    }

    public static void Write(IAnsiConsole console, LagReport report)
    {
        var verified = report.Groups.Where(g => g.IsVerified).Sum(g => g.Checked.Runs);
        var contradicted = report.Groups.Where(g => !g.IsVerified).Sum(g => g.Checked.Runs);
        console.WriteLine(
            $"{Words.Plural(report.Runs, "run")}: verified lag of {Words.Count(verified)} ({RehearsalScreen.Share((double)verified / report.Runs)}); "
                + $"{Words.Count(contradicted)} more pass their own checks and failed; {Words.Count(report.Groups.Sum(g => g.SolvedThenBroken))} passed and broke it again",
            Bold
        );
        WriteChecks(console, report);
        WriteProxies(console, report);
        console.WriteLine(
            "Lags are medians in steps, with their share of the run's steps and the number of runs n.",
            Dim
        );
        console.WriteLine(
            "Checked: since the work last changed to a state that the run's own checks pass to the end. In failed runs the verdict contradicts those checks: no verified lag.",
            Dim
        );
        console.WriteLine(
            "Last useful change, last change and todo complete are stand-ins that no check confirms.",
            Dim
        );
    }

    private static void WriteChecks(IAnsiConsole console, LagReport report)
    {
        var table = new FittedTable(
            new("Agent", IsText: true),
            new("Model", Rank: 3, IsText: true),
            new("Outcome"),
            new("Runs"),
            new("end passes"),
            new("fails", Rank: 4),
            new("unchecked", Rank: 4),
            new("no check", Rank: 5),
            new("broken", Rank: 2),
            new("Checked lag"),
            new("at most", Rank: 1),
            new("tokens after", Rank: 2),
            new("cost after", Rank: 6)
        );
        foreach (var g in report.Groups)
        {
            table.Add([
                g.Agent,
                g.Model ?? Words.NotKnown,
                Of(g.Solved),
                Words.Count(g.Runs),
                Words.Count(g.Passing),
                Words.Count(g.Failing),
                Words.Count(g.Unchecked),
                Words.Count(g.NoCheck),
                Words.Count(g.SolvedThenBroken),
                Of(g.Checked) + (g.IsVerified || g.Checked.Runs == 0 ? "" : " contradicted"),
                Of(g.AtMost),
                TreeScreen.Tokens(g.Checked.Cost),
                TreeScreen.Usd(g.Checked.Cost),
            ]);
        }

        table.Write(console);
    }

    private static void WriteProxies(IAnsiConsole console, LagReport report)
    {
        var table = new FittedTable([
            new("Agent", IsText: true),
            new("Model", Rank: 3, IsText: true),
            new("Outcome"),
            new("Runs"),
            .. Enum.GetValues<LagProxyKind>().Select(kind => new FittedColumn($"{Of(kind)} (stand-in)")),
        ]);
        foreach (var g in report.Groups)
        {
            table.Add([g.Agent, g.Model ?? Words.NotKnown, Of(g.Solved), Words.Count(g.Runs), .. g.Proxies.Select(Of)]);
        }

        table.Write(console);
    }

    private static string Of(LagSpan span, int steps) =>
        $"{Words.Plural(span.Steps, "step")} of {Words.Count(steps)} ({RehearsalScreen.Share(span.Share)}), "
        + $"{TreeScreen.Tokens(span.Cost)} tokens, {(span.Cost.CostUsd is null && span.Cost.Calls > 0 ? "cost not known" : TreeScreen.Usd(span.Cost))}, after s{span.From}";

    private static string Of(LagMeasure measure) =>
        measure is { MedianSteps: { } steps, MedianShare: { } share }
            ? $"{steps.ToString("0.#", CultureInfo.InvariantCulture)} ({RehearsalScreen.Share(share)}) n={measure.Runs}"
            : Words.NotKnown;

    private static string Of(bool? solved) =>
        solved switch
        {
            true => "solved",
            false => "failed",
            null => "unknown",
        };

    private static string Of(LagProxyKind kind) =>
        kind switch
        {
            LagProxyKind.LastUsefulChange => "last useful change",
            LagProxyKind.LastChange => "last change",
            _ => "todo complete",
        };

    private static string Of(FinalState state) =>
        state switch
        {
            FinalState.NoCheck => "not known, no check in the run states a result",
            FinalState.Unchanged => "as it was, the run edited nothing",
            FinalState.Unchecked => "not known, no check after the last edit states a result",
            FinalState.Failing => "a check after the last edit fails",
            _ => "checks after the last edit pass",
        };

    private static string Of(LagEvidence evidence) =>
        evidence switch
        {
            LagEvidence.Confirmed => "verified lag (own checks, and the verdict agrees)",
            LagEvidence.OwnChecks => "verified lag (own checks; nobody judged the result)",
            _ => "no verified lag: the run failed although its own checks pass; by these checks alone",
        };
}
