using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Onset;

/// <summary>Follows what a suspect turn led to: its own result, what its findings point at, checks, and the hand-in.</summary>
internal static class DownstreamChain
{
    private const int MostLinks = 8;

    public static IReadOnlyList<ChainLink> From(RunView run, OnsetCandidate candidate, IReadOnlyList<Finding> findings)
    {
        var links = new SortedDictionary<int, string>();
        foreach (var finding in candidate.Findings)
        {
            foreach (var step in finding.Evidence.Where(e => e > finding.Step && e < run.Steps.Count))
            {
                links.TryAdd(step, $"Step {step} shows it ({finding.Rule}).");
            }
        }

        AddSpread(run, candidate, links);
        AddChecks(run, candidate, links);
        foreach (var finding in findings.Where(f => f.Step > candidate.Turn.Last))
        {
            links.TryAdd(finding.Step, finding.Reason);
        }

        var kept = links.Take(MostLinks).Select(l => new ChainLink(l.Key, l.Value)).ToList();
        AddEnd(run, kept);
        return kept;
    }

    /// <summary>Where a token that nothing supported is said again.</summary>
    private static void AddSpread(RunView run, OnsetCandidate candidate, SortedDictionary<int, string> links)
    {
        var talk = run.Talks[candidate.Step];
        if ((talk.FirstFinal ?? talk.FirstUnsupported) is not { } quote || !run.IsConversation)
        {
            return;
        }

        var found = 0;
        for (var i = candidate.Turn.Last + 1; i < run.Steps.Count && found < 3; i++)
        {
            if (Says(run.Steps[i], quote.Text))
            {
                links.TryAdd(i, $"Step {i} says “{quote.Text}” again.");
                found++;
            }
        }
    }

    private static bool Says(Step step, string token)
    {
        var scanner = new Talk.ClaimScanner(Talk.TalkReader.WordsOf(step));
        while (scanner.MoveNext())
        {
            if (scanner.Current.Text == token)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first check after it that fails, and the first that passes.</summary>
    private static void AddChecks(RunView run, OnsetCandidate candidate, SortedDictionary<int, string> links)
    {
        var failed = false;
        for (var i = candidate.Turn.Last + 1; i < run.Readings.Count; i++)
        {
            if (run.Readings[i] is not { IsCheck: true } reading || failed == !reading.CheckPassed)
            {
                continue;
            }

            links.TryAdd(i, $"At step {i} {Words(reading)}.");
            if (failed)
            {
                return;
            }

            failed = true;
        }
    }

    private static string Words(StepReading reading) =>
        reading.CheckPassed ? "a check passes again"
        : reading.FailingTests is { } n ? $"a check fails ({n} failing)"
        : "a check fails";

    private static void AddEnd(RunView run, List<ChainLink> links)
    {
        var end = run.Steps.Count - 1;
        if (end >= 0 && (links.Count == 0 || links[^1].Step < end))
        {
            links.Add(
                new ChainLink(
                    end,
                    run.Run.Outcome.State switch
                    {
                        OutcomeState.Failed => $"The run ends with step {end}, failed.",
                        OutcomeState.Solved => $"The run ends with step {end}, solved.",
                        _ => $"The run ends with step {end}.",
                    }
                )
            );
        }
    }
}
