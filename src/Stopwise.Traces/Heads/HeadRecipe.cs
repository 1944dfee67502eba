using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Rehearsal;

namespace Stopwise.Traces.Heads;

/// <summary>Which model a head is.</summary>
internal enum HeadModel
{
    /// <summary>Ridge logistic regression.</summary>
    Logistic = 0,

    /// <summary>Gradient-boosted trees.</summary>
    Trees = 1,
}

/// <summary>A head to be trained.</summary>
/// <param name="Target">What it is asked.</param>
/// <param name="Model">How it answers.</param>
/// <param name="TokenWeight">Weight of ln(1 + input tokens) beside its log-odds; 0 for the head alone.</param>
internal sealed record HeadRecipe(HeadTarget Target, HeadModel Model, double TokenWeight = 0)
{
    // In units of a run, since the rows of a run weigh 1 together: chosen once, for tens to hundreds of runs.
    private const double Ridge = 1;

    /// <summary>The heads that are tried on every set of runs: both sides of early evaluation, the union of both, and failure added to the cap.</summary>
    /// <remarks>After EarlyEval (arXiv 2609.02783): a success and a failure side read from the prefix, here without its text vocabulary and its features of the reference patch, which look at other runs or at the answer.</remarks>
    public static IReadOnlyList<(string Id, HeadRecipe Recipe)> All { get; } =
    [
        ("failure-head-logistic", new(HeadTarget.Fails, HeadModel.Logistic)),
        ("failure-head-trees", new(HeadTarget.Fails, HeadModel.Trees)),
        ("success-head-logistic", new(HeadTarget.Done, HeadModel.Logistic)),
        ("success-head-trees", new(HeadTarget.Done, HeadModel.Trees)),
        ("safe-head-logistic", new(HeadTarget.Safe, HeadModel.Logistic)),
        ("safe-head-trees", new(HeadTarget.Safe, HeadModel.Trees)),
        ("token-cap+failure-odds", new(HeadTarget.Fails, HeadModel.Logistic, TokenWeight: 2)),
    ];

    /// <summary>Trains on the labelled runs of some tasks; null where all of them have the same label.</summary>
    public Head? Train(RunTable table, TaskSample sample)
    {
        var rows = HeadRows.Of(table, sample, Target);
        return !rows.HasBothTargets ? null
            : Model == HeadModel.Logistic ? LogisticHead.Fit(rows, Ridge)
            : TreesHead.Fit(rows, new TreesOptions());
    }

    /// <summary>The trained head as a rule.</summary>
    public RuleSpec Rule(Head head, double threshold, StopSettlement settlement)
    {
        ArgumentNullException.ThrowIfNull(head);
        var verdict =
            Target == HeadTarget.Done ? Verdict.ExitDone
            : settlement == StopSettlement.HandIn ? Verdict.WrapUp
            : Verdict.ExitDoomed;
        return head.Rule(TokenWeight, threshold, verdict);
    }
}
