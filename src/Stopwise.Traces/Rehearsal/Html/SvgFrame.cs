namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>The drawing area of a plot and the way from shares to coordinates.</summary>
/// <param name="Left">Left edge, in units of the view box.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
/// <param name="MostX">Share at the right edge.</param>
/// <param name="MostY">Share at the top edge.</param>
internal readonly record struct SvgFrame(
    double Left,
    double Top,
    double Width,
    double Height,
    double MostX,
    double MostY
)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public double X(double share) => Left + (Width * Math.Clamp(share / MostX, 0, 1));

    public double Y(double share) => Bottom - (Height * Math.Clamp(share / MostY, 0, 1));

    /// <summary>Heights moved apart so that no two labels overlap, in the given order of the labels.</summary>
    public static double[] Apart(IReadOnlyList<double> wanted, double gap, double top, double bottom)
    {
        var order = Enumerable.Range(0, wanted.Count).OrderBy(i => wanted[i]).ThenBy(i => i).ToArray();
        var placed = new double[wanted.Count];
        var next = top;
        foreach (var i in order)
        {
            placed[i] = Math.Max(wanted[i], next);
            next = placed[i] + gap;
        }

        var least = bottom;
        foreach (var i in order.Reverse())
        {
            placed[i] = Math.Min(placed[i], least);
            least = placed[i] - gap;
        }

        return placed;
    }

    /// <summary>The next round share above, for the end of an axis.</summary>
    public static double RoundUp(double share) =>
        share <= 0.05 ? 0.05 : Math.Min(1, Math.Ceiling((share * 10) - 1e-9) / 10);
}
