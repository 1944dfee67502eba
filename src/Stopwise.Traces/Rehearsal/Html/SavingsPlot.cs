using System.Globalization;

namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>Draws the tokens saved by each policy with its 90 % interval.</summary>
internal static class SavingsPlot
{
    private const double Row = 28;

    public static void Write(HtmlText to, ProtocolReport protocol, string id)
    {
        var rows = protocol
            .Policies.Select((Policy, i) => (Policy, Index: PolicyLook.Index(Policy, i)))
            .Where(r => r.Policy.InputTokensSaved is not null)
            .ToList();
        if (rows.Count == 0)
        {
            to.Line($"<p class=\"muted\">No chart: the input tokens of these runs are unknown.</p>");
            return;
        }

        var most = rows.Max(r => Math.Max(r.Policy.InputTokensSaved ?? 0, Ends(r.Policy)?[1] ?? 0));
        var frame = new SvgFrame(240, 8, 310, rows.Count * Row, SvgFrame.RoundUp(most), 1);
        to.Line(
            $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Savings chart\"><svg class=\"plot\" viewBox=\"0 0 800 {frame.Bottom + 46}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">"
        );
        to.Line($"<title id=\"{id}-t\">Share of input tokens saved, with 90 % intervals</title>");
        to.Line(
            $"<desc id=\"{id}-d\">{string.Join("; ", rows.Select(r => $"{r.Policy.Id} {Value(r.Policy)}"))}.</desc>"
        );
        WriteAxis(to, frame);
        for (var i = 0; i < rows.Count; i++)
        {
            WriteRow(to, frame, rows[i].Policy, rows[i].Index, frame.Top + (Row * (i + 0.5)));
        }

        to.Line($"</svg></div>");
    }

    private static void WriteAxis(HtmlText to, SvgFrame frame)
    {
        for (var i = 0; i <= 4; i++)
        {
            var share = frame.MostX * i / 4;
            to.Line(
                $"<line class=\"grid\" x1=\"{frame.X(share)}\" x2=\"{frame.X(share)}\" y1=\"{frame.Top}\" y2=\"{frame.Bottom}\"/>"
            );
            to.Line(
                $"<text class=\"tick\" text-anchor=\"middle\" x=\"{frame.X(share)}\" y=\"{frame.Bottom + 18}\">{(100 * share).ToString("0.#", CultureInfo.InvariantCulture)} %</text>"
            );
        }

        to.Line(
            $"<text class=\"axis\" text-anchor=\"middle\" x=\"{frame.Left + (frame.Width / 2)}\" y=\"{frame.Bottom + 40}\">Share of input tokens saved; whiskers are 90 % intervals</text>"
        );
    }

    private static void WriteRow(HtmlText to, SvgFrame frame, PolicyReport policy, int index, double y)
    {
        var look = PolicyLook.Of(policy, index);
        to.Line(
            $"<text class=\"label {look}\" text-anchor=\"end\" x=\"{frame.Left - 12}\" y=\"{y + 4}\">{policy.Id}</text>"
        );
        if (Ends(policy) is { } ends)
        {
            var (low, high) = (frame.X(ends[0]), frame.X(ends[1]));
            to.Line($"<path class=\"whisker {look}\" d=\"M{low} {y - 5}v10m0 -5H{high}m0 -5v10\"/>");
        }

        PolicyLook.Marker(to, look, index, frame.X(policy.InputTokensSaved ?? 0), y, 5);
        to.Line($"<text class=\"tick\" x=\"{frame.Right + 14}\" y=\"{y + 4}\">{Value(policy)}</text>");
    }

    private static double[]? Ends(PolicyReport policy) =>
        policy.Intervals.TryGetValue("inputTokensSaved", out var ends) && ends.Length == 2 ? ends : null;

    private static string Value(PolicyReport policy) =>
        $"{ReportNumbers.Share(policy.InputTokensSaved)} {ReportNumbers.Interval(policy, "inputTokensSaved")}".TrimEnd();
}
