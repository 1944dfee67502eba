using System.Globalization;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Text;

namespace Stopwise.Benchmarks.Accuracy;

/// <summary>
/// Whether the words of a run, or the outcomes of similar tasks, tell failing runs from others on tasks never seen before:
/// learned on 60 % of the tasks, judged on the other 40 %, beside scores that know nothing.
/// </summary>
internal sealed class TextStudy(IReadOnlyList<Run> runs, int splits)
{
    private const double TrainShare = 0.6;
    private const double HalfAfter = 50;

    private static readonly string[] Columns =
    [
        "score",
        "AUROC after 5 steps",
        "10",
        "20",
        "ERDE 5",
        "ERDE 50",
        "latency F1",
    ];

    private static readonly int[] Looks = [5, 10, 20];
    private static readonly double[] Delays = [5, 50];

    private readonly SortedDictionary<string, List<double>[]> _results = new(StringComparer.Ordinal);

    public void Write(MarkdownPage to, string title)
    {
        for (var split = 0; split < splits; split++)
        {
            Judge(split);
        }

        to.Table(
            $"Words and similar tasks as an early warning of failure: {title}, {runs.Count} labelled runs, {splits} splits by task, mean (sd over splits)",
            Columns,
            _results.Select(r => (string[])[r.Key, .. r.Value.Select(Cell)])
        );
    }

    private void Judge(int split)
    {
        var random = new Random(1000 + split);
        var tasks = runs.Select(TaskOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        random.Shuffle(tasks);
        var known = tasks.Take((int)Math.Round(TrainShare * tasks.Length)).ToHashSet(StringComparer.Ordinal);
        var train = runs.Where(r => known.Contains(TaskOf(r))).ToList();
        var test = runs.Where(r => !known.Contains(TaskOf(r))).ToList();
        foreach (
            var (name, options) in (ReadOnlySpan<(string, Ss3Options)>)
                [
                    ("words", new Ss3Options()),
                    (
                        "words, common dropped, normalised",
                        new Ss3Options { DropsCommonTerms = true, Normalises = true }
                    ),
                ]
        )
        {
            var model = Ss3Model.Train(train, options);
            foreach (var score in Enum.GetValues<Ss3Score>())
            {
                Add($"{name}, {score}", test, r => model.Scores(r, score));
            }
        }

        var shuffled = Ss3Model.Train(Shuffled(train, random));
        Add("control: words learned from shuffled outcomes", test, r => shuffled.Scores(r));
        var balanced = Ss3Model.Train(Balanced(train, random));
        Add("words, PerRoot, as many solved as failed runs", test, r => balanced.Scores(r));
        var index = new TaskIndex();
        train.ForEach(r => index.Add(r));
        Add("similar tasks", test, r => Constant(r, Doubt(index.Kin(r))));
        Add(
            "similar tasks of other families",
            test,
            r => Constant(r, Doubt(index.Kin(r, new TaskQuery { WithSameFamily = false })))
        );
        Add("control: warn at once", test, r => Constant(r, 1));
        Add("control: never warn", test, r => Constant(r, 0));
        Add("control: random run", test, r => Constant(r, random.NextDouble()));
        Add("control: random step", test, r => [.. Enumerable.Range(0, r.CallCount).Select(_ => random.NextDouble())]);
    }

    private void Add(string name, List<Run> test, Func<Run, double[]> score)
    {
        if (!_results.TryGetValue(name, out var columns))
        {
            columns = [.. Enumerable.Range(0, Looks.Length + Delays.Length + 1).Select(_ => new List<double>())];
            _results.Add(name, columns);
        }

        var judged = test.Select(r => (Scores: score(r), Failed: r.Outcome.Good == false)).ToList();
        for (var i = 0; i < Looks.Length; i++)
        {
            columns[i].Add(EarlyRisk.AurocAfter(judged, Looks[i]));
        }

        // The rule of the paper: warn as soon as failing outweighs solving; a random score does so at a half.
        var limit = name.Contains("words", StringComparison.Ordinal) ? 0 : 0.5;
        var warned = judged.Select(r => new WarnedRun(r.Failed, FirstAbove(r.Scores, limit))).ToList();
        for (var i = 0; i < Delays.Length; i++)
        {
            columns[Looks.Length + i].Add(EarlyRisk.Erde(warned, Delays[i]));
        }

        columns[^1].Add(EarlyRisk.LatencyF1(warned, HalfAfter));
    }

    private static IEnumerable<Run> Shuffled(List<Run> train, Random random)
    {
        var outcomes = train.Select(r => r.Outcome).ToArray();
        random.Shuffle(outcomes);
        return train.Select((r, i) => r with { Outcome = outcomes[i] });
    }

    private static IEnumerable<Run> Balanced(List<Run> train, Random random)
    {
        var order = train.ToArray();
        random.Shuffle(order);
        var each = Math.Min(order.Count(r => r.Outcome.Good == true), order.Count(r => r.Outcome.Good == false));
        return order.GroupBy(r => r.Outcome.Good).SelectMany(g => g.Take(each));
    }

    private static int? FirstAbove(double[] scores, double limit)
    {
        var at = Array.FindIndex(scores, s => s > limit);
        return at < 0 ? null : Math.Max(1, at);
    }

    private static double Doubt(SimilarKin kin) => kin.Runs == 0 ? 0.5 : 1 - kin.SolvedRate;

    private static double[] Constant(Run run, double score) => [.. Enumerable.Repeat(score, run.CallCount)];

    private static string TaskOf(Run run) => run.TaskId ?? $"run:{run.Id}";

    private static string Cell(List<double> values)
    {
        var known = values.Where(v => !double.IsNaN(v)).ToList();
        var mean = known.Average();
        var deviation = Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, known.Count - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{mean:0.000} ({deviation:0.000})");
    }
}
