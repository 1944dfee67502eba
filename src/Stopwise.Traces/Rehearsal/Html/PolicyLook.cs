namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>How a policy is drawn: colour, dash and shape all differ, so that none is needed alone.</summary>
internal static class PolicyLook
{
    private const int Colours = 6;

    /// <summary>The class of its lines and marks.</summary>
    public static string Of(PolicyReport policy, int index) =>
        policy.IsControl ? $"control d{index % Colours}" : $"s{index % Colours}";

    /// <summary>Draws the shape of a policy.</summary>
    public static void Marker(HtmlText to, string look, int index, double x, double y, double r)
    {
        switch (index % 4)
        {
            case 0:
                to.Line($"<circle class=\"mark {look}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>");
                break;
            case 1:
                to.Line(
                    $"<rect class=\"mark {look}\" x=\"{x - r}\" y=\"{y - r}\" width=\"{2 * r}\" height=\"{2 * r}\"/>"
                );
                break;
            case 2:
                to.Line($"<path class=\"mark {look}\" d=\"M{x} {y - r - 1}l{r + 1} {(2 * r) + 1}h{-2 * (r + 1)}z\"/>");
                break;
            default:
                to.Line(
                    $"<path class=\"mark {look}\" d=\"M{x} {y - r - 1}l{r + 1} {r + 1}l{-(r + 1)} {r + 1}l{-(r + 1)} {-(r + 1)}z\"/>"
                );
                break;
        }
    }
}
