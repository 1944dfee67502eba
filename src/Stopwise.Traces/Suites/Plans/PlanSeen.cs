using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;
using Stopwise.Traces.Records;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Suites.Matching;

namespace Stopwise.Traces.Suites.Plans;

/// <summary>A run as a plan test sees it: what was said and called, in order, and how contracts judge it.</summary>
internal sealed class PlanSeen
{
    private readonly Dictionary<ContractSet, ContractVerdict> _verdicts = [];

    private PlanSeen(Run run, IReadOnlyList<SeenCall> calls, IReadOnlyList<MessageActionRecord> records) =>
        (Run, Calls, Records) = (run, calls, records);

    public Run Run { get; }

    /// <summary>All calls of tools.</summary>
    public IReadOnlyList<SeenCall> Calls { get; }

    public IReadOnlyList<MessageActionRecord> Records { get; }

    /// <summary>Where the run of a changed agent left the recorded one; null where no agent was run.</summary>
    public PlanDivergence? Divergence { get; init; }

    /// <summary>The last thing that the model said.</summary>
    public string LastSaid => (Run.Closing ?? (Run.Steps.Count > 0 ? Run.Steps[^1] : null))?.Message ?? "";

    public static PlanSeen Of(Run run, PlanDivergence? divergence = null)
    {
        var records = RunRecords.Of(run);
        var actions = records.Where(r => r.Kind == RecordKind.Action).ToLookup(r => r.Step);
        var results = records.Where(r => r.Kind == RecordKind.Observation).ToLookup(r => r.ParentSeq ?? -1);
        var calls = new List<SeenCall>();
        for (var i = 0; i < run.CallCount; i++)
        {
            var step = run.CallAt(i);
            // What a call does shows in part only by what came back: that a check passed, that a call failed.
            var facts = actions[step.Index]
                .Select(a => results[a.Seq].Aggregate(a.Facts, (all, r) => all | r.Facts))
                .ToList();
            calls.AddRange(
                step.Calls.Select(
                    (c, n) =>
                        new SeenCall
                        {
                            Tool = c.Name,
                            Arguments = c.Arguments,
                            Command = c.Command,
                            Result = c.Result,
                            Step = step.Index,
                            Facts = facts.Count == step.Calls.Count ? facts[n] : null,
                        }
                )
            );
        }

        return new PlanSeen(run, calls, records) { Divergence = divergence };
    }

    /// <summary>What a contract says of the whole run.</summary>
    /// <param name="only">A set of this contract alone.</param>
    public ContractVerdict VerdictOf(ContractSet only)
    {
        if (!_verdicts.TryGetValue(only, out var verdict))
        {
            verdict = only.Check(Records)[0];
            _verdicts.Add(only, verdict);
        }

        return verdict;
    }
}

/// <summary>How far a changed agent went on the answers recorded of it.</summary>
/// <param name="Step">The recorded step at which it first asked for something else; null where it did not.</param>
/// <param name="Words">What differs, in one line.</param>
internal sealed record PlanDivergence(int? Step, string Words);
