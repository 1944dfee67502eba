using System.Globalization;
using Spectre.Console;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Cli;

/// <summary>A diagnosis on the screen: what to read first and why, the promise if there is one, position's choice, what followed.</summary>
internal static class OnsetScreen
{
    /// <summary>Under this belief no turn stands out, and the set is what to read.</summary>
    private const double StandsOut = .4;

    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Dim = new(decoration: Decoration.Dim);

    public static void Write(IAnsiConsole console, Run run, OnsetReport report, int top)
    {
        console.WriteLine(
            Shown.Line(
                $"{run.Id}: {Words.Of(run.Outcome.State)}, {Words.Plural(run.Steps.Count, "step")} in {Words.Plural(report.Candidates.Count, "turn")}"
            ),
            Bold
        );
        if (report.Candidates.Count == 0)
        {
            console.WriteLine("The run has no steps: there is nothing to rank.");
            return;
        }

        if (run.Outcome.State == OutcomeState.Solved)
        {
            console.WriteLine("The run was solved: read this as what looked odd, not as what went wrong.");
        }

        console.WriteLine();
        console.WriteLine(Shown.Line($"Look here first ({report.Basis}):"));
        foreach (var candidate in report.Candidates.Take(top))
        {
            WriteCandidate(console, run, candidate);
        }

        console.WriteLine();
        WriteSets(console, report);
        console.WriteLine(
            "By position alone: "
                + string.Join("; ", report.Positions.Select(p => $"{p.Rule}: turn {p.Turn}, step {p.Step}"))
                + ".",
            Dim
        );
        WriteChain(console, report);
        WriteBeside(console, report);
        console.WriteLine();
        console.WriteLine("Read on:", Dim);
        var id = Quoted(run.Id);
        console.WriteLine("    " + Shown.Line($"stopwise show {id} --step {report.Candidates[0].Step}"), Dim);
        if (report.Beside is not null)
        {
            console.WriteLine("    " + Shown.Line($"stopwise diff {id}"), Dim);
        }

        console.WriteLine("    " + Shown.Line($"stopwise cut {id} --before {report.Candidates[0].Step}"), Dim);
    }

    private static void WriteCandidate(IAnsiConsole console, Run run, OnsetCandidate candidate)
    {
        var step = run.Steps[candidate.Step];
        var belief = candidate.Probability is { } p ? $", {Percent(p)} of the belief" : "";
        var was = candidate.RankBefore is { } rank && rank != candidate.Rank ? $", was {rank}" : "";
        console.WriteLine(
            Shown.Line(
                $"{candidate.Rank, 2}. turn {candidate.Turn.Number}, step {candidate.Step}{StepsOf(candidate.Turn)}{(step.Agent is null ? "" : $", {step.Agent}")}{belief}{was}"
            ),
            Bold
        );
        console.WriteLine("    " + Shown.Line(HeadOf(step), Math.Max(20, console.Profile.Width - 5)), Dim);
        if (candidate.JudgeReason is { } reason)
        {
            console.WriteLine("    - the judge: " + Shown.Line(reason));
        }

        foreach (var finding in candidate.Findings)
        {
            var mast = finding.Mast is null ? "" : $" ({finding.Mast})";
            console.WriteLine("    - " + Shown.Line(finding.Reason + mast));
        }
    }

    private static string StepsOf(Turn turn) => turn.Count == 1 ? "" : $" (steps {turn.First} to {turn.Last})";

    private static string HeadOf(Step step) =>
        step.Calls.Count > 0 ? $"{step.Calls[0].Name}: {step.Calls[0].Command ?? step.Calls[0].Arguments}"
        : step.Message.Length > 0 ? step.Message
        : step.Thought ?? "";

    private static void WriteSets(IAnsiConsole console, OnsetReport report)
    {
        if (report.Sets.Count == 0)
        {
            return;
        }

        if (report.Candidates[0].Probability < StandsOut)
        {
            console.WriteLine("No turn stands out: read the set rather than the first.");
        }

        foreach (var set in report.Sets)
        {
            console.WriteLine(
                set.Turns.Count == report.Candidates.Count
                    ? $"In {Percent(set.Coverage)} of runs like this: no turn can be left out."
                    : $"In {Percent(set.Coverage)} of runs like this the blamed turn is among: {string.Join(", ", set.Turns)} ({Words.Plural(set.Turns.Count, "turn")} of {report.Candidates.Count}; from {set.Runs} labelled runs of this agent)."
            );
        }

        if (report.Layer == OnsetLayer.Judged)
        {
            console.WriteLine("That promise belongs to the ranking before the judge.");
        }
    }

    private static void WriteBeside(IAnsiConsole console, OnsetReport report)
    {
        if (report.Beside is { } beside)
        {
            console.WriteLine();
            console.WriteLine(Shown.Line($"Beside {beside.Run}, which solved the task: {beside.Words}"));
        }
    }

    private static void WriteChain(IAnsiConsole console, OnsetReport report)
    {
        if (report.Chain.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine($"What followed from turn {report.Candidates[0].Turn.Number}:");
        foreach (var link in report.Chain)
        {
            console.WriteLine("    - " + Shown.Line(link.Words));
        }
    }

    private static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static string Quoted(string id) =>
        id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('/' or '-' or '_' or '.')) ? $"'{id}'" : id;
}
