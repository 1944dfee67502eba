namespace Stopwise.Benchmarks.Diagnosing;

/// <summary>How well one order of a run's steps or turns finds the blamed one.</summary>
/// <param name="First">The blamed one is first: 1 or 0, or the share over repetitions.</param>
/// <param name="Three">It is among the first three.</param>
/// <param name="Near">The first is at most one away from it.</param>
/// <param name="Effort">Share of the others that one reads before reaching it, from 0 to 1.</param>
internal readonly record struct RankScore(double First, double Three, double Near, double Effort)
{
    /// <summary>Of scores, the greatest read first and the earlier of equals first.</summary>
    public static RankScore Of(IReadOnlyList<double> scores, int blamed)
    {
        int before = 0,
            first = 0;
        for (var i = 0; i < scores.Count; i++)
        {
            before += scores[i] > scores[blamed] || (scores[i] == scores[blamed] && i < blamed) ? 1 : 0;
            first = scores[i] > scores[first] ? i : first;
        }

        return new RankScore(
            before == 0 ? 1 : 0,
            before < 3 ? 1 : 0,
            Math.Abs(first - blamed) <= 1 ? 1 : 0,
            scores.Count == 1 ? 0 : (double)before / (scores.Count - 1)
        );
    }

    /// <summary>What a random order does on average, exactly.</summary>
    public static RankScore Uniform(int count, int blamed)
    {
        var near = 1 + (blamed > 0 ? 1 : 0) + (blamed < count - 1 ? 1 : 0);
        return new RankScore(1.0 / count, Math.Min(1, 3.0 / count), (double)near / count, count == 1 ? 0 : .5);
    }

    public static RankScore Mean(IReadOnlyCollection<RankScore> scores) =>
        new(
            scores.Average(s => s.First),
            scores.Average(s => s.Three),
            scores.Average(s => s.Near),
            scores.Average(s => s.Effort)
        );
}
