using Stopwise.Benchmarks.Accuracy;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Onset.Learned;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Diagnosing;

/// <summary>
/// Where people say a run went wrong against where the rankings say it: every labelling that exists, position baselines
/// in every table, learned rows out of fold by task family.
/// </summary>
internal sealed class OnsetStudy(string corpus, int repetitions = 6)
{
    private const int Folds = 10;
    private const string WhoWhen = "who&when";
    private const string AgentRx = "agentrx";

    private static readonly string[] Columns =
    [
        "order",
        "step first",
        "step in 3",
        "first within 1",
        "effort",
        "turn first",
        "turn in 3",
        "turn first within 1",
        "step first, over position + role",
        "step in 3, over position + role",
    ];

    public void Write(MarkdownPage to)
    {
        var talked = AccuracyPage.Read(Path.Combine(corpus, "who-when"));
        var tau = AccuracyPage.Read(Path.Combine(corpus, "agentrx"));
        var captain = new LabelledSet("Captain-Agent, labels of Who&When", Of(talked, "captain-agent"), WhoWhen);
        var magentic = new LabelledSet("Magentic-One, labels of Who&When", Of(talked, "magentic-one"), WhoWhen);
        var again = new LabelledSet("Magentic-One, root causes of AgentRx", Of(talked, "magentic-one"), AgentRx);
        var retail = new LabelledSet("tau-bench retail, root causes of AgentRx", tau, AgentRx);

        to.Heading("## Where it went wrong");
        to.Heading(
            "A *step* is an entry of the record, a *turn* an agent's message with what it caused (an orchestrator's thought and instruction included). *Effort* is the share of the other steps that one reads, in order, before reaching the blamed one. All numbers but sizes are per cent; brackets are 95 % over 2,000 draws of task families. Learned rows are out of fold (10 folds by task family, mean over "
                + $"{repetitions} deals); the ideas behind their features came from reading labelled runs of this very set, so shade them. *Shipped rules* were weighted with these runs in view: an upper mark. Two teams who labelled the same Magentic-One runs name the same step in about a third of them."
        );
        foreach (var set in (LabelledSet[])[captain, magentic, again, retail])
        {
            Console.Error.WriteLine($"onset: {set.Title}");
            WriteSet(to, set);
        }

        SetCoverage.Write(to, [captain, magentic, again], repetitions: 2);
    }

    private static IEnumerable<Run> Of(IEnumerable<Run> runs, string agent) => runs.Where(r => r.Agent == agent);

    private void WriteSet(MarkdownPage to, LabelledSet set)
    {
        var bootstrap = new TaskBootstrap(OnsetModel.GroupsOf(set.Examples));
        var lines = new List<Line> { Uniform(set) };
        lines.AddRange(Positions(set));
        var role = Learned("position + role, learned", set, OnsetFeatures.Roles);
        lines.Add(role);
        lines.Add(Scored("shipped rules", set, (view, _) => TurnOrder.Scores(view, OnsetRules.Find(view))));
        lines.Add(Learned("signals, learned", set, null));
        if (set.Views.Any(v => OnsetHistory.DecisiveOf(v.Run).Count > 1))
        {
            lines.Add(Scored("the other team's label, then time order", set, OtherTeam));
        }

        to.Table(
            $"{set.Title}: {set.Count} runs, {set.Examples.Select(e => e.Task).Distinct(StringComparer.Ordinal).Count()} tasks, {set.Lengths.Min()} to {set.Lengths.Max()} steps",
            Columns,
            lines.Select(line => Row(line, role, bootstrap))
        );
    }

    private static string[] Row(Line line, Line role, TaskBootstrap bootstrap) =>
        [
            line.Name,
            Cell(line.Steps, s => s.First, bootstrap),
            Cell(line.Steps, s => s.Three, bootstrap),
            MarkdownPage.Percent(line.Steps.Average(s => s.Near)),
            MarkdownPage.Percent(line.Steps.Average(s => s.Effort)),
            Cell(line.Turns, s => s.First, bootstrap),
            Cell(line.Turns, s => s.Three, bootstrap),
            MarkdownPage.Percent(line.Turns.Average(s => s.Near)),
            Paired(line, role, s => s.First, bootstrap),
            Paired(line, role, s => s.Three, bootstrap),
        ];

    private static string Cell(IReadOnlyList<RankScore> scores, Func<RankScore, double> part, TaskBootstrap bootstrap)
    {
        var values = scores.Select(part).ToList();
        var (low, high) = bootstrap.Interval(values);
        return $"{MarkdownPage.Percent(values.Average())} [{MarkdownPage.Number(low * 100, "0")}, {MarkdownPage.Number(high * 100, "0")}]";
    }

    private static string Paired(Line line, Line role, Func<RankScore, double> part, TaskBootstrap bootstrap)
    {
        if (line == role)
        {
            return "-";
        }

        var gains = line.Steps.Zip(role.Steps, (a, b) => part(a) - part(b)).ToList();
        var (low, high) = bootstrap.Interval(gains);
        return $"{MarkdownPage.Points(gains.Average())} [{MarkdownPage.Points(low)}, {MarkdownPage.Points(high)}]";
    }

    private static Line Uniform(LabelledSet set) =>
        new(
            "random order, expected",
            [.. set.Examples.Select(e => RankScore.Uniform(e.Rows.Length, e.Label))],
            [.. set.Examples.Select(e => RankScore.Uniform(e.Turns.Count, e.LabelTurn))]
        );

    private static IEnumerable<Line> Positions(LabelledSet set)
    {
        foreach (var step in (int[])[0, 1, 2, 4, 8, 12])
        {
            yield return Outwards($"step {step}, then outwards", set, _ => step);
        }

        yield return Outwards("last step, then outwards", set, n => n - 1);
        yield return Outwards("last but one, then outwards", set, n => n - 2);
        foreach (var share in (double[])[.1, .25, .5])
        {
            yield return Outwards($"{share * 100:0} % of the run, then outwards", set, n => (int)(share * (n - 1)));
        }

        yield return Scored("working turns in order", set, (view, _) => TurnOrder.Scores(view, []));
    }

    private static Line Outwards(string name, LabelledSet set, Func<int, int> center) =>
        Scored(
            name,
            set,
            (view, _) =>
            {
                var from = center(view.Steps.Count);
                return [.. view.Steps.Select((_, i) => (double)-Math.Abs(i - from))];
            }
        );

    /// <summary>Steps by a score; a turn has the score of its best step.</summary>
    private static Line Scored(string name, LabelledSet set, Func<RunView, OnsetExample, double[]> score)
    {
        List<RankScore> steps = [],
            turns = [];
        for (var i = 0; i < set.Count; i++)
        {
            var (view, example) = (set.Views[i], set.Examples[i]);
            var scores = score(view, example);
            steps.Add(RankScore.Of(scores, example.Label));
            var byTurn = TurnOrder.OfTurns(view.Turns, scores);
            turns.Add(RankScore.Of([.. byTurn.Select(t => t.Score)], example.LabelTurn));
        }

        return new Line(name, steps, turns);
    }

    private Line Learned(string name, LabelledSet set, int? columns)
    {
        List<RankScore>[] steps = [.. set.Examples.Select(_ => new List<RankScore>())],
            turns = [.. set.Examples.Select(_ => new List<RankScore>())];
        for (var deal = 0; deal < repetitions; deal++)
        {
            var foldOf = OnsetModel.FoldsOf(set.Examples, Folds, (ulong)deal);
            for (var fold = 0; fold < Folds; fold++)
            {
                var train = set.Examples.Where((_, i) => foldOf[i] != fold).ToList();
                if (train.Count == set.Count)
                {
                    continue;
                }

                var model = OnsetRanking.Fit(train, columns);
                for (var i = 0; i < set.Count; i++)
                {
                    if (foldOf[i] == fold)
                    {
                        var example = set.Examples[i];
                        var p = model.StepsOf(example.Rows);
                        steps[i].Add(RankScore.Of(p, example.Label));
                        turns[i].Add(RankScore.Of(OnsetRanking.Sum(p, example.Turns), example.LabelTurn));
                    }
                }
            }
        }

        return new Line(name, [.. steps.Select(RankScore.Mean)], [.. turns.Select(RankScore.Mean)]);
    }

    private static double[] OtherTeam(RunView view, OnsetExample example)
    {
        var scores = TurnOrder.Scores(view, []);
        var others = OnsetHistory.DecisiveOf(view.Run).Where(d => d.Step != example.Label || AllAgree(view)).ToList();
        foreach (var other in others.Take(1))
        {
            scores[other.Step] = 1000;
        }

        return scores;
    }

    private static bool AllAgree(RunView view) =>
        OnsetHistory.DecisiveOf(view.Run).Select(d => d.Step).Distinct().Count() == 1;

    private sealed record Line(string Name, IReadOnlyList<RankScore> Steps, IReadOnlyList<RankScore> Turns);
}
