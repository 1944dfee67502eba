namespace Stopwise.Benchmarks.Diagnosing;

/// <summary>Intervals of a mean over runs from draws of groups of tasks with replacement.</summary>
internal sealed class TaskBootstrap
{
    private const int Draws = 2000;
    private readonly int[][] _draws;

    public TaskBootstrap(IEnumerable<string> groupOfRun, int seed = 7)
    {
        var groups = groupOfRun
            .Select((group, run) => (group, run))
            .GroupBy(r => r.group, r => r.run, StringComparer.Ordinal)
            .Select(g => g.ToArray())
            .ToArray();
        var random = new Random(seed);
        _draws =
        [
            .. Enumerable
                .Range(0, Draws)
                .Select(_ =>
                    Enumerable.Range(0, groups.Length).SelectMany(_ => groups[random.Next(groups.Length)]).ToArray()
                ),
        ];
    }

    /// <summary>The 2.5 and 97.5 % points of the mean.</summary>
    public (double Low, double High) Interval(IReadOnlyList<double> values)
    {
        var means = _draws.Select(draw => draw.Average(run => values[run])).Order().ToArray();
        return (means[(int)(.025 * Draws)], means[(int)(.975 * Draws)]);
    }
}
