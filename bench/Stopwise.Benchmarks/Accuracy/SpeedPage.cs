using System.Diagnostics;
using System.Globalization;
using System.Text;
using Stopwise.Benchmarks.Contracts;
using Stopwise.Benchmarks.Importing;
using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Demo;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Benchmarks.Accuracy;

/// <summary>Measures the main path against its limits in one run: best of five, on whatever machine this is.</summary>
internal static class SpeedPage
{
    public const string Head = """
        # Speed

        Written by `dotnet run -c Release --project bench/Stopwise.Benchmarks -- speed --million --out docs/speed.md`; do not edit by
        hand. One machine with two cores; every number stands beside its limit, measured in one run. Kernel and risk-control
        benchmarks against their peers: `dotnet run -c Release --project bench/Stopwise.Benchmarks -- --filter '*'`.


        """;

    private const int Repeats = 5;

    public static string Write(string corpus, int stored)
    {
        var page = new StringBuilder("| what | measured | limit | measured / limit |\n|---|---|---|---|\n");
        if (Directory.Exists(corpus))
        {
            var runs = new List<Run>();
            Row(
                page,
                "corpus of real runs read from its archives",
                Best(1, () => runs = AccuracyPage.Read(corpus)),
                60_000,
                "ms"
            );
            var steps = runs.Sum(r => r.Steps.Count);
            Row(
                page,
                $"signals, a step (real runs, {steps} steps)",
                Best(Repeats, () => runs.ForEach(Fold)) * 1000 / steps,
                20,
                "us"
            );
            Row(
                page,
                "rehearsal of the corpus, all policies and controls",
                Best(1, () => new Rehearser(new RehearsalOptions()).Rehearse(runs)),
                60_000,
                "ms"
            );
        }

        Row(page, "rule, a step (token cap, kernel)", RuleStep(), 20, "us");
        var many = Generated(10_000);
        Row(
            page,
            "rehearsal of one frozen policy over 10,000 generated runs, with all controls",
            Best(1, () => new Rehearser(new RehearsalOptions()).Rehearse(many, Cap())),
            5_000,
            "ms"
        );
        page.Append(ContractSpeed.Write(corpus));
        page.Append(ImportSpeed.Write());
        page.Append(StoreSpeed.Write(stored));
        return page.ToString();
    }

    private static void Fold(Run run)
    {
        var fold = new SignalFold(KinPrior.Unseen);
        foreach (var step in run.Steps)
        {
            fold.Add(step);
        }
    }

    private static double RuleStep()
    {
        const int Steps = 1_000_000;
        var rule = Cap().Bind(SignalFold.Schema);
        var signals = new float[SignalFold.Schema.Width];
        var memory = new RuleMemory();
        return Best(
                Repeats,
                () =>
                {
                    for (var i = 0; i < Steps; i++)
                    {
                        signals[(int)Column.InputTokens] = i;
                        rule.Step(new Probe(i, 0, i, signals), memory.Slots);
                    }
                }
            )
            * 1000
            / Steps;
    }

    private static Policy Cap() =>
        new()
        {
            Version = Policy.CurrentVersion,
            Id = "cap",
            Kind = "token-cap",
            Rule = new BudgetSpec { Signal = "input_tokens", Cap = 500_000 },
            Settlement = Settlement.HandIn,
            SchemaHash = SignalFold.Schema.Hash,
        };

    private static List<Run> Generated(int count)
    {
        var runs = new List<Run>(count);
        for (var seed = 1; runs.Count < count; seed++)
        {
            runs.AddRange(
                DemoRuns.History(seed).Select(r => r with { Id = $"{seed}/{r.Id}", TaskId = $"{seed}/{r.TaskId}" })
            );
        }

        return runs[..count];
    }

    private static double Best(int repeats, Action work)
    {
        var best = double.MaxValue;
        for (var i = 0; i < repeats; i++)
        {
            var watch = Stopwatch.StartNew();
            work();
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
        }

        return best;
    }

    private static void Row(StringBuilder page, string what, double measured, double limit, string unit) =>
        page.Append(
            CultureInfo.InvariantCulture,
            $"| {what} | {measured:0.###} {unit} | {limit} {unit} | {measured / limit:0.0000} |\n"
        );
}
