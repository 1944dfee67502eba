using Stopwise.Exits.Recipes;

namespace Stopwise.Traces.Rehearsal;

/// <summary>What stopping would have done to recorded runs. Every share lies in [0,1]; null means not known.</summary>
public sealed record RehearsalReport
{
    /// <summary>Version of this layout.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The promise that was rehearsed.</summary>
    public required RehearsalPromise Promise { get; init; }

    /// <summary>The runs it was rehearsed on.</summary>
    public required RehearsalData Data { get; init; }

    /// <summary>How long good runs go on after they are done; null where there was nothing to judge.</summary>
    public required DoneReport? Done { get; init; }

    /// <summary>Each scaffold with each model by itself; empty where there is only one.</summary>
    public required IReadOnlyList<ScopeReport> Scopes { get; init; }

    /// <summary>Unseen tasks first; known tasks where some task has kin runs.</summary>
    public required IReadOnlyList<ProtocolReport> Protocols { get; init; }

    /// <summary>What a reader must know before believing a number.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>The promise.</summary>
/// <param name="Alpha">Bound on the harm.</param>
/// <param name="Delta">Chance that the bound does not hold.</param>
/// <param name="Loss">good-runs-stopped or success-points.</param>
/// <param name="Settlement">hand-in or discard.</param>
/// <param name="Seed">Seed of all draws.</param>
public sealed record RehearsalPromise(double Alpha, double Delta, string Loss, string Settlement, int Seed);

/// <summary>The runs behind a report.</summary>
public sealed record RehearsalData
{
    /// <summary>All runs of the scope.</summary>
    public required int Runs { get; init; }

    /// <summary>Runs that took part: a trusted outcome and at least one unit.</summary>
    public required int LabelledRuns { get; init; }

    /// <summary>Tasks of the labelled runs.</summary>
    public required int Tasks { get; init; }

    /// <summary>Good runs.</summary>
    public required int Solved { get; init; }

    /// <summary>Tasks with at least one good run: the units of the default promise.</summary>
    public required int SolvedTasks { get; init; }

    /// <summary>Input tokens of the labelled runs.</summary>
    public required double? InputTokens { get; init; }

    /// <summary>US dollars of the labelled runs whose cost is known.</summary>
    public required double? CostUsd { get; init; }

    /// <summary>True where some token numbers are estimates.</summary>
    public required bool TokensEstimated { get; init; }

    /// <summary>Share of the input tokens that failed runs spent.</summary>
    public required double? FailedShareOfTokens { get; init; }

    /// <summary>Share of the input tokens that good runs spent after their last useful change: the ceiling of done exits.</summary>
    public required double? LagShareOfTokens { get; init; }

    /// <summary>The largest run's share of the input tokens.</summary>
    public required double? LargestRunShare { get; init; }

    /// <summary>The largest run.</summary>
    public required string? LargestRun { get; init; }

    /// <summary>Runs that called no tool at all, how many of them were good, and the 95 % upper limit of that share.</summary>
    public required NeverActedReport NeverActed { get; init; }

    /// <summary>Scaffolds and models in the data.</summary>
    public required IReadOnlyList<ScopeCount> Scopes { get; init; }
}

/// <summary>Runs of one scaffold and model.</summary>
public sealed record ScopeCount(string Agent, string? Model, int Runs, int Solved);

/// <summary>Runs that called no tool at all.</summary>
public sealed record NeverActedReport(int Runs, int Solved, double? SolvedUpper);

/// <summary>One protocol: what the policies could know.</summary>
/// <param name="Name">unseen-task or known-task.</param>
/// <param name="Policies">Policies and controls.</param>
/// <param name="Verdict">In words: what pays here, what can be promised, what is missing.</param>
/// <param name="Pays">False where the token cap does not beat a random stop.</param>
public sealed record ProtocolReport(
    string Name,
    IReadOnlyList<PolicyReport> Policies,
    IReadOnlyList<string> Verdict,
    bool Pays
);

/// <summary>One policy or control.</summary>
public sealed record PolicyReport
{
    /// <summary>Stable name.</summary>
    public required string Id { get; init; }

    /// <summary>cap, chosen-cap, blend, head, structural, kin, kin-rate, cap+kin, random, loop-rules, hindsight-cap, oracle, policy.</summary>
    public required string Kind { get; init; }

    /// <summary>True for lines that only show what a policy must beat.</summary>
    public required bool IsControl { get; init; }

    /// <summary>True where all labelled tasks together certify the promise; null where nothing was to be proved.</summary>
    public required bool? Certified { get; init; }

    /// <summary>Bound on the harm.</summary>
    public required double Alpha { get; init; }

    /// <summary>Chance that the bound does not hold.</summary>
    public required double Delta { get; init; }

    /// <summary>The exchangeable unit.</summary>
    public string Unit { get; init; } = "task";

    /// <summary>Calibration units of the certificate on all labelled tasks.</summary>
    public required int? N { get; init; }

    /// <summary>Units harmed at the certified threshold.</summary>
    public required int? Losses { get; init; }

    /// <summary>Exact binomial p-value of "the harm exceeds alpha".</summary>
    public required double? PValue { get; init; }

    /// <summary>The certified threshold on all labelled tasks, in the unit of the score.</summary>
    public required double? Threshold { get; init; }

    /// <summary>Which member was taken where there was a choice.</summary>
    public required string? Chosen { get; init; }

    /// <summary>Loss-free labelled units still missing before the promise can be made; 0 when certified.</summary>
    public required int? UnitsMissing { get; init; }

    /// <summary>The selected harm as it came out on tasks that took no part in calibration.</summary>
    public required double? RealisedRisk { get; init; }

    /// <summary>Its 95 % Clopper-Pearson upper limit, tasks as units.</summary>
    public required double? RealisedRiskUpper { get; init; }

    /// <summary>Of the good runs, the share harmed.</summary>
    public required double? GoodRunsStopped { get; init; }

    /// <summary>Of all labelled runs, the share that was good and harmed.</summary>
    public required double? SuccessPointsLost { get; init; }

    /// <summary>Runs judged.</summary>
    public required int Runs { get; init; }

    /// <summary>Share of the judged runs that were stopped.</summary>
    public required double RunsStopped { get; init; }

    /// <summary>Share of the steps saved.</summary>
    public required double StepsSaved { get; init; }

    /// <summary>Share of the input tokens saved.</summary>
    public required double? InputTokensSaved { get; init; }

    /// <summary>The same without the largest run.</summary>
    public required double? InputTokensSavedWithoutLargest { get; init; }

    /// <summary>Share of the known money saved.</summary>
    public required double? CostSaved { get; init; }

    /// <summary>US dollars saved.</summary>
    public required double? UsdSaved { get; init; }

    /// <summary>Mean units that were still to come in the failed runs it stopped.</summary>
    public required double? LeadSteps { get; init; }

    /// <summary>90 % task-bootstrap intervals by name of the number.</summary>
    public required IReadOnlyDictionary<string, double[]> Intervals { get; init; }

    /// <summary>Input tokens saved when tuned, without a promise, to the same realised harm: by share of good runs stopped.</summary>
    public required IReadOnlyDictionary<string, double>? TokensSavedAtHarm { get; init; }

    /// <summary>The comparison with the token cap at equal realised harm; null for the token cap, controls and fixed rules.</summary>
    public required GateReport? Gate { get; init; }

    /// <summary>What was trained, as a rule with its certified threshold; null where the name of the line says it all.</summary>
    internal RuleSpec? Rule { get; init; }

    /// <summary>Points (share of good runs stopped, share of input tokens saved) for the plot.</summary>
    public required IReadOnlyList<double[]>? Frontier { get; init; }

    /// <summary>Every run it stopped and when, most input tokens saved first; empty for controls.</summary>
    public required IReadOnlyList<StoppedRun> Stops { get; init; }

    /// <summary>Good runs it stopped too early.</summary>
    public required IReadOnlyList<string> WrongStops { get; init; }
}

/// <summary>Whether a policy saves more than the token cap at equal harm: only then it is more than an experiment.</summary>
/// <param name="Levels">The comparison, one entry a realised harm.</param>
/// <param name="Passes">True where the lower bound of the difference is above zero at two harms or more.</param>
public sealed record GateReport(IReadOnlyList<GateLevel> Levels, bool Passes);

/// <summary>A policy beside the token cap at one realised harm. All but the harm are shares of the input tokens.</summary>
/// <param name="Harm">Share of good runs stopped by either.</param>
/// <param name="Saved">What the policy saves.</param>
/// <param name="CapSaved">What the token cap saves.</param>
/// <param name="Low">5 % quantile of the difference over drawn tasks.</param>
/// <param name="High">95 % quantile.</param>
public sealed record GateLevel(double Harm, double Saved, double CapSaved, double Low, double High);

/// <summary>A run that a policy stopped.</summary>
/// <param name="Run">The run.</param>
/// <param name="AfterSteps">Model calls done when it was stopped.</param>
/// <param name="Steps">Model calls of the whole run.</param>
/// <param name="Good">True if the whole run succeeded.</param>
/// <param name="Harmed">True if the stop lost that success.</param>
/// <param name="InputTokensSaved">Input tokens that were still to come; null where not known.</param>
public sealed record StoppedRun(
    string Run,
    int AfterSteps,
    int Steps,
    bool Good,
    bool Harmed,
    double? InputTokensSaved
);
