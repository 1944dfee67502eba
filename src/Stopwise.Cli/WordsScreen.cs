using System.Globalization;
using Spectre.Console;
using Stopwise.Cli.Commands;
using Stopwise.Traces.Text;

namespace Stopwise.Cli;

/// <summary>Learned words, and the words of a run, as a person reads them.</summary>
internal static class WordsScreen
{
    private const int TermsOfStep = 4;

    public static void Write(IAnsiConsole console, WordsLearned learned)
    {
        Line(
            console,
            $"Learned from {Words.Count(learned.Failed)} failed and {Words.Count(learned.Solved)} solved runs: {Words.Count(learned.Terms)} terms, {Words.Count(learned.TermsAboveNoise)} of them more than noise."
        );
        if (learned.Unlabelled > 0)
        {
            Line(console, $"{Words.Plural(learned.Unlabelled, "run")} without a trusted outcome took no part.");
        }

        console.WriteLine();
        Line(console, "On tasks they were not learned from, how well the words tell failing from other runs:");
        var table = Plain("After", "Failed", "Solved", "AUROC", "Knowing nothing");
        foreach (var worth in learned.OnOtherTasks)
        {
            table.AddRow(
                new Text($"{worth.Steps} steps"),
                Right(Words.Count(worth.Failed)),
                Right(Words.Count(worth.Solved)),
                Right(worth.Auroc is { } auroc ? Number(auroc) : Words.NotKnown),
                Right(worth.Chance is { } chance ? $"{Number(0.5 - chance)} to {Number(0.5 + chance)}" : Words.NotKnown)
            );
        }

        console.Write(table);
        Line(
            console,
            learned.OnOtherTasks.Any(w => w.BeatsChance)
                ? "They tell something beyond chance. Whether a rule on them saves anything is another question: rehearse it."
                : "They tell nothing beyond chance here: read them as a description of a run, not as a verdict."
        );
        Line(console, $"Wrote {learned.File}. See a run: stopwise words explain RUN --words {learned.File}");
    }

    public static void Write(IAnsiConsole console, Ss3Explanation why, Ss3Model model, int top)
    {
        Line(console, why.Run);
        var fields = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 2, 0)).AddColumn();
        fields.AddRow(
            "read",
            $"{Words.Count(why.Words)} words of {Words.Plural(why.Calls, "model call")}; words of the task are left out"
        );
        fields.AddRow(
            "learned",
            $"from {Words.Count(model.Runs[0])} failed and {Words.Count(model.Runs[1])} solved runs"
        );
        fields.AddRow("for", $"failed {Number(why.Failed)}, solved {Number(why.Solved)}");
        console.Write(fields);
        console.WriteLine();
        var terms = Plain("Speaks for", "By", "Times", "Where", "Words", "Steps");
        foreach (var term in why.Terms.Take(top))
        {
            terms.AddRow(
                Side(term.Failed - term.Solved),
                Right(Number(Math.Abs(term.Failed - term.Solved))),
                Right(Words.Count(term.Times)),
                new Text(Of(term.Field)),
                new Text(Shown.Line(term.Text, 60)),
                new Text(Shown.Line(string.Join(' ', term.Calls), 30))
            );
        }

        console.Write(terms);
        console.WriteLine();
        Line(console, "The steps that speak most for failure:");
        var steps = Plain("Step", "Failed", "Solved", "Words");
        foreach (var step in why.Steps.Take(top))
        {
            steps.AddRow(
                Right(Words.Count(step.Call)),
                Right(Number(step.Failed)),
                Right(Number(step.Solved)),
                new Text(Shown.Line(string.Join(", ", step.Terms.Take(TermsOfStep).Select(t => t.Text)), 80))
            );
        }

        console.Write(steps);
        Line(console, "Words describe a run; what they are worth as a warning, stopwise words learn says.");
    }

    private static Table Plain(params ReadOnlySpan<string> names)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var name in names)
        {
            table.AddColumn(new TableColumn(name).NoWrap().PadRight(2));
        }

        return table;
    }

    private static Text Side(double difference) =>
        difference > 0 ? new Text("failed", new Style(Color.Red)) : new Text("solved", new Style(Color.Green));

    private static string Of(WordField field) =>
        field switch
        {
            WordField.Said => "said",
            WordField.Action => "action",
            _ => "error",
        };

    private static Text Right(string text) => new(text) { Justification = Justify.Right };

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static void Line(IAnsiConsole console, string text) => console.WriteLine(Shown.Line(text));
}
