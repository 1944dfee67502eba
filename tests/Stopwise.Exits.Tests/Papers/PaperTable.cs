using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>One published exit mechanism.</summary>
/// <param name="Paper">Its name and number.</param>
/// <param name="Recipe">The recipe of the library that it is.</param>
/// <param name="Host">The synthetic host that it is tried on, see <see cref="PaperHost.Of"/>.</param>
/// <param name="Settlement">What its stops must do about the units they skip.</param>
/// <param name="Exact">True where its output must equal that of the full computation.</param>
/// <param name="Free">A value for the parameter that the recipe leaves to calibration.</param>
internal sealed record PaperRow(
    string Paper,
    string Recipe,
    string Host,
    Settlement Settlement,
    bool Exact = false,
    double? Free = null
);

/// <summary>Which published mechanism is which recipe. docs/reference/recipes.md is written from it.</summary>
internal static class PaperTable
{
    public static IReadOnlyList<PaperRow> Rows { get; } =
    [
        new("LGViT, arXiv 2308.00255", "confident-layer", "sample", Settlement.None),
        new("PABEE, arXiv 2006.04152 (patience variant of LGViT)", "steady-answer", "sample", Settlement.None),
        new("DeeDiff / AdaDiff, arXiv 2309.17074", "certain-denoiser-layer", "denoising", Settlement.None, Free: 0.5),
        new("DuoDiff, arXiv 2410.09633", "shallow-then-deep", "denoising", Settlement.None),
        new("CBNet, arXiv 2403.07036 (constant exit)", "fixed-layer", "sample", Settlement.None),
        new("Kangaroo, arXiv 2404.18911", "draft-until-doubt", "draft-tokens", Settlement.VerifyBlock, Exact: true),
        new("DEL, arXiv 2504.05598", "best-draft-length", "draft-tokens", Settlement.VerifyBlock, Exact: true),
        new("LayerSkip, arXiv 2404.16710", "fixed-draft", "draft-tokens", Settlement.VerifyBlock, Exact: true),
        new("SpecEE, arXiv 2504.08850", "four-word-predictor", "sequence", Settlement.Hole),
        new("SkipDecode, arXiv 2307.02628", "position-depth", "sequence", Settlement.MonotoneGuard),
        new("DYNAMAX, arXiv 2504.20922", "confident-decoder-layer", "sequence", Settlement.CopyForward, Free: 0.6),
        new("MuE, arXiv 2211.11152", "saturated-state", "sequence", Settlement.CopyForward),
        new("JEI-DNN, arXiv 2310.09163", "learned-gate", "sample", Settlement.None),
        new("PALBERT, arXiv 2204.03276", "halting-quantile", "sample", Settlement.None),
        new("Dyn-Perceiver, arXiv 2306.11248", "confident-layer-per-head", "sample", Settlement.None),
        new("Window-based cascades, arXiv 2303.08010", "doubtful-window", "cascade", Settlement.None),
        new("SchED, arXiv 2512.02892", "settled-answer-span", "timesteps", Settlement.None),
        new("ELECT, arXiv 2504.13490", "best-seed-at-one-rung", "candidates", Settlement.None),
        new("Baker et al., arXiv 1705.10823", "unlikely-best", "candidates", Settlement.None),
        new("EEEA-Net, arXiv 2108.06156", "parameter-limit", "candidates", Settlement.None),
        new("Correlated online indicators, arXiv 2402.02513", "agreeing-indicators", "epochs", Settlement.None),
        new("LYNX, arXiv 2512.05325", "right-by-now", "reasoning-tokens", Settlement.HandIn, Free: 0.25),
        new("RPDI-EE, arXiv 2603.14251", "rising-entropy", "reasoning-tokens", Settlement.HandIn),
    ];

    /// <summary>Recipes of the library that are no published mechanism: rules for agent runs.</summary>
    public static IReadOnlyList<string> OfOurOwn { get; } =
    ["context-cap", "crowded-and-failing", "step-cap", "token-cap", "unsolved-kin"];

    /// <summary>Read, and without an exit rule.</summary>
    public static IReadOnlyList<(string Paper, string Why)> WithoutRule { get; } =
    [
        ("LET, arXiv 2602.05393", "its schedule is the weight of a loss term, which fades out; nothing is stopped"),
        ("HY-WU, arXiv 2603.07236", "generates weights per request; nothing is stopped"),
        ("Query-Kontext, arXiv 2509.26641", "a training recipe in stages; nothing is stopped"),
        ("ActionMesh, arXiv 2601.16148", "replaces an optimisation by one forward pass; nothing is stopped"),
    ];
}
