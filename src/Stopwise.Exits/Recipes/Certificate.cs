namespace Stopwise.Exits.Recipes;

/// <summary>What is promised about a policy, on which evidence, and where it holds.</summary>
public sealed record Certificate
{
    /// <summary>The policy this belongs to.</summary>
    public required string PolicyId { get; init; }

    /// <summary>The loss whose risk is bounded, e.g. <c>good-runs-stopped</c>.</summary>
    public required string LossName { get; init; }

    /// <summary>The settlement under which the loss was counted.</summary>
    public required Settlement Settlement { get; init; }

    /// <summary>The bound on the risk, a share above 0 and below 1.</summary>
    public required double Alpha { get; init; }

    /// <summary>The probability that the bound does not hold because calibration data was unlucky.</summary>
    public required double Delta { get; init; }

    /// <summary>What is exchangeable and therefore counted. The default is the task.</summary>
    public string Unit
    {
        get;
        init => field = value ?? "task";
    } = "task";

    /// <summary>Units the promise rests on.</summary>
    public required int N { get; init; }

    /// <summary>Losses among them; a fraction where a unit's loss is a mean over its runs.</summary>
    public required double Losses { get; init; }

    /// <summary>Probability of so few losses if the risk were <see cref="Alpha"/>.</summary>
    public required double PValue { get; init; }

    /// <summary>How the parameter was chosen.</summary>
    public required string Method { get; init; }

    /// <summary>The chosen parameter, in the unit of its signal; infinity for "never".</summary>
    public required double Threshold { get; init; }

    /// <summary>Where the promise holds; it lapses elsewhere.</summary>
    public required CertificateScope Scope { get; init; }

    /// <summary>Hash of the calibration rows.</summary>
    public required string DataHash { get; init; }

    /// <summary>The seed that split tuning from calibration.</summary>
    public int SplitSeed { get; init; }

    /// <summary>How the promise is watched while live; absent means it is not.</summary>
    public CertificateMonitor? Monitor { get; init; }

    /// <summary>What is saved; never part of the promise.</summary>
    public CertificateEfficiency? Efficiency { get; init; }

    /// <summary>The same measure for the policies that any policy must beat, e.g. <c>random</c>, <c>token-cap</c>.</summary>
    public SortedDictionary<string, double> Controls
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What a reader must know besides.</summary>
    public IReadOnlyList<string> Notes
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>Where a certificate holds; an absent part was not fixed.</summary>
public sealed record CertificateScope
{
    /// <summary>The model that ran.</summary>
    public string? Model { get; init; }

    /// <summary>The scaffold with its tools.</summary>
    public string? Agent { get; init; }

    /// <summary>The family the tasks were drawn from.</summary>
    public string? TaskFamily { get; init; }
}

/// <summary>How a certificate is watched while live.</summary>
/// <param name="EThreshold">The evidence at which the promise is withdrawn, above 1; 20 false-alarms with probability .05.</param>
/// <param name="AuditRate">Share of would-be stops that are left running, 0 to 1.</param>
public sealed record CertificateMonitor(double EThreshold, double AuditRate);

/// <summary>What a policy saves, with an interval.</summary>
/// <param name="TokensSaved">Share of tokens, 0 to 1.</param>
/// <param name="CiLow">Lower end of the interval of that share.</param>
/// <param name="CiHigh">Upper end.</param>
public sealed record CertificateEfficiency(double TokensSaved, double CiLow, double CiHigh);
