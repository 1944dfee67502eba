using System.Globalization;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Rehearsal.Lines;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal;

/// <summary>Replays policies and controls over recorded runs: every task is judged by parameters chosen without it.</summary>
public sealed class Rehearser
{
    private readonly RehearsalOptions _options;

    /// <summary>With the promise to rehearse.</summary>
    public Rehearser(RehearsalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>Rehearses all policies on the runs of one scope.</summary>
    /// <param name="runs">The runs; each is read once, so they may be streamed.</param>
    /// <param name="policy">A policy to replay as it is, beside the controls of these runs; null rehearses the policies that could be learned here.</param>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <exception cref="Exits.StopwiseException">The policy was calibrated on other signals.</exception>
    public RehearsalReport Rehearse(IEnumerable<Run> runs, Policy? policy = null, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Rehearse(RehearsalRuns.Fold(runs), policy, progress);
    }

    internal RehearsalReport Rehearse(RehearsalRuns runs, Policy? policy = null, IProgress<double>? progress = null)
    {
        var protocols = new List<ProtocolReport>();
        if (runs.Labelled.Count > 0)
        {
            if (policy is null || !PolicyRules.NeedsKin(policy.Rule))
            {
                var unseen = runs.Unseen;
                protocols.Add(Protocol("unseen-task", unseen, Contestants.Unseen(unseen, _options), policy, progress));
            }

            if (policy is null ? runs.HasKin : PolicyRules.NeedsKin(policy.Rule))
            {
                var known = RunTable.Build(runs.Labelled, KinView.Others);
                protocols.Add(Protocol("known-task", known, Contestants.Known(known, _options), policy, progress));
            }
        }

        var data = runs.Describe();
        return new RehearsalReport
        {
            Promise = new RehearsalPromise(
                _options.Alpha,
                _options.Delta,
                Words.Of(_options.Loss),
                Words.Of(_options.Settlement),
                _options.Seed
            ),
            Data = data,
            Done = runs.Labelled.Count > 0 ? DoneReport.Of(runs.Unseen, data.LagShareOfTokens) : null,
            Scopes = ScopeReport.Of(runs, _options),
            Protocols = protocols,
            Notes = [.. runs.Notes(), .. policy is null ? [] : PolicyScope.Notes(policy, runs)],
        };
    }

    private ProtocolReport Protocol(
        string name,
        RunTable table,
        List<Contestant> lines,
        Policy? policy,
        IProgress<double>? progress
    )
    {
        if (policy is not null)
        {
            lines.Insert(0, new FrozenContestant(table, policy));
        }

        var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
        var folds = all.Folds(Math.Min(_options.Folds, Math.Max(2, table.Groups)), _options.Seed).ToList();
        var reports = new PolicyReport[lines.Count];
        var gate = new Lazy<MatchedGate>(() =>
            new MatchedGate(
                table,
                Scores.Cap(table, Column.InputTokens),
                _options.Settlement,
                _options.BootstrapDraws,
                _options.Seed
            )
        );
        var done = 0;

        // Every line draws from seeds of its own, so the order in which they finish changes nothing.
        Parallel.For(
            0,
            lines.Count,
            i =>
            {
                reports[i] = Judge(table, lines[i], gate, all, folds);
                progress?.Report((double)Interlocked.Increment(ref done) / lines.Count);
            }
        );

        var caps = lines
            .Where(l => l is { Kind: "cap", IsControl: false })
            .Select(l => Matched(table, l, folds, _options.Alpha));
        var random = Matched(table, lines.Single(l => l.Id == "random-run"), folds, _options.Alpha);
        var pays = Paying.Pays(table, caps, random, _options);
        return new ProtocolReport(name, reports, Paying.Words(reports, pays, _options), pays);
    }

    private PolicyReport Judge(
        RunTable table,
        Contestant line,
        Lazy<MatchedGate> gate,
        TaskSample all,
        List<(TaskSample Others, TaskSample Fold)> folds
    )
    {
        var effects = new RunEffects(table);
        foreach (var (others, fold) in folds)
        {
            line.Fit(others, fold, _options).Apply(fold, effects, _options.Settlement);
        }

        return PolicyReports.Of(
            table,
            line,
            line.Fit(all, all, _options),
            effects,
            Curve(table, line, folds),
            line.GateScore(_options) is { } score ? gate.Value.Judge(score) : null,
            MatchedGate.Levels,
            _options
        );
    }

    private MatchedCurve? Curve(RunTable table, Contestant line, List<(TaskSample Others, TaskSample Fold)> folds)
    {
        if (
            folds.Any(f => f.Others.Runs.Length == 0)
            || line.Match(folds[0].Others, MatchedGate.Levels[0], _options) is null
        )
        {
            return null;
        }

        var curve = new MatchedCurve();
        curve.Add([
            .. MatchedCurve.Targets.Select(target => new StopSummary(table, Matched(table, line, folds, target))),
        ]);
        return curve;
    }

    private RunEffects Matched(
        RunTable table,
        Contestant line,
        List<(TaskSample Others, TaskSample Fold)> folds,
        double target
    )
    {
        var effects = new RunEffects(table);
        foreach (var (others, fold) in folds)
        {
            line.Match(others, target, _options)!.Apply(fold, effects, _options.Settlement);
        }

        return effects;
    }
}

/// <summary>The words that options, files and reports use.</summary>
internal static class Words
{
    public static string Of(StopLoss loss) => loss == StopLoss.GoodRunsStopped ? "good-runs-stopped" : "success-points";

    public static string Of(StopSettlement settlement) => settlement == StopSettlement.HandIn ? "hand-in" : "discard";

    public static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}

/// <summary>Says where a policy is replayed outside of what its certificate covers.</summary>
internal static class PolicyScope
{
    public static IEnumerable<string> Notes(Policy policy, RehearsalRuns runs)
    {
        if (policy.Certificate is not { Scope: var scope })
        {
            yield return $"Policy {policy.Id} carries no certificate: nothing is promised.";
            yield break;
        }

        var strangers = runs.Labelled.Count(r =>
            (scope.Agent is not null && r.Facts.Agent != scope.Agent)
            || (scope.Model is not null && r.Facts.Model != scope.Model)
        );
        if (strangers > 0)
        {
            yield return $"{strangers} of {runs.Labelled.Count} runs lie outside the scope of the certificate (agent {scope.Agent ?? "any"}, model {scope.Model ?? "any"}): for them nothing is promised.";
        }
    }
}
