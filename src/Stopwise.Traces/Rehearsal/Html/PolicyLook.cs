namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>How a policy is drawn: colour, dash and shape all differ, so that none is needed alone.</summary>
internal static class PolicyLook
{
    private const int Colours = 6;

    /// <summary>The number of its colour and shape: a policy looks the same in every drawing.</summary>
    public static int Index(PolicyReport policy, int fallback) =>
        policy.Id switch
        {
            "token-cap" => 0,
            "context-cap" => 1,
            "cost-cap" => 2,
            "best-cap" => 3,
            "token-cap+kin-none-of-3" or "token-cap-or-verified-done" => 5,
            "token-cap-lowered-by-kin" => 3,
            "context-cap-lowered-by-kin" => 4,
            "kin-none-of-3" or "kin-none-of-2" or "kin-none-of-1" => 2,
            "step-cap" => 0,
            "random-run" => 1,
            "random-hazard" => 2,
            _ => fallback,
        };

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
