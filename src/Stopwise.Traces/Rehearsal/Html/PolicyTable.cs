using System.Globalization;

namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>Writes the numbers of every policy, both harms always.</summary>
internal static class PolicyTable
{
    public static void Write(HtmlText to, ProtocolReport protocol)
    {
        to.Fixed(
            """
            <div class="scroll" tabindex="0" role="region" aria-label="Policies and controls"><table>
            <caption>Policies, then the controls that any policy must beat. Below a number its 90 % interval.</caption>
            <thead><tr class="groups"><td></td><th colspan="5" scope="colgroup" class="l edge">Promise</th><th colspan="4" scope="colgroup" class="l edge">Harm that came out</th><th colspan="6" scope="colgroup" class="l edge">Effect</th><th scope="colgroup" class="l edge">Foresight</th></tr>
            <tr><th scope="col" class="l">Policy</th><th scope="col" class="l edge">Certified</th><th scope="col">Threshold</th><th scope="col">n, tasks</th><th scope="col">Losses, tasks</th><th scope="col">p-value</th>
            <th scope="col" class="edge">Good runs stopped</th><th scope="col">Success points lost</th><th scope="col">Realised harm</th><th scope="col">Its 95 % upper limit</th>
            <th scope="col" class="edge">Runs stopped</th><th scope="col">Steps saved</th><th scope="col">Input tokens saved</th><th scope="col">Without the largest run</th><th scope="col">Money saved</th><th scope="col">US dollars saved</th><th scope="col" class="edge">Lead</th></tr></thead>

            """
        );
        Body(to, protocol.Policies.Where(p => !p.IsControl), "");
        Body(to, protocol.Policies.Where(p => p.IsControl), "divide");
        to.Line($"</table></div>");
    }

    /// <summary>The tokens saved when all are tuned to the same harm.</summary>
    public static void WriteAtHarm(HtmlText to, ProtocolReport protocol)
    {
        var levels = protocol
            .Policies.SelectMany(p => p.TokensSavedAtHarm?.Keys ?? [])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (levels.Count == 0)
        {
            to.Line($"<p class=\"muted\">No policy reaches a harm at which all could be compared.</p>");
            return;
        }

        to.Line(
            $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Savings at equal harm\"><table><caption>Share of input tokens saved when each line is tuned, without a promise, until it really stops this share of good runs. The only fair comparison of two lines.</caption>"
        );
        to.Line($"<thead><tr><th scope=\"col\" class=\"l\">Policy</th>");
        foreach (var level in levels)
        {
            to.Line(
                $"<th scope=\"col\">at {(100 * double.Parse(level, CultureInfo.InvariantCulture)).ToString("0", CultureInfo.InvariantCulture)} % of good runs stopped</th>"
            );
        }

        to.Line(
            $"<th scope=\"col\" class=\"l edge\">Beats the token cap</th><th scope=\"col\">Most telling difference, points</th>"
        );
        to.Line($"</tr></thead><tbody>");
        foreach (var policy in protocol.Policies.Where(p => p.TokensSavedAtHarm is { Count: > 0 }))
        {
            to.Write($"<tr class=\"{(policy.IsControl ? "controls" : "")}\"><th scope=\"row\">{policy.Id}</th>");
            foreach (var level in levels)
            {
                Cell(
                    to,
                    policy.TokensSavedAtHarm!.TryGetValue(level, out var saved)
                        ? ReportNumbers.Share(saved)
                        : "not reached",
                    null
                );
            }

            Gate(to, policy.Gate);
            to.Line($"</tr>");
        }

        to.Line($"</tbody></table></div>");
    }

    private static void Gate(HtmlText to, GateReport? gate)
    {
        if (gate is null)
        {
            to.Write($"<td class=\"l edge muted\">not compared</td><td></td>");
            return;
        }

        var look = gate.Passes ? "yes" : "no";
        var telling = gate.Levels.MaxBy(l => l.Low)!;
        to.Write($"<td class=\"l edge\"><span class=\"{look}\">{(gate.Passes ? "yes" : "not shown")}</span></td>");
        Cell(
            to,
            ReportNumbers.Points(telling.Saved - telling.CapSaved),
            $"{ReportNumbers.Points(telling.Low)} to {ReportNumbers.Points(telling.High)}, at {(100 * telling.Harm).ToString("0", CultureInfo.InvariantCulture)} % of good runs stopped"
        );
    }

    private static void Body(HtmlText to, IEnumerable<PolicyReport> policies, string look)
    {
        to.Line($"<tbody class=\"{look}\">");
        foreach (var policy in policies)
        {
            to.Write(
                $"<tr class=\"{(policy.IsControl ? "controls" : "")}\"><th scope=\"row\">{policy.Id}<small>{KindOf(policy)}</small></th>"
            );
            Promise(to, policy);
            Measured(to, policy, policy.GoodRunsStopped, "goodRunsStopped", "edge");
            Measured(to, policy, policy.SuccessPointsLost, "successPointsLost");
            Cell(to, ReportNumbers.Share(policy.RealisedRisk), null);
            Cell(to, ReportNumbers.Share(policy.RealisedRiskUpper), null);
            Measured(to, policy, policy.RunsStopped, "runsStopped", "edge");
            Measured(to, policy, policy.StepsSaved, "stepsSaved");
            Measured(to, policy, policy.InputTokensSaved, "inputTokensSaved");
            Cell(to, ReportNumbers.Share(policy.InputTokensSavedWithoutLargest), null);
            Measured(to, policy, policy.CostSaved, "costSaved");
            Cell(to, ReportNumbers.Usd(policy.UsdSaved), null);
            Cell(to, ReportNumbers.Steps(policy.LeadSteps), null, "edge");
            to.Line($"</tr>");
        }

        to.Line($"</tbody>");
    }

    private static void Promise(HtmlText to, PolicyReport policy)
    {
        if (policy.Certified is not { } certified)
        {
            to.Write($"<td class=\"l edge muted\" colspan=\"5\">nothing to prove</td>");
            return;
        }

        to.Write(
            $"<td class=\"l edge\"><span class=\"{(certified ? "yes" : "no")}\">{(certified ? "yes" : "no")}</span>"
        );
        if (!certified && policy.UnitsMissing is > 0 and var missing)
        {
            to.Write($"<small>{missing} more tasks needed</small>");
        }

        to.Write($"</td>");
        var never = !certified ? "none" : ReportNumbers.Unknown;
        Cell(to, CapWords.Threshold(policy) ?? never, policy.Chosen);
        Cell(to, ReportNumbers.Count(policy.N), null);
        Cell(to, ReportNumbers.Count(policy.Losses), null);
        Cell(to, ReportNumbers.Probability(policy.PValue), null);
    }

    private static void Measured(HtmlText to, PolicyReport policy, double? share, string name, string look = "") =>
        Cell(to, ReportNumbers.Share(share), share is null ? null : ReportNumbers.Interval(policy, name), look);

    private static void Cell(HtmlText to, string value, string? below, string look = "")
    {
        var unknown = value == ReportNumbers.Unknown ? " unknown" : "";
        to.Write($"<td class=\"{look + unknown}\">{value}");
        if (below is not null)
        {
            to.Write($"<small>{below}</small>");
        }

        to.Write($"</td>");
    }

    private static string KindOf(PolicyReport policy) => policy.IsControl ? $"control, {policy.Kind}" : policy.Kind;
}
