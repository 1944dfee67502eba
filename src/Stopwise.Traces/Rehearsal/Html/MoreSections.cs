using System.Globalization;

namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>The sections on runs that are done and go on, and on scaffolds and models one by one.</summary>
internal static class MoreSections
{
    public static void WriteDone(HtmlText to, DoneReport? done)
    {
        if (done is null)
        {
            return;
        }

        to.Line($"<section aria-labelledby=\"done\"><h2 id=\"done\">Runs that are done and go on</h2>");
        to.Line(
            $"<p>Good runs make {done.LagStepsMedian.ToString("0", CultureInfo.InvariantCulture)} steps after their last useful change in the median, {ReportNumbers.Share(done.LagStepsShare)} of all their steps. No done exit can save more than {ReportNumbers.Share(done.Ceiling)} of the input tokens. The last useful change is known in hindsight only.</p>"
        );
        if (!done.WorthIt)
        {
            to.Line($"<p>That is too little for a done exit to pay; none is offered.</p></section>");
            return;
        }

        Open(
            to,
            "Signs of being done",
            "Stopping at the first sight of a sign, nothing tuned, work handed in. A sign that is as frequent in failed runs says that the agent feels done, not that it is right.",
            "Seen since the last edit",
            [
                "In good runs",
                "In failed runs",
                "Good runs stopped",
                "Success points lost",
                "Input tokens saved",
                "A token cap saves at that harm",
            ]
        );
        foreach (var card in done.Cards)
        {
            to.Write($"<tr><th scope=\"row\">{card.Words}<small>{card.Id}</small></th>");
            Cell(to, ReportNumbers.Share(card.FiresGood));
            Cell(to, ReportNumbers.Share(card.FiresFailed));
            Cell(
                to,
                ReportNumbers.Share(card.GoodRunsStopped),
                $"{ReportNumbers.Share(card.Low)} to {ReportNumbers.Share(card.High)}"
            );
            Cell(to, ReportNumbers.Share(card.SuccessPointsLost));
            Cell(to, ReportNumbers.Share(card.InputTokensSaved));
            Cell(to, ReportNumbers.Share(card.CapSaves));
            to.Line($"</tr>");
        }

        to.Line($"</tbody></table></div></section>");
    }

    public static void WriteScopes(HtmlText to, RehearsalReport report)
    {
        if (report.Scopes.Count == 0)
        {
            return;
        }

        to.Line($"<section aria-labelledby=\"scopes\"><h2 id=\"scopes\">Each scaffold and model by itself</h2>");
        Open(
            to,
            "Scaffolds and models",
            $"The token cap of a scope's own labels, and the one that the other scopes would give it. A cap learned elsewhere keeps no promise here: where it stops more than {Words.Percent(report.Promise.Alpha)} of good runs, the scope of the certificate is what protects them.",
            "Scaffold and model",
            [
                "Runs",
                "Solved",
                "Spent on failed runs",
                "Own cap: good runs stopped",
                "Input tokens saved",
                "Cap of the others: good runs stopped",
                "Input tokens saved",
            ]
        );
        foreach (var scope in report.Scopes)
        {
            var own = scope.OwnUnitsMissing == 0;
            to.Write($"<tr><th scope=\"row\">{scope.Agent}<small>{scope.Model ?? "model not recorded"}</small></th>");
            Cell(to, ReportNumbers.Count(scope.Runs));
            Cell(to, ReportNumbers.Count(scope.Solved));
            Cell(to, ReportNumbers.Share(scope.FailedShareOfTokens));
            Cell(
                to,
                own ? ReportNumbers.Share(scope.Own.GoodRunsStopped) : "cannot promise",
                own ? null : $"{scope.OwnUnitsMissing} more tasks needed"
            );
            Cell(to, own ? ReportNumbers.Share(scope.Own.InputTokensSaved) : "");
            Cell(to, scope.Foreign is { } foreign ? ReportNumbers.Share(foreign.GoodRunsStopped) : "");
            Cell(to, scope.Foreign is { } saving ? ReportNumbers.Share(saving.InputTokensSaved) : "");
            to.Line($"</tr>");
        }

        to.Line($"</tbody></table></div></section>");
    }

    private static void Open(HtmlText to, string label, string caption, string first, string[] columns)
    {
        to.Line(
            $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table><caption>{caption}</caption>"
        );
        to.Write($"<thead><tr><th scope=\"col\" class=\"l\">{first}</th>");
        foreach (var column in columns)
        {
            to.Write($"<th scope=\"col\">{column}</th>");
        }

        to.Line($"</tr></thead><tbody>");
    }

    private static void Cell(HtmlText to, string value, string? below = null)
    {
        to.Write($"<td>{value}");
        if (below is not null)
        {
            to.Write($"<small>{below}</small>");
        }

        to.Write($"</td>");
    }
}
