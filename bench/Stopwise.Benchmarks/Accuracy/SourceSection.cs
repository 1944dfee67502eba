using System.Globalization;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Rehearsal.Lines;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;
using static Stopwise.Benchmarks.Accuracy.MarkdownPage;

namespace Stopwise.Benchmarks.Accuracy;

/// <summary>All tables of one source.</summary>
internal sealed class SourceSection(MarkdownPage page, string title, List<Run> runs, int splits)
{
    /// <summary>Task-bootstrap draws of each comparison.</summary>
    public const int Draws = 400;

    private static readonly double[] Alphas = [0.05, 0.10, 0.20];

    private static readonly RehearsalOptions Everything = new()
    {
        Heads = true,
        Done = true,
        BootstrapDraws = Draws,
    };

    /// <summary>Lines whose rows are also shown for the bound on success points.</summary>
    private static readonly string[] Main =
    [
        "token-cap",
        "context-cap",
        "blend-cap",
        "blend-cap+errors",
        "token-cap-or-verified-done",
        "random-run",
    ];

    private readonly RehearsalRuns _folded = RehearsalRuns.Fold(runs);

    /// <summary>Rows of the page's first table: what beats the token cap here.</summary>
    public List<string[]> Winners { get; } = [];

    /// <summary>Rows of the README.</summary>
    public string Summary { get; private set; } = "";

    public void Write()
    {
        var data = _folded.Describe();
        var table = _folded.Unseen;
        page.Heading($"## {title}");
        page.Heading(
            $"{data.LabelledRuns} labelled runs on {data.Tasks} tasks, {data.Solved} solved on {data.SolvedTasks} tasks; "
                + $"{Number(data.InputTokens / 1e6, "0.#")} M input tokens{(data.TokensEstimated ? " (estimated)" : "")}; largest run {Percent(data.LargestRunShare)} %; "
                + $"{data.NeverActed.Runs} runs called no tool, {data.NeverActed.Solved} of them solved."
        );
        var lines = Contestants.Unseen(table, Everything);
        var study = new SplitStudy(table, splits);
        Room(data, table);
        foreach (var settlement in (StopSettlement[])[StopSettlement.HandIn, StopSettlement.Discard])
        {
            Equal("tasks never seen", table, lines, settlement, TextScores.Of(table, runs));
            Certified("tasks never seen", study, lines, settlement, StopLoss.GoodRunsStopped);
            Certified(
                "tasks never seen",
                study,
                [.. lines.Where(l => Main.Contains(l.Id, StringComparer.Ordinal))],
                settlement,
                StopLoss.SuccessPoints
            );
        }

        Known();
        Done(table, data);
        Scopes();
        Halves(table, data);
        Summarise(data, study, lines);
    }

    /// <summary>The comparison at equal harm and the certified rows of the main lines only.</summary>
    public void WriteShort()
    {
        var table = _folded.Unseen;
        var lines = Contestants.Unseen(table, new RehearsalOptions { BootstrapDraws = Draws });
        page.Heading($"### {title}");
        Equal("tasks never seen", table, lines, StopSettlement.HandIn, []);
        Certified(
            "tasks never seen",
            new SplitStudy(table, splits),
            [.. lines.Where(l => Main.Contains(l.Id, StringComparer.Ordinal))],
            StopSettlement.HandIn,
            StopLoss.GoodRunsStopped
        );
    }

    /// <summary>What a perfect stop could save, and how much of it the token cap takes.</summary>
    private void Room(RehearsalData data, RunTable table)
    {
        var cap = new HarmCurve(table, Scores.Cap(table, Column.InputTokens), StopSettlement.HandIn).At(
            MatchedGate.Levels
        );
        page.Table(
            "Room, share of all input tokens",
            [
                "failed runs (doomed)",
                "good runs after their last useful change (done)",
                "both: the oracle",
                .. MatchedGate.Levels.Select(l => $"token cap at G {Percent(l)} %, hand-in"),
            ],
            [
                [
                    Percent(data.FailedShareOfTokens),
                    Percent(data.LagShareOfTokens),
                    Percent(data.FailedShareOfTokens + data.LagShareOfTokens),
                    .. cap.Select(c => Percent(c)),
                ],
            ]
        );
    }

    private void Equal(
        string name,
        RunTable table,
        List<Contestant> lines,
        StopSettlement settlement,
        IEnumerable<(string Id, ScoreFamily Family)> more
    )
    {
        var cap = Scores.Cap(table, Column.InputTokens);
        var judge = new MatchedGate(table, cap, settlement, Draws, 1);
        var candidates = lines
            .Select(l => (l.Id, Family: l.GateScore(Everything)))
            .Where(c => c.Family is not null)
            .Select(c => (c.Id, Family: c.Family!))
            .Concat(more);
        var rows = new List<string[]>
        {
            (string[])
                [
                    Contestants.Default,
                    .. new HarmCurve(table, cap, settlement).At(MatchedGate.Levels).Select(c => Percent(c)),
                    "",
                ],
        };
        foreach (var (id, family) in candidates)
        {
            var gate = judge.Judge(family);
            var cells = gate.Levels.Select(l =>
                $"{Percent(l.Saved)}, {Points(l.Saved - l.CapSaved)} [{Points(l.Low)}, {Points(l.High)}]"
            );
            rows.Add([id, .. cells, gate.Passes ? "yes" : "no"]);
            if (gate.Passes)
            {
                Winners.Add([
                    title,
                    id,
                    Name(settlement),
                    .. gate.Levels.Select(l => $"{Points(l.Saved - l.CapSaved)} [{Points(l.Low)}, {Points(l.High)}]"),
                ]);
            }
        }

        page.Table(
            $"Tokens saved at equal realised harm and the difference to the token cap in points; {name}, {Name(settlement)}",
            ["policy", "G 5 %", "G 10 %", "G 20 %", "beats the token cap"],
            rows
        );
    }

    private void Certified(
        string name,
        SplitStudy study,
        IReadOnlyList<Contestant> lines,
        StopSettlement settlement,
        StopLoss loss
    )
    {
        var rows = new List<string[]>();
        foreach (
            var line in lines.Where(l => l.Kind is not ("oracle" or "hindsight-cap" or "loop-rules" or "structural"))
        )
        {
            foreach (var alpha in Alphas)
            {
                var result = study.Certified(
                    line,
                    new RehearsalOptions
                    {
                        Alpha = alpha,
                        Settlement = settlement,
                        Loss = loss,
                    }
                );
                if (result.Certified > 0)
                {
                    var (low, high) = result.TokenRange;
                    rows.Add([
                        line.Id + (line.IsControl ? " (control)" : ""),
                        alpha.ToString("0.00", CultureInfo.InvariantCulture),
                        $"{Percent(result.Certified)} %",
                        Percent(result.Good),
                        Percent(result.Points),
                        Percent(result.Steps),
                        $"{Percent(result.Tokens)} [{Percent(low)}, {Percent(high)}]",
                        $"{Percent(loss == StopLoss.GoodRunsStopped ? result.Exceeded : result.PointsExceeded)} %",
                    ]);
                }
            }
        }

        page.Table(
            $"Certified, {name}, {Name(settlement)}, bound on {(loss == StopLoss.GoodRunsStopped ? "good runs stopped" : "success points lost")}; lines that no split certifies are left out",
            [
                "policy",
                "alpha",
                "certified splits",
                "G",
                "P",
                "steps",
                "tokens [5-95 %]",
                "splits with realised harm above alpha",
            ],
            rows
        );
    }

    private void Known()
    {
        if (!_folded.HasKin)
        {
            return;
        }

        foreach (
            var (view, words) in ((KinView, string)[])
                [
                    (KinView.Earlier, "known tasks, a run sees the earlier runs of its task by the same model"),
                    (
                        KinView.Others,
                        "known tasks, a run sees all other runs of its task by the same model, as if they had come before"
                    ),
                ]
        )
        {
            var table = RunTable.Build(_folded.Labelled, view);
            var lines = Contestants.Known(table, Everything);
            var study = new SplitStudy(table, splits);
            Fixed(words, table, lines);
            Equal(words, table, lines, StopSettlement.HandIn, []);
            Certified(words, study, lines, StopSettlement.HandIn, StopLoss.GoodRunsStopped);
        }
    }

    /// <summary>Rules without a threshold, beside the token cap at the harm they do.</summary>
    private void Fixed(string words, RunTable table, List<Contestant> lines)
    {
        var cap = new HarmCurve(table, Scores.Cap(table, Column.InputTokens), StopSettlement.HandIn);
        var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
        var rows = new List<string[]>();
        foreach (var line in lines.Where(l => l.Kind == "kin"))
        {
            var effects = new RunEffects(table);
            var fitted = line.Fit(all, all, Everything with { Alpha = 0.2 });
            fitted.Apply(all, effects, StopSettlement.HandIn);
            var summary = new StopSummary(table, effects);
            var intervals = summary.Intervals(1, Draws);
            rows.Add([
                line.Id,
                Percent(summary.RunsStopped),
                $"{Percent(summary.GoodRunsStopped)} [{Percent(intervals["goodRunsStopped"][0])}, {Percent(intervals["goodRunsStopped"][1])}]",
                Percent(summary.SuccessPointsLost),
                $"{Percent(summary.TokensSaved)} [{Percent(intervals["inputTokensSaved"][0])}, {Percent(intervals["inputTokensSaved"][1])}]",
                Percent(cap.At(summary.GoodRunsStopped)[0]),
                fitted.Certificate!.IsCertified
                    ? "yes"
                    : $"no, {fitted.Certificate.MissingUnits} more solved tasks without a wrong stop",
            ]);
        }

        page.Table(
            $"Fixed kin rules, nothing tuned; {words}",
            [
                "rule",
                "runs stopped",
                "G [90 %]",
                "P",
                "tokens saved [90 %]",
                "token cap at the same G, hindsight",
                "certified at alpha 0.20",
            ],
            rows
        );
    }

    private void Done(RunTable table, RehearsalData data)
    {
        var done = DoneReport.Of(table, data.LagShareOfTokens);
        page.Heading(
            $"**Done exits.** Good runs make {Number(done.LagStepsMedian, "0")} steps after their last useful change in the median ({Percent(done.LagStepsShare)} % of their steps). "
                + $"The last useful change is known in hindsight only: no verifier looked at the states in between. Ceiling of done exits: {Percent(done.Ceiling)} % of all input tokens"
                + (done.WorthIt ? "." : ": too little, so none is offered.")
        );
        if (!done.WorthIt)
        {
            return;
        }

        page.Table(
            "Signs of being done, stopped at first sight, hand-in, nothing tuned",
            [
                "since the last edit",
                "seen in good runs",
                "seen in failed runs",
                "G [90 %]",
                "P",
                "tokens saved",
                "token cap at the same G, hindsight",
            ],
            done.Cards.Select(c =>
                new[]
                {
                    c.Words,
                    Percent(c.FiresGood),
                    Percent(c.FiresFailed),
                    $"{Percent(c.GoodRunsStopped)} [{Percent(c.Low)}, {Percent(c.High)}]",
                    Percent(c.SuccessPointsLost),
                    Percent(c.InputTokensSaved),
                    Percent(c.CapSaves),
                }
            )
        );
    }

    private void Scopes()
    {
        foreach (var alpha in (double[])[0.10, 0.20])
        {
            var scopes = ScopeReport.Of(_folded, new RehearsalOptions { Alpha = alpha });
            if (scopes.Count == 0)
            {
                return;
            }

            page.Table(
                $"Each model by itself, and under a token cap certified on the other models; hand-in, alpha {alpha.ToString("0.00", CultureInfo.InvariantCulture)}",
                [
                    "model",
                    "runs",
                    "solved",
                    "failed runs' share of tokens",
                    "own cap: G",
                    "tokens saved",
                    "cap of the others: G, [90 % lower limit]",
                    "P",
                    "tokens saved",
                    "promise broken",
                ],
                scopes.Select(s =>
                    new[]
                    {
                        s.Model ?? "not recorded",
                        $"{s.Runs}",
                        $"{s.Solved}",
                        Percent(s.FailedShareOfTokens),
                        s.OwnUnitsMissing == 0 ? Percent(s.Own.GoodRunsStopped) : $"{s.OwnUnitsMissing} tasks missing",
                        s.OwnUnitsMissing == 0 ? Percent(s.Own.InputTokensSaved) : "-",
                        s.Foreign is { } f ? $"{Percent(f.GoodRunsStopped)}, [{Percent(f.Low)}]" : "-",
                        Percent(s.Foreign?.SuccessPointsLost),
                        Percent(s.Foreign?.InputTokensSaved),
                        s.Foreign is null ? "-"
                        : s.Foreign.GoodRunsStopped > alpha ? "yes"
                        : "no",
                    }
                )
            );
        }

        new TransferTable(_folded.Labelled).Write(page);
        page.Heading(
            "A certificate names its model: replaying a policy on another one says that nothing is promised there, and every scope abstains until its own labels suffice."
        );
    }

    private void Halves(RunTable table, RehearsalData data)
    {
        if (data.SolvedTasks < 44)
        {
            return;
        }

        var study = new SplitStudy(table, 200);
        var cap = new ScoreContestant("token-cap", "cap", false, table, Scores.Cap(table, Column.InputTokens));
        page.Table(
            "The promise on the other half: token cap, hand-in, certified on one random half of the tasks, judged on the other, 200 halves",
            [
                "alpha",
                "halves where the realised harm stays within alpha",
                "what exact theory says for halves of this size",
            ],
            Alphas.Select(alpha =>
                new[]
                {
                    alpha.ToString("0.00", CultureInfo.InvariantCulture),
                    $"{Percent(1 - study.Certified(cap, new RehearsalOptions { Alpha = alpha }, 0.5).Exceeded)} %",
                    $"{Percent(HalfTheory.StaysWithin(data.SolvedTasks, alpha, 0.10))} %",
                }
            )
        );
        page.Heading(
            "The promise is about the true harm; a half of finite size scatters around it, so the realised share lies below 1 - delta. The right column is the exact share for a rule that keeps its promise."
        );
    }

    private void Summarise(RehearsalData data, SplitStudy study, List<Contestant> lines)
    {
        foreach (var alpha in Alphas)
        {
            var options = new RehearsalOptions { Alpha = alpha };
            var cap = study.Certified(lines.Single(l => l.Id == Contestants.Default), options);
            var random = study.Certified(lines.Single(l => l.Id == "random-run"), options);
            var verified = study.Certified(lines.Single(l => l.Id == "token-cap-or-verified-done"), options);
            var start = $"| {title} | {data.LabelledRuns} | {data.Tasks} | hand-in | {Percent(alpha)} % |";
            Summary +=
                cap.Certified > 0.5
                    ? $"{start} {Percent(cap.Good)} % | {Percent(cap.Points)} | {Percent(cap.Tokens)} % | {Percent(verified.Tokens)} % | {Percent(random.Tokens)} % |\n"
                    : $"{start} not certifiable with {data.SolvedTasks} solved tasks | | | | |\n";
        }
    }

    private static string Name(StopSettlement settlement) =>
        settlement == StopSettlement.HandIn ? "hand-in" : "discard";
}
