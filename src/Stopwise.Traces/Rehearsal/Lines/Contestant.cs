using Stopwise.Exits.Calibration;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Rehearsal.Scoring;

namespace Stopwise.Traces.Rehearsal.Lines;

/// <summary>One line of a rehearsal: a policy, or a control that every policy is read beside.</summary>
internal abstract class Contestant(string id, string kind, bool isControl)
{
    /// <summary>Name in reports, stable.</summary>
    public string Id { get; } = id;

    /// <summary>What sort of rule it is, stable.</summary>
    public string Kind { get; } = kind;

    /// <summary>True for lines that only show what a policy must beat.</summary>
    public bool IsControl { get; } = isControl;

    /// <summary>Chooses the parameters.</summary>
    /// <param name="calibration">The tasks it may look at.</param>
    /// <param name="test">The tasks it will be judged on; only hindsight controls look at them.</param>
    /// <param name="options">The promise.</param>
    public abstract Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options);

    /// <summary>
    /// The score by which it is compared with the token cap, every run scored by something that its own task did not
    /// train; null where it has no single score or is not to be compared.
    /// </summary>
    public virtual ScoreFamily? GateScore(RehearsalOptions options) => null;

    /// <summary>Parameters that stop <paramref name="target"/> of the good runs of a sample, without any promise; null where there is nothing to tune.</summary>
    public virtual Fitted? Match(TaskSample sample, double target, RehearsalOptions options) => null;
}

/// <summary>A contestant with its parameters chosen.</summary>
/// <param name="Certificate">What was proved; null for rules that need no proof.</param>
/// <param name="Choices">Equally likely ways to stop: run to stopping row, -1 for the end. Several where it throws dice.</param>
/// <param name="Chosen">Which member of a family of families was taken; null where there was no choice.</param>
/// <param name="Charge">Input tokens that watching a run costs, by run and stopping row; null where it costs nothing.</param>
/// <param name="Rule">What was trained, as a rule with its threshold; null where the line's name says it all.</param>
internal sealed record Fitted(
    ThresholdCertificate? Certificate,
    IReadOnlyList<Func<int, int>> Choices,
    string? Chosen = null,
    RuleSpec? Rule = null,
    Func<int, int, double>? Charge = null
)
{
    /// <summary>Never stops.</summary>
    public static IReadOnlyList<Func<int, int>> Never { get; } = [static _ => -1];

    /// <summary>Acts on the runs of a sample.</summary>
    public void Apply(TaskSample sample, RunEffects effects, StopSettlement settlement)
    {
        foreach (var run in sample.Runs)
        {
            foreach (var choice in Choices)
            {
                var row = choice(run);
                effects.Add(run, row, settlement, 1.0 / Choices.Count);
                if (Charge is not null)
                {
                    effects.ChargeTokens(run, Charge(run, row) / Choices.Count);
                }
            }
        }
    }
}
