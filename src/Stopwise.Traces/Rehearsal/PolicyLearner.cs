using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Heads;
using Stopwise.Traces.Rehearsal.Lines;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal;

/// <summary>Which runs a policy is learned from and holds for; null means any.</summary>
/// <param name="Agent">The scaffold.</param>
/// <param name="Model">The model.</param>
/// <param name="TaskFamily">Beginning of the task names.</param>
public sealed record LearningScope(string? Agent = null, string? Model = null, string? TaskFamily = null)
{
    /// <summary>True for runs inside the scope.</summary>
    public bool Covers(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return (Agent is null || run.Agent == Agent)
            && (Model is null || run.Model == Model)
            && (TaskFamily is null || run.TaskId?.StartsWith(TaskFamily, StringComparison.Ordinal) == true);
    }
}

/// <summary>What learning came to.</summary>
/// <param name="Policy">The certified policy; null where nothing can be promised.</param>
/// <param name="Reason">In words: what was certified, or what is missing.</param>
/// <param name="UnitsMissing">Loss-free labelled tasks still missing; 0 with a policy.</param>
/// <param name="Report">The rehearsal behind the choice.</param>
public sealed record LearnedPolicy(Policy? Policy, string Reason, int UnitsMissing, RehearsalReport Report);

/// <summary>Chooses a cap, certifies it, and writes down what was promised on which evidence.</summary>
public sealed class PolicyLearner
{
    private readonly RehearsalOptions _options;
    private readonly LearningScope _scope;

    /// <summary>With the promise and the scope it shall hold in.</summary>
    public PolicyLearner(RehearsalOptions options, LearningScope scope)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(scope);
        _options = options;
        _scope = scope;
    }

    /// <summary>Kinds that can be asked for; the first lets the tuning tasks choose.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "best-cap",
        "token-cap",
        "context-cap",
        "step-cap",
        "cost-cap",
        "blend-cap",
        "blend-cap+errors",
        "never-acted",
        "kin-none-of-3",
        "token-cap+kin-none-of-3",
        "token-cap-lowered-by-kin",
        "context-cap-lowered-by-kin",
        "token-cap-or-kin-rate",
        "token-cap-or-cleanup",
        .. HeadRecipe.All.Select(h => h.Id),
        .. DoneCard.All.Select(c => "done:" + c.Id),
    ];

    /// <summary>Learns from the runs inside the scope.</summary>
    /// <param name="runs">The runs; those outside the scope are left aside.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <param name="verify">A shell command that checks the workspace of a run: where it passes the run may end as done; null for none.</param>
    /// <exception cref="StopwiseException">No run of the scope has a trusted outcome, or the kind is not known here.</exception>
    public LearnedPolicy Learn(
        IEnumerable<Run> runs,
        string kind = "best-cap",
        IProgress<double>? progress = null,
        string? verify = null
    )
    {
        var folded = RehearsalRuns.Fold(runs.Where(_scope.Covers));
        if (folded.Labelled.Count == 0)
        {
            throw new StopwiseException(
                "No run of this scope has a trusted outcome. Import runs with outcomes, or give them with: stopwise label RUN solved, or stopwise import RUNS --labels FILE."
            );
        }

        var asked = _options with
        {
            Heads = _options.Heads || HeadRecipe.All.Any(h => h.Id == kind),
            Done =
                _options.Done || kind == "token-cap-or-cleanup" || kind.StartsWith("done:", StringComparison.Ordinal),
        };
        var report = new Rehearser(asked).Rehearse(folded, policy: null, progress);
        var known = kind.Contains("kin", StringComparison.Ordinal);
        var protocol = report.Protocols.FirstOrDefault(p => (p.Name == "known-task") == known);
        var line =
            protocol?.Policies.FirstOrDefault(p => p.Id == kind)
            ?? throw new StopwiseException(
                $"'{kind}' is not offered for these runs: kin rules need several runs of a task by one model, cost-cap needs the cost of every run."
            );
        if (line.Certified != true)
        {
            var missing = line.UnitsMissing ?? 0;
            return new LearnedPolicy(null, Missing(line, missing), missing, report);
        }

        if (line.Kind is "head" or "blend" or "done" && line.Gate is not { Passes: true })
        {
            return new LearnedPolicy(null, Paying.Experiment(line), 0, report);
        }

        var policy = Write(folded.Unseen, folded, line, protocol);
        return new LearnedPolicy(
            verify is null ? policy : VerifiedExits.AddTo(policy, verify),
            Reason(line, protocol),
            0,
            report
        );
    }

    private static string Reason(PolicyReport line, ProtocolReport protocol)
    {
        var said = protocol.Pays ? [] : new List<string> { Paying.DoesNotPay };
        if (line.Kind == "chosen-cap")
        {
            said.Add(Paying.Choice(line, protocol.Policies.Single(p => p.Id == Contestants.Default)));
        }

        return string.Join(' ', said);
    }

    private string Missing(PolicyReport line, int missing) =>
        $"Cannot promise {Words.Percent(_options.Alpha)} ({Words.Of(_options.Loss)}) at delta {Words.Percent(_options.Delta)}: "
        + $"{missing} more labelled {(missing == 1 ? "task" : "tasks")}{(_options.Loss == StopLoss.GoodRunsStopped ? " with a solved run" : "")} {(missing == 1 ? "is" : "are")} needed, "
        + $"none of them stopped too early (so far {line.N}). "
        + "Label more tasks, or ask for a looser bound with --alpha.";

    private Policy Write(RunTable table, RehearsalRuns folded, PolicyReport line, ProtocolReport protocol)
    {
        var member = line.Kind == "chosen-cap" ? line.Chosen! : line.Id;
        var threshold = line.Threshold ?? 0;
        var hash = DataHash(table);
        var id = $"{member}-{hash[..8]}";
        var settlement = _options.Settlement == StopSettlement.HandIn ? Settlement.HandIn : Settlement.Discard;
        return new Policy
        {
            Version = Policy.CurrentVersion,
            Id = id,
            Kind = member,
            Rule = line.Rule ?? PolicyRules.Of(line.Id, line.Chosen, threshold, _options.Settlement),
            Settlement = settlement,
            SchemaHash = SignalFold.Schema.Hash,
            Certificate = new Certificate
            {
                PolicyId = id,
                LossName = Words.Of(_options.Loss),
                Settlement = settlement,
                Alpha = _options.Alpha,
                Delta = _options.Delta,
                N = line.N!.Value,
                Losses = line.Losses!.Value,
                PValue = line.PValue!.Value,
                Method =
                    line.Kind == "combined"
                        ? "fixed-sequence exact binomial along a path of two thresholds chosen on tuning tasks, one random run a task"
                        : "fixed-sequence exact binomial (order statistic), one random run a task",
                Threshold = threshold,
                Scope = ScopeOf(folded),
                DataHash = hash,
                SplitSeed = _options.Seed,
                Monitor = new CertificateMonitor(EThreshold: 20, AuditRate: 0.1),
                Efficiency = Efficiency(line),
                Controls = Controls(protocol),
                Notes = Notes(protocol, folded),
            },
        };
    }

    private CertificateScope ScopeOf(RehearsalRuns folded)
    {
        var agents = folded.Labelled.Select(r => r.Facts.Agent).Distinct(StringComparer.Ordinal).ToList();
        var models = folded.Labelled.Select(r => r.Facts.Model).Distinct(StringComparer.Ordinal).ToList();
        return new CertificateScope
        {
            Agent = agents.Count == 1 ? agents[0] : null,
            Model = models.Count == 1 ? models[0] : null,
            TaskFamily = _scope.TaskFamily,
        };
    }

    private static CertificateEfficiency? Efficiency(PolicyReport line) =>
        line.InputTokensSaved is { } saved && line.Intervals.TryGetValue("inputTokensSaved", out var interval)
            ? new CertificateEfficiency(saved, interval[0], interval[1])
            : null;

    private static SortedDictionary<string, double> Controls(ProtocolReport protocol)
    {
        var controls = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in protocol.Policies)
        {
            if ((line.IsControl || line.Id == Contestants.Default) && line.InputTokensSaved is { } saved)
            {
                controls[line.Id] = saved;
            }
        }

        return controls;
    }

    private static List<string> Notes(ProtocolReport protocol, RehearsalRuns folded)
    {
        List<string> notes = [];
        if (!protocol.Pays)
        {
            notes.Add(Paying.DoesNotPay);
        }

        notes.AddRange(folded.Notes().Where(n => !n.StartsWith("Known-task", StringComparison.Ordinal)));
        return notes;
    }

    private string DataHash(RunTable table)
    {
        var tokens = Scores.Cap(table, Column.InputTokens);
        var context = Scores.Cap(table, Column.ContextTokens);
        var text = new StringBuilder(SignalFold.Schema.Hash).Append('\n');
        for (var run = 0; run < table.Table.Runs.Count; run++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{table.Table.Runs[run].Id}\t{table.Table.Runs[run].Good}\t{tokens.Critical(run, _options.Settlement):R}\t{context.Critical(run, _options.Settlement):R}\n"
            );
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
