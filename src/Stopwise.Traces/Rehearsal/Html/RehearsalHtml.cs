using Stopwise.Traces.Demo;

namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>Writes a rehearsal as one page that needs nothing else: no script, no network, no other file.</summary>
public static class RehearsalHtml
{
    /// <summary>Writes the page. Recorded text in the report is data: all of it is encoded.</summary>
    public static void Write(RehearsalReport report, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(to);
        var page = new HtmlText(to);
        page.Fixed(
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>Stopwise rehearsal</title><style>

            """
        );
        page.Fixed(PageStyle.Css);
        page.Line($"\n</style></head><body><main>");
        WriteAnswer(page, report);
        DataCard.Write(page, report.Data);
        for (var i = 0; i < report.Protocols.Count; i++)
        {
            WriteProtocol(page, report, report.Protocols[i], $"p{i}");
        }

        MoreSections.WriteDone(page, report.Done);
        MoreSections.WriteScopes(page, report);
        PageWords.Write(page, report);
        page.Line($"</main></body></html>");
    }

    private static void WriteAnswer(HtmlText to, RehearsalReport report)
    {
        var headline = RehearsalHeadline.Of(report);
        var look = headline.Answer switch
        {
            RehearsalAnswer.NotYet or RehearsalAnswer.NothingToJudge => " wait",
            RehearsalAnswer.DoesNotPay => " bad",
            _ => "",
        };
        to.Line(
            $"<header><p class=\"kicker\">Stopwise rehearsal: what stopping would have done to recorded runs</p><div class=\"answer{look}\"><h1>{headline.Title}</h1><p class=\"lead\">{headline.Detail}</p></div></header>"
        );
        if (report.Data.Scopes.Any(s => s.Agent == DemoRuns.Agent))
        {
            to.Line(
                $"<p><strong>Simulated runs:</strong> no agent and no model produced them. They show how the program works, not what it saves on real runs.</p>"
            );
        }
    }

    private static void WriteProtocol(HtmlText to, RehearsalReport report, ProtocolReport protocol, string id)
    {
        var (title, about) = protocol.Name switch
        {
            "unseen-task" => (
                "Tasks never seen before",
                "Each task is judged by thresholds chosen on other tasks only."
            ),
            "known-task" => (
                "Tasks tried before",
                "A run may also know how earlier runs of the same task by the same model ended."
            ),
            _ => (protocol.Name, ""),
        };
        to.Line($"<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{title}</h2><p class=\"muted\">{about}</p>");
        foreach (var sentence in protocol.Verdict)
        {
            to.Line($"<p>{sentence}</p>");
        }

        to.Line($"<h3>What is saved at which harm</h3>");
        FrontierPlot.Write(to, protocol, report.Promise, id + "-frontier");
        to.Line(
            $"<p class=\"small muted\">Higher and further left is better. Lines with shapes are policies, grey dashed lines are controls; crosses have no dial to turn. Where two lines lie on each other, both names stand at the right.</p>"
        );
        to.Line($"<h3>Input tokens saved under the promise</h3>");
        SavingsPlot.Write(to, protocol, id + "-saved");
        to.Line(
            $"<p class=\"small muted\">Filled shapes are policies at their certified threshold, hollow ones controls. A policy without enough labelled tasks stops nothing and saves nothing.</p>"
        );
        to.Line($"<h3>All numbers</h3>");
        PolicyTable.Write(to, protocol);
        to.Line($"<h3>Compared at equal harm</h3>");
        PolicyTable.WriteAtHarm(to, protocol);
        WriteStops(to, protocol);
        WriteWrongStops(to, protocol);
        to.Line($"</section>");
    }

    private static void WriteStops(HtmlText to, ProtocolReport protocol)
    {
        to.Line($"<h3>Runs that were stopped, and when</h3>");
        foreach (var policy in protocol.Policies.Where(p => p.Stops.Count > 0))
        {
            var failed = policy.Stops.Count(s => !s.Good);
            to.Line(
                $"<details><summary>{policy.Id}: {policy.Stops.Count} runs, {failed} of them failed</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Runs stopped by {policy.Id}\"><table><caption>Most input tokens saved first.</caption>"
            );
            to.Line(
                $"<thead><tr><th scope=\"col\" class=\"l\">Run</th><th scope=\"col\" class=\"l\">Whole run</th><th scope=\"col\">Stopped after call</th><th scope=\"col\">Calls in all</th><th scope=\"col\">Input tokens saved</th></tr></thead><tbody>"
            );
            foreach (var stop in policy.Stops)
            {
                var whole =
                    !stop.Good ? "failed"
                    : stop.Harmed ? "solved; stopped too early"
                    : "solved; work handed in";
                to.Line(
                    $"<tr><th scope=\"row\" class=\"l\"><code>{stop.Run}</code></th><td class=\"l\">{whole}</td><td>{stop.AfterSteps}</td><td>{stop.Steps}</td><td>{ReportNumbers.Count(stop.InputTokensSaved)}</td></tr>"
                );
            }

            to.Line($"</tbody></table></div></details>");
        }
    }

    private static void WriteWrongStops(HtmlText to, ProtocolReport protocol)
    {
        to.Line($"<h3>Good runs stopped too early</h3>");
        var policies = protocol.Policies.Where(p => !p.IsControl).ToList();
        foreach (var policy in policies.Where(p => p.WrongStops.Count > 0))
        {
            to.Line(
                $"<details><summary>{policy.Id}: {policy.WrongStops.Count} {(policy.WrongStops.Count == 1 ? "run" : "runs")}</summary><ul>"
            );
            foreach (var run in policy.WrongStops)
            {
                to.Line($"<li><code>{run}</code></li>");
            }

            to.Line($"</ul></details>");
        }

        var spotless = policies.Where(p => p.WrongStops.Count == 0).Select(p => p.Id).ToList();
        if (spotless.Count > 0)
        {
            to.Line($"<p class=\"muted\">None by {string.Join(", ", spotless)}.</p>");
        }
    }
}
