using Stopwise.Traces.Export.Cuts;
using Stopwise.Traces.Kin;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli;

/// <summary>Diagnoses runs of a store with what the store knows about their agents and tasks.</summary>
internal sealed class OnsetAsked(RunStore store, CancellationToken stop)
{
    private readonly Dictionary<string, Diagnoser> _diagnosers = new(StringComparer.Ordinal);

    public OnsetReport Diagnose(Run run)
    {
        if (!_diagnosers.TryGetValue(run.Agent, out var diagnoser))
        {
            _diagnosers[run.Agent] = diagnoser = new Diagnoser(HistoryOf(run.Agent));
        }

        stop.ThrowIfCancellationRequested();
        var kin = NearestKin.All(store, run).Select(k => k.Other).Where(other => other.Agent == run.Agent);
        return diagnoser.Diagnose(run, [.. kin]);
    }

    /// <summary>The diagnosis as advice to an agent that goes on from before the first candidate.</summary>
    public static CutHint HintOf(OnsetReport report)
    {
        var first = report.Candidates[0];
        var advice =
            first.Findings.Count == 0
                ? "The attempt failed, and seems to have gone wrong from here on."
                : "The attempt failed. An analysis of its record says about the step that came next:";
        List<string> quotes = [.. first.Findings.Where(f => f.Rule != OnsetReport.KinRule).Select(f => f.Reason)];
        if (report.Beside is { } beside)
        {
            advice += "\nAnother run solved this task; how the two differ is quoted last.";
            quotes.Add(beside.Words);
        }

        return CutHint.Of(advice, quotes);
    }

    private OnsetHistory HistoryOf(string agent)
    {
        var labelled = store.LoadAll(new RunFilter { Agent = agent, HasStepLabels = true });
        var solved = store.LoadAll(
            new RunFilter
            {
                Agent = agent,
                Outcome = OutcomeState.Solved,
                Limit = OnsetHistory.MostSolved,
            }
        );
        return OnsetHistory.From(labelled.Concat(solved).TakeWhile(_ => !stop.IsCancellationRequested));
    }
}
