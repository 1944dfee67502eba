using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Text;

/// <summary>Learns words and finds out what they are worth on tasks they were not learned from.</summary>
/// <remarks>
/// Give every run to <see cref="Learn"/>, then every run again to <see cref="Judge"/>: the runs of a fifth of the tasks are
/// judged by what the others taught, and no text is kept. Tasks go to the fifths in turn, as they first appear.
/// </remarks>
public sealed class WordTrial
{
    private const int Folds = 5;
    private static readonly int[] Looks = [5, 10, 20];

    private readonly Ss3Counts[] _counts;
    private readonly Ss3Model?[] _models = new Ss3Model?[Folds];
    private readonly Dictionary<string, int> _tasks = new(StringComparer.Ordinal);
    private readonly List<(double[] Scores, bool Failed)> _judged = [];

    /// <summary>Starts with nothing learned.</summary>
    /// <param name="options">The parameters; null takes the defaults.</param>
    public WordTrial(Ss3Options? options = null) =>
        _counts = [.. Enumerable.Range(0, Folds).Select(_ => new Ss3Counts(options))];

    /// <summary>Learns from a run with a trusted outcome.</summary>
    /// <returns>False where the outcome is not known or not trusted.</returns>
    public bool Learn(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Outcome.Good is null)
        {
            return false;
        }

        Array.Clear(_models);
        return _counts[FoldOf(run)].Add(run);
    }

    /// <summary>Judges a run by what was learned from other tasks; a run without a trusted outcome is left out.</summary>
    public void Judge(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Outcome.Good is not { } good)
        {
            return;
        }

        var fold = FoldOf(run);
        var model = _models[fold] ??= Merged(fold).ToModel();
        _judged.Add((model.Scores(run), !good));
    }

    /// <summary>Everything learned.</summary>
    public Ss3Counts Counts() => Merged(without: -1);

    /// <summary>How well the words told failing from other runs, after 5, 10 and 20 steps.</summary>
    public IReadOnlyList<WordWorth> Worth() =>
        [.. Looks.Select(steps => WordWorth.Of(steps, [.. _judged.Where(r => r.Scores.Length > steps)]))];

    private int FoldOf(Run run)
    {
        var task = run.TaskId ?? $"run:{run.Id}";
        if (!_tasks.TryGetValue(task, out var fold))
        {
            _tasks.Add(task, fold = _tasks.Count % Folds);
        }

        return fold;
    }

    private Ss3Counts Merged(int without)
    {
        var all = new Ss3Counts(_counts[0].Options);
        for (var fold = 0; fold < Folds; fold++)
        {
            if (fold != without)
            {
                all.Merge(_counts[fold]);
            }
        }

        return all;
    }
}

/// <summary>How well words tell runs that will fail from runs that will not, both still going after some steps.</summary>
/// <param name="Steps">Completed steps.</param>
/// <param name="Failed">Failing runs among those still going.</param>
/// <param name="Solved">Solved runs among those still going.</param>
/// <param name="Auroc">Chance that a failing run scores above a solved one, 0 to 1; null unless there are both.</param>
/// <param name="Chance">
/// How far from one half the number of a score that knows nothing lies in 9 of 10 cases, were all runs independent; null
/// unless there are both.
/// </param>
public sealed record WordWorth(int Steps, int Failed, int Solved, double? Auroc, double? Chance)
{
    // Two-sided 90 % point of the normal distribution.
    private const double Ninety = 1.6448536269514722;

    /// <summary>True where the words do better than chance explains; doing worse is no knowledge either.</summary>
    public bool BeatsChance => Auroc - 0.5 > Chance;

    internal static WordWorth Of(int steps, IReadOnlyCollection<(double[] Scores, bool Failed)> runs)
    {
        var failed = runs.Count(r => r.Failed);
        var solved = runs.Count - failed;
        return failed == 0 || solved == 0
            ? new WordWorth(steps, failed, solved, null, null)
            : new WordWorth(
                steps,
                failed,
                solved,
                EarlyRisk.AurocAfter(runs, steps),
                // Variance of the Mann-Whitney statistic without ties.
                Ninety * Math.Sqrt((failed + solved + 1) / (12.0 * failed * solved))
            );
    }
}
