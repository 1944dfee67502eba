using System.Globalization;

namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>Says in plain words what every column means and how the numbers were made.</summary>
internal static class PageWords
{
    private static readonly (string Name, string Meaning)[] Columns =
    [
        (
            "Certified",
            "Yes: the labelled tasks prove the bound on the harm, with the stated confidence. No: too few labelled tasks, so nothing is promised and nothing is stopped."
        ),
        ("Threshold", "The value at which the policy stops a run, in the unit of what it counts."),
        (
            "n, losses, p-value",
            "Tasks the proof rests on, how many of them were harmed, and how likely so few would be if the harm were above the bound. Certified means the p-value is at most delta."
        ),
        ("Good runs stopped", "Of the runs that would have succeeded, the share that was stopped too early."),
        (
            "Success points lost",
            "The same runs as a share of all runs. It looks smaller wherever many runs fail anyway."
        ),
        (
            "Realised harm",
            "The harm that was promised to stay below the bound, as it came out on tasks that took no part in choosing; beside it the upper limit that holds with 95 % confidence."
        ),
        ("Runs stopped", "Of all judged runs, the share that was stopped, rightly or wrongly."),
        (
            "Steps, input tokens, money saved",
            "Share of what all judged runs spent that was still to come when a run was stopped. Money counts only runs whose cost is known."
        ),
        (
            "Without the largest run",
            "Input tokens saved when the largest run is left out: a large difference means that one run makes the result."
        ),
        ("Lead", "How many steps, on average, were still to come in the failed runs that were stopped."),
        (
            "Beats the token cap",
            "Yes: at equal harm more tokens are saved than by the token cap, with a lower bound of the difference above zero at two harms of 5, 10 and 20 %, whole tasks redrawn. Everything that is more than a cap must pass this before it is offered."
        ),
        (
            "blend-cap",
            "A cap on the geometric mean of tokens spent and size of the conversation. With +errors each failed step among the last five counts as a tenth more."
        ),
        ("Heads", "Models trained on half of the calibration tasks: they pay for what they learn from with labels."),
        (
            "done and verified lines",
            "Exits of runs that look finished. A done line stops at a sign, past a budget. A verified line is simulated: the recorded outcome stands in for a check of yours, and each check is charged as one mean step."
        ),
        ("random-run, random-hazard", "Stops by dice. A policy that saves no more at equal harm knows nothing."),
        ("stuck-rules", "The usual rules against loops and repetition."),
        ("hindsight-token-cap", "The best token cap chosen with the outcomes known: out of reach, but a measure."),
        (
            "oracle",
            "Knows every outcome: stops failed runs after their first step and good ones as soon as that harms nothing. The ceiling."
        ),
    ];

    public static void Write(HtmlText to, RehearsalReport report)
    {
        to.Line($"<section aria-labelledby=\"words\"><h2 id=\"words\">What the words mean</h2><dl class=\"words\">");
        foreach (var (name, meaning) in Columns)
        {
            to.Line($"<div><dt>{name}</dt><dd>{meaning}</dd></div>");
        }

        to.Line($"</dl></section>");
        WriteNotes(to, report.Notes);
        WriteMaking(to, report.Promise);
    }

    private static void WriteNotes(HtmlText to, IReadOnlyList<string> notes)
    {
        if (notes.Count == 0)
        {
            return;
        }

        to.Line($"<section aria-labelledby=\"notes\"><h2 id=\"notes\">Before you believe a number</h2><ul>");
        foreach (var note in notes)
        {
            to.Line($"<li>{note}</li>");
        }

        to.Line($"</ul></section>");
    }

    private static void WriteMaking(HtmlText to, RehearsalPromise promise)
    {
        var loss =
            promise.Loss == "success-points"
                ? "good runs stopped too early, as a share of all runs"
                : "good runs stopped too early, as a share of the good runs";
        var settlement =
            promise.Settlement == "discard"
                ? "A stop throws the work away, so every stop of a good run harms it."
                : "A stop hands in the work so far, so only a stop before the last useful change harms a good run.";
        to.Line($"<section aria-labelledby=\"making\"><h2 id=\"making\">How the numbers were made</h2>");
        to.Line(
            $"<p>Promise: {loss}, at most {Percent(promise.Alpha)} (alpha), with confidence {Percent(1 - promise.Delta)} (delta {Percent(promise.Delta)}). {settlement}</p>"
        );
        to.Line(
            $"<p>Cross-fitting by task: the tasks are dealt into parts, and each part is judged by thresholds chosen on the others. All runs of one task stay together. Certificates are computed on all labelled tasks, one random run a task, with an exact binomial test. A policy that chooses among caps chooses on a part of the tasks and is certified on the rest. Intervals redraw whole tasks and cover 90 %. Every draw follows from seed {promise.Seed}: the same runs and seed give this page again, byte for byte.</p>"
        );
        to.Line(
            $"<p>Runs are replayed, not run again: what an agent would have done after being asked to hand in is not known beyond the work it had.</p></section>"
        );
    }

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
