using System.Globalization;
using System.Text;

namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>Draws what each policy saves at the harm it really does.</summary>
internal static class FrontierPlot
{
    private const double MostHarm = 0.3;
    private const double Gap = 18;

    public static void Write(HtmlText to, ProtocolReport protocol, RehearsalPromise promise, string id)
    {
        var lines = protocol.Policies.Select(Line).Where(l => l.Points.Count > 1).ToList();
        var points = protocol
            .Policies.Where(p =>
                p.Frontier is null && p is { GoodRunsStopped: <= MostHarm, InputTokensSaved: not null }
            )
            .ToList();
        if (lines.Count == 0 && points.Count == 0)
        {
            to.Line($"<p class=\"muted\">No frontier: input tokens or good runs are unknown here.</p>");
            return;
        }

        var most = Math.Max(
            lines.SelectMany(l => l.Points).Select(p => p.Saved).DefaultIfEmpty(0.1).Max(),
            points.Select(p => p.InputTokensSaved ?? 0).DefaultIfEmpty(0).Max()
        );
        var frame = new SvgFrame(58, 22, 500, 330, MostHarm, SvgFrame.RoundUp(most + 0.02));
        to.Line(
            $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Frontier plot\"><svg class=\"plot\" viewBox=\"0 0 800 410\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">"
        );
        to.Line($"<title id=\"{id}-t\">Input tokens saved against good runs stopped</title>");
        to.Line($"<desc id=\"{id}-d\">{Description(lines, points)}</desc>");
        WriteAxes(to, frame);
        WriteAlpha(to, frame, promise);
        WriteLines(to, frame, lines);
        WritePoints(to, frame, points);
        to.Line($"</svg></div>");
    }

    private static PlotLine Line(PolicyReport policy, int index)
    {
        var points = new List<(double Harm, double Saved)> { (0, 0) };
        foreach (var point in (policy.Frontier ?? []).OrderBy(p => p[0]).ThenBy(p => p[1]))
        {
            var last = points[^1];
            if (point[0] > MostHarm)
            {
                var share = (MostHarm - last.Harm) / (point[0] - last.Harm);
                points.Add((MostHarm, last.Saved + (share * (point[1] - last.Saved))));
                break;
            }

            points.Add((point[0], point[1]));
        }

        return new PlotLine(policy, PolicyLook.Index(policy, index), points);
    }

    private static void WriteAxes(HtmlText to, SvgFrame frame)
    {
        for (var i = 0; i <= 6; i++)
        {
            var share = i * 0.05;
            to.Line(
                $"<line class=\"grid\" x1=\"{frame.X(share)}\" x2=\"{frame.X(share)}\" y1=\"{frame.Top}\" y2=\"{frame.Bottom}\"/>"
            );
            to.Line(
                $"<text class=\"tick\" text-anchor=\"middle\" x=\"{frame.X(share)}\" y=\"{frame.Bottom + 18}\">{Percent(share)}</text>"
            );
        }

        var step =
            frame.MostY <= 0.1 ? 0.02
            : frame.MostY < 0.95 ? 0.1
            : 0.2;
        for (var i = 0; i * step <= frame.MostY + 1e-9; i++)
        {
            var share = i * step;
            to.Line(
                $"<line class=\"grid\" x1=\"{frame.Left}\" x2=\"{frame.Right}\" y1=\"{frame.Y(share)}\" y2=\"{frame.Y(share)}\"/>"
            );
            to.Line(
                $"<text class=\"tick\" text-anchor=\"end\" x=\"{frame.Left - 8}\" y=\"{frame.Y(share) + 4}\">{Percent(share)}</text>"
            );
        }

        to.Line(
            $"<text class=\"axis\" text-anchor=\"middle\" x=\"{frame.Left + (frame.Width / 2)}\" y=\"{frame.Bottom + 42}\">Share of good runs stopped too early (less is better)</text>"
        );
        to.Line(
            $"<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(14 {frame.Top + (frame.Height / 2)}) rotate(-90)\">Share of input tokens saved</text>"
        );
    }

    private static void WriteAlpha(HtmlText to, SvgFrame frame, RehearsalPromise promise)
    {
        if (promise.Loss == "good-runs-stopped" && promise.Alpha <= MostHarm)
        {
            var x = frame.X(promise.Alpha);
            to.Line($"<line class=\"alpha\" x1=\"{x}\" x2=\"{x}\" y1=\"{frame.Top - 6}\" y2=\"{frame.Bottom}\"/>");
            to.Line(
                $"<text class=\"tick strong\" text-anchor=\"middle\" x=\"{x}\" y=\"{frame.Top - 9}\">promise: at most {Percent(promise.Alpha)}</text>"
            );
        }
    }

    private static void WriteLines(HtmlText to, SvgFrame frame, List<PlotLine> lines)
    {
        var heights = SvgFrame.Apart(
            [.. lines.Select(l => frame.Y(l.Points[^1].Saved))],
            Gap,
            frame.Top + 4,
            frame.Bottom
        );
        for (var i = 0; i < lines.Count; i++)
        {
            var (policy, index, points) = lines[i];
            var look = PolicyLook.Of(policy, index);
            var (endX, endY) = (frame.X(points[^1].Harm), frame.Y(points[^1].Saved));
            to.Line($"<path class=\"line {look}\" d=\"{Path(frame, points)}\"/>");
            foreach (var point in policy.IsControl ? [] : points.Skip(1))
            {
                PolicyLook.Marker(to, look, index, frame.X(point.Harm), frame.Y(point.Saved), 3.5);
            }

            to.Line($"<path class=\"leader\" d=\"M{endX + 4} {endY}L{frame.Right + 12} {heights[i]}\"/>");
            to.Line($"<path class=\"line {look}\" d=\"M{frame.Right + 12} {heights[i]}h24\"/>");
            if (!policy.IsControl)
            {
                PolicyLook.Marker(to, look, index, frame.Right + 24, heights[i], 3.5);
            }

            to.Line($"<text class=\"label {look}\" x=\"{frame.Right + 42}\" y=\"{heights[i] + 4}\">{policy.Id}</text>");
        }
    }

    private static void WritePoints(HtmlText to, SvgFrame frame, List<PolicyReport> points)
    {
        // Crosses that lie on each other share one label.
        var places = points
            .GroupBy(p =>
                (
                    X: Math.Round(frame.X(p.GoodRunsStopped ?? 0) / 8),
                    Y: Math.Round(frame.Y(p.InputTokensSaved ?? 0) / 8)
                )
            )
            .Select(g => (Names: string.Join(", ", g.Select(p => p.Id)), First: g.First()))
            .ToList();
        var heights = SvgFrame.Apart(
            [.. places.Select(p => frame.Y(p.First.InputTokensSaved ?? 0))],
            Gap,
            frame.Top + 8,
            frame.Bottom - 9
        );
        for (var i = 0; i < places.Count; i++)
        {
            var (names, first) = places[i];
            var (x, y) = (frame.X(first.GoodRunsStopped ?? 0), frame.Y(first.InputTokensSaved ?? 0));
            to.Line($"<path class=\"point\" d=\"M{x - 5} {y - 5}l10 10m0 -10l-10 10\"/>");
            to.Line($"<text class=\"label halo\" x=\"{x + 11}\" y=\"{heights[i] + 4}\">{names}</text>");
        }
    }

    private static string Path(SvgFrame frame, List<(double Harm, double Saved)> points)
    {
        var path = new StringBuilder();
        foreach (var (harm, saved) in points)
        {
            path.Append(
                CultureInfo.InvariantCulture,
                $"{(path.Length == 0 ? 'M' : 'L')}{frame.X(harm):0.#} {frame.Y(saved):0.#}"
            );
        }

        return path.ToString();
    }

    private static string Description(List<PlotLine> lines, List<PolicyReport> points) =>
        string.Join(
            "; ",
            lines
                .Select(l =>
                    $"{l.Policy.Id} ends at {ReportNumbers.Share(l.Points[^1].Saved)} saved with {ReportNumbers.Share(l.Points[^1].Harm)} of good runs stopped"
                )
                .Concat(
                    points.Select(p =>
                        $"{p.Id} saves {ReportNumbers.Share(p.InputTokensSaved)} with {ReportNumbers.Share(p.GoodRunsStopped)} of good runs stopped"
                    )
                )
        ) + ".";

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private sealed record PlotLine(PolicyReport Policy, int Index, List<(double Harm, double Saved)> Points);
}
