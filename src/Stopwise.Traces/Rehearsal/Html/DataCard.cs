namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>Writes what the numbers rest on.</summary>
internal static class DataCard
{
    public static void Write(HtmlText to, RehearsalData data)
    {
        var mark = data.TokensEstimated ? "about " : "";
        to.Line($"<section aria-label=\"The runs\"><dl class=\"facts\">");
        Fact(to, "Labelled runs", ReportNumbers.Count(data.LabelledRuns), $"of {ReportNumbers.Count(data.Runs)} runs");
        Fact(
            to,
            "Tasks",
            ReportNumbers.Count(data.Tasks),
            $"{ReportNumbers.Count(data.SolvedTasks)} of them solved at least once"
        );
        Fact(
            to,
            "Solved runs",
            ReportNumbers.Count(data.Solved),
            data.LabelledRuns == 0
                ? null
                : $"{ReportNumbers.Share((double)data.Solved / data.LabelledRuns)} of the labelled runs"
        );
        Fact(
            to,
            "Input tokens",
            data.InputTokens is null ? ReportNumbers.Unknown : mark + ReportNumbers.Count(data.InputTokens),
            data.TokensEstimated ? "partly estimated from the length of the text" : null
        );
        Fact(
            to,
            "Money spent",
            ReportNumbers.Usd(data.CostUsd),
            data.CostUsd is null ? null : "US dollars, runs of known cost"
        );
        Fact(to, "Spent on runs that failed", ReportNumbers.Share(data.FailedShareOfTokens), "of the input tokens");
        Fact(
            to,
            "Spent after the last useful change",
            ReportNumbers.Share(data.LagShareOfTokens),
            "of the input tokens, by runs that were solved"
        );
        Fact(
            to,
            "Largest run",
            ReportNumbers.Share(data.LargestRunShare),
            data.LargestRun is null ? "of the input tokens" : $"of the input tokens: {data.LargestRun}"
        );
        Fact(to, "Runs that called no tool", ReportNumbers.Count(data.NeverActed.Runs), NeverActed(data.NeverActed));
        to.Line($"</dl>");
        WriteScopes(to, data.Scopes);
        to.Line($"</section>");
    }

    private static string? NeverActed(NeverActedReport never) =>
        never.Runs == 0
            ? null
            : $"{never.Solved} of them solved; the true share is below {ReportNumbers.Share(never.SolvedUpper)} (95 % limit)";

    private static void WriteScopes(HtmlText to, IReadOnlyList<ScopeCount> scopes)
    {
        if (scopes.Count == 0)
        {
            return;
        }

        to.Line(
            $"<div class=\"scroll\"><table><caption>Agents and models in these runs. A threshold does not travel between them.</caption><thead><tr><th scope=\"col\" class=\"l\">Agent</th><th scope=\"col\" class=\"l\">Model</th><th scope=\"col\">Labelled runs</th><th scope=\"col\">Solved runs</th></tr></thead><tbody>"
        );
        foreach (var scope in scopes)
        {
            to.Line(
                $"<tr><th scope=\"row\">{scope.Agent}</th><td class=\"l\">{scope.Model ?? ReportNumbers.Unknown}</td><td>{ReportNumbers.Count(scope.Runs)}</td><td>{ReportNumbers.Count(scope.Solved)}</td></tr>"
            );
        }

        to.Line($"</tbody></table></div>");
    }

    private static void Fact(HtmlText to, string name, string value, string? below)
    {
        to.Write($"<div><dt>{name}</dt><dd>{value}");
        if (below is not null)
        {
            to.Write($"<small>{below}</small>");
        }

        to.Line($"</dd></div>");
    }
}
