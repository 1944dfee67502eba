using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Onset;

/// <summary>The order of turns without any label: time, tilted by what the rules found.</summary>
/// <remarks>
/// Time is a strong rule of its own: on labelled runs "working turns in order" names the blamed turn among the first
/// three in two of three runs. So a turn loses a little with each working turn before it, down to a floor, and rules lift it.
/// </remarks>
internal static class TurnOrder
{
    private const double PerTurn = .08;
    private const double MostLoss = 1;
    private const double FirstWork = .4;
    private const double Short = .6;
    private const int ShortCharacters = 250;

    /// <summary>A score for each step; greater is more suspect. Steps that do no work come after all that do.</summary>
    /// <param name="run">The run.</param>
    /// <param name="findings">What the rules found in it.</param>
    /// <param name="rates">How often solved runs of the agent fire the rules; null for the weights that ship.</param>
    public static double[] Scores(RunView run, IReadOnlyList<Finding> findings, RuleRates? rates = null)
    {
        var talks = run.Talks;
        var scores = new double[talks.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            var talk = talks[i];
            scores[i] =
                talk.IsPlan ? 0
                : talk.IsWork ? (talk.WorkBefore == 0 ? FirstWork : 0) - Math.Min(MostLoss, PerTurn * talk.WorkBefore)
                : talk.IsDelegating ? -100
                : -200;
            if (run.IsConversation && talk is { IsWork: true, Characters: < ShortCharacters })
            {
                scores[i] -= Short;
            }
        }

        foreach (var finding in findings)
        {
            scores[finding.Step] += OnsetRules.WeightOf(finding.Rule, rates);
        }

        return scores;
    }

    /// <summary>A score for each turn: that of its most suspect step, and which step that is.</summary>
    public static (double Score, int Step)[] OfTurns(IReadOnlyList<Turn> turns, double[] scores)
    {
        var best = new (double Score, int Step)[turns.Count];
        foreach (var turn in turns)
        {
            var step = turn.First;
            for (var i = turn.First + 1; i <= turn.Last; i++)
            {
                step = scores[i] > scores[step] ? i : step;
            }

            best[turn.Number] = (scores[step], step);
        }

        return best;
    }
}
