using Stopwise.Exits.Calibration;
using Xunit.Abstractions;

namespace Stopwise.Exits.Tests.Calibration;

/// <summary>
/// The promises on synthetic worlds whose true risk is known, over thousands of repeats with fixed seeds.
/// </summary>
public class MonteCarloTests(ITestOutputHelper output)
{
    private const int Repeats = 2000;

    [Theory]
    [InlineData(60, 0.1, 0.1)]
    [InlineData(90, 0.05, 0.1)]
    [InlineData(200, 0.05, 0.05)]
    [InlineData(40, 0.2, 0.1)]
    public void A_certified_threshold_is_too_risky_with_chance_at_most_delta(int units, double alpha, double delta)
    {
        var wrong = Rate(seed =>
        {
            var random = new Random(seed);
            var scores = new double[units];
            for (var i = 0; i < units; i++)
            {
                // A third of the units is never harmed; the others' largest harmful score is exponential.
                scores[i] =
                    random.NextDouble() < 1.0 / 3 ? double.NegativeInfinity : -Math.Log(1.0 - random.NextDouble());
            }

            var threshold = MonotoneThreshold.Certify(scores, alpha, delta).Threshold;
            var risk = 2.0 / 3 * Math.Exp(-Math.Max(0.0, threshold));
            return risk > alpha;
        });

        output.WriteLine($"n {units}, alpha {alpha}: wrong in {wrong:p2} of repeats, {delta:p0} allowed");
        wrong.ShouldBeLessThanOrEqualTo(delta + ThreeSigma(delta));
        wrong.ShouldBeGreaterThan(delta / 4, "the guarantee should not be bought by never stopping");
    }

    [Fact]
    public void A_betting_certificate_for_task_means_is_wrong_with_chance_at_most_delta()
    {
        // The mean of four runs that fail with a task-dependent chance; its expectation is 0.1, exactly the null.
        var wrong = Rate(seed => RiskPValue.Betting(TaskMeans(new Random(seed), 80), 0.1, 0.1) <= 0.1);

        output.WriteLine($"betting: rejected a true null in {wrong:p2} of repeats");
        wrong.ShouldBeLessThanOrEqualTo(0.1 + ThreeSigma(0.1));
    }

    [Fact]
    public void A_family_of_true_nulls_sees_a_rejection_with_chance_at_most_delta()
    {
        const double Delta = 0.1;
        (string Name, Func<double[], int> Rejected)[] tests =
        [
            ("fixed sequence", p => FixedSequence.Prefix(p, Delta)),
            ("two starts", p => FixedSequence.FromStarts(p, Delta, [0, 4]).Count),
            ("Bonferroni", p => UnorderedFamily.Bonferroni(p, Delta).Count),
            ("Holm", p => UnorderedFamily.Holm(p, Delta).Count),
        ];
        foreach (var (name, rejected) in tests)
        {
            var wrong = Rate(seed =>
            {
                var random = new Random(seed);
                return rejected([.. Enumerable.Range(0, 8).Select(_ => random.NextDouble())]) > 0;
            });
            output.WriteLine($"{name}: any rejection in {wrong:p2} of repeats, {Delta:p0} allowed");
            wrong.ShouldBeInRange(Delta / 2, Delta + ThreeSigma(Delta));
        }
    }

    [Fact]
    public void The_risk_among_exits_is_tested_on_the_exits_alone()
    {
        const double Alpha = 0.1;
        var wrong = Rate(seed =>
        {
            var random = new Random(seed);
            int exits = 0,
                errors = 0;
            for (var unit = 0; unit < 150; unit++)
            {
                var exit = random.NextDouble() < 0.4;
                var error = random.NextDouble() < Alpha;
                exits += exit ? 1 : 0;
                errors += exit && error ? 1 : 0;
            }

            return RiskPValue.ExactBinomial(errors, exits, Alpha) <= 0.1;
        });

        output.WriteLine($"selective: rejected a true null in {wrong:p2} of repeats");
        wrong.ShouldBeLessThanOrEqualTo(0.1 + ThreeSigma(0.1));
    }

    [Fact]
    public void One_run_per_task_keeps_the_promise_under_dependence_and_runs_as_units_break_it()
    {
        const double Alpha = 0.1;
        const double Delta = 0.1;
        var perTask = Rate(seed => TrueRisk(Dependent(seed, onePerTask: true)) > Alpha);
        var perRun = Rate(seed => TrueRisk(Dependent(seed, onePerTask: false)) > Alpha);

        output.WriteLine($"too risky: {perTask:p2} with one run per task, {perRun:p2} with runs as units");
        perTask.ShouldBeLessThanOrEqualTo(Delta + ThreeSigma(Delta));
        perRun.ShouldBeGreaterThan(Delta + (2 * ThreeSigma(Delta)));

        static double TrueRisk(double threshold) => 1.0 - Math.Clamp(threshold, 0.0, 1.0);

        static double Dependent(int seed, bool onePerTask)
        {
            const int Tasks = 60;
            const int RunsPerTask = 4;
            var random = new Random(seed);
            var scores = new double[Tasks * RunsPerTask];
            var tasks = new int[scores.Length];
            for (var task = 0; task < Tasks; task++)
            {
                // Most runs of a task share its score; the rest have their own. Each score is uniform on [0, 1].
                var shared = random.NextDouble();
                for (var run = 0; run < RunsPerTask; run++)
                {
                    var own = random.NextDouble();
                    scores[(task * RunsPerTask) + run] = random.NextDouble() < 0.9 ? shared : own;
                    tasks[(task * RunsPerTask) + run] = task;
                }
            }

            var drawn = onePerTask ? OneRunPerTask.Draw(tasks, (ulong)seed).Select(i => scores[i]).ToArray() : scores;
            return MonotoneThreshold.Certify(drawn, Alpha, Delta).Threshold;
        }
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    public void Evidence_that_is_read_after_every_observation_alarms_falsely_with_chance_at_most_its_level(double level)
    {
        const double Alpha = 0.1;
        (string Name, Func<EProcess> Kind)[] kinds =
        [
            ("harm", () => EProcess.OfHarm(Alpha)),
            ("safety", () => EProcess.OfSafety(Alpha)),
            ("likelihood ratio up", () => EProcess.LikelihoodRatio(Alpha, 0.2)),
            ("likelihood ratio down", () => EProcess.LikelihoodRatio(Alpha, 0.03)),
        ];
        foreach (var (name, kind) in kinds)
        {
            var rate = Rate(seed => EverAlarms(kind(), level, Coins(seed, Alpha, 1000)));
            output.WriteLine($"{name}: false alarms in {rate:p2} of streams, {level:p0} allowed");
            rate.ShouldBeLessThanOrEqualTo(level + ThreeSigma(level));
        }
    }

    [Fact]
    public void A_test_of_fixed_size_does_not_survive_being_read_after_every_observation()
    {
        const double Alpha = 0.1;
        var rate = Rate(seed =>
        {
            int losses = 0,
                count = 0;
            return Coins(seed, Alpha, 400).Any(x => Binomial.UpperTail(losses += (int)x, ++count, Alpha) <= 0.05);
        });

        output.WriteLine($"binomial test read 400 times: false alarms in {rate:p2} of streams");
        rate.ShouldBeGreaterThan(0.05 + (3 * ThreeSigma(0.05)));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void A_confidence_sequence_covers_the_risk_at_all_times_together(double risk)
    {
        const double Level = 0.1;
        var missed = Rate(seed =>
        {
            var sequence = new ConfidenceSequence();
            return Coins(seed, risk, 200)
                .Any(loss =>
                {
                    sequence.Observe(loss);
                    return sequence.Upper(Level) < risk || sequence.Lower(Level) > risk;
                });
        });

        output.WriteLine($"confidence sequence: missed risk {risk} in {missed:p2} of streams");
        missed.ShouldBeLessThanOrEqualTo(Level + ThreeSigma(Level));
    }

    [Theory]
    [InlineData(DetectorKind.Sum)]
    [InlineData(DetectorKind.Max)]
    public void False_alarms_of_a_detector_lie_at_least_one_over_its_level_apart_on_average(DetectorKind kind)
    {
        const double Level = 0.01;
        var lengths = Enumerable
            .Range(1, Repeats)
            .Select(seed => (double)AlarmAt(new EDetector(0.1, kind), Level, Coins(seed, 0.1, 20_000)))
            .ToArray();
        var mean = lengths.Average();
        var sigma = Math.Sqrt(lengths.Sum(x => (x - mean) * (x - mean))) / Repeats;

        output.WriteLine($"{kind}: a false alarm every {mean:f0} observations, at least {1 / Level:f0} promised");
        mean.ShouldBeGreaterThan((1 / Level) - (3 * sigma));
    }

    [Theory]
    [InlineData(DetectorKind.Sum)]
    [InlineData(DetectorKind.Max)]
    public void A_drift_is_noticed_soon_after_it_and_not_before(DetectorKind kind)
    {
        const int Before = 1000;
        const double Level = 0.001;
        var alarms = Enumerable
            .Range(1, Repeats)
            .Select(seed => AlarmAt(new EDetector(0.05, kind), Level, Drifting(seed, Before)))
            .ToArray();
        var early = alarms.Count(at => at <= Before) / (double)Repeats;
        var delays = alarms.Where(at => at > Before).Select(at => at - Before).Order().ToArray();

        output.WriteLine($"{kind}: early {early:p2}; delay median {delays[delays.Length / 2]}, 95 % {Late(delays)}");
        early.ShouldBeLessThan(0.05);
        delays[delays.Length / 2].ShouldBeLessThanOrEqualTo(40);
        Late(delays).ShouldBeLessThanOrEqualTo(90);

        static int Late(int[] sorted) => sorted[sorted.Length * 95 / 100];
    }

    [Fact]
    public void A_process_without_restart_notices_a_late_drift_too_but_later_than_a_detector()
    {
        const int Before = 1000;
        var single = Alarms(seed => AlarmAt(EProcess.OfHarm(0.05), 0.05, Drifting(seed, Before)));
        var detector = Alarms(seed => AlarmAt(new EDetector(0.05), 0.001, Drifting(seed, Before)));
        var delay = single[Repeats / 2] - Before;

        output.WriteLine($"median delay: process {delay}, detector {detector[Repeats / 2] - Before}");
        single.Count(at => at <= Before).ShouldBeLessThan(Repeats / 20);
        delay.ShouldBeInRange(detector[Repeats / 2] - Before, 400);

        static int[] Alarms(Func<int, int> alarm) => [.. Enumerable.Range(1, Repeats).Select(alarm).Order()];
    }

    [Fact]
    public void A_process_that_is_fed_task_means_keeps_its_level_and_one_fed_the_runs_of_a_task_in_a_row_does_not()
    {
        const double Alpha = 0.1;
        const double Level = 0.05;
        var perRun = Rate(seed => EverAlarms(Process(), Level, TaskRuns(seed).SelectMany(runs => runs)));
        var perTask = Rate(seed => EverAlarms(Process(), Level, TaskRuns(seed).Select(runs => runs.Average())));

        output.WriteLine($"false alarms: {perTask:p2} on task means, {perRun:p2} on runs");
        perTask.ShouldBeLessThanOrEqualTo(Level + ThreeSigma(Level));
        perRun.ShouldBeGreaterThan(Level + (3 * ThreeSigma(Level)));

        static EProcess Process() => EProcess.LikelihoodRatio(Alpha, 0.2);

        static IEnumerable<double[]> TaskRuns(int seed)
        {
            var random = new Random(seed);
            for (var task = 0; task < 300; task++)
            {
                var shared = random.NextDouble() < Alpha ? 1.0 : 0.0;
                yield return [.. Enumerable.Range(0, 4).Select(_ => Run(random, shared))];
            }
        }

        static double Run(Random random, double shared) =>
            random.NextDouble() < 0.9 ? shared
            : random.NextDouble() < Alpha ? 1.0
            : 0.0;
    }

    private static double Rate(Func<int, bool> happens) =>
        Enumerable.Range(1, Repeats).Count(happens) / (double)Repeats;

    private static double ThreeSigma(double chance) => 3 * Math.Sqrt(chance * (1 - chance) / Repeats);

    private static IEnumerable<double> Coins(int seed, double risk, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            yield return random.NextDouble() < risk ? 1.0 : 0.0;
        }
    }

    // A risk of 2 % that becomes 25 %.
    private static IEnumerable<double> Drifting(int seed, int before) =>
        Coins(seed, 0.02, before).Concat(Coins(seed + 1_000_000, 0.25, 5000));

    private static bool EverAlarms(EProcess process, double level, IEnumerable<double> losses) =>
        AlarmAt(process, level, losses) < int.MaxValue;

    private static int AlarmAt(EProcess process, double level, IEnumerable<double> losses)
    {
        foreach (var loss in losses)
        {
            process.Observe(loss);
            if (process.Alarms(level))
            {
                return process.Count;
            }
        }

        return int.MaxValue;
    }

    private static int AlarmAt(EDetector detector, double level, IEnumerable<double> losses)
    {
        foreach (var loss in losses)
        {
            detector.Observe(loss);
            if (detector.Alarms(level))
            {
                break;
            }
        }

        return detector.Count;
    }

    private static double[] TaskMeans(Random random, int tasks)
    {
        var means = new double[tasks];
        for (var task = 0; task < tasks; task++)
        {
            var chance = 0.2 * random.NextDouble();
            means[task] = Enumerable.Range(0, 4).Count(_ => random.NextDouble() < chance) / 4.0;
        }

        return means;
    }
}
