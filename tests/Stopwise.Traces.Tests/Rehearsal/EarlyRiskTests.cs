using Stopwise.Traces.Rehearsal;

namespace Stopwise.Traces.Tests.Rehearsal;

public class EarlyRiskTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Erde_charges_the_delay_the_miss_and_the_false_warning()
    {
        WarnedRun[] runs =
        [
            new(Failed: true, WarnedAfter: 5),
            new(Failed: true, WarnedAfter: 7),
            new(Failed: true, WarnedAfter: null),
            new(Failed: false, WarnedAfter: 1),
            new(Failed: false, WarnedAfter: null),
        ];

        // 5 steps at o = 5 cost a half; 7 cost 1 - 1/(1 + e^2); the miss 1; the false warning 3 of 5.
        var expected = (0.5 + (1 - (1 / (1 + Math.Exp(2)))) + 1 + 0.6 + 0) / 5;
        EarlyRisk.Erde(runs, 5).ShouldBe(expected, Tolerance);
        EarlyRisk.Erde(runs, 5).ShouldBe(0.5961594155955764, Tolerance);
        EarlyRisk.Erde(runs, 5, falseWarning: 0.1).ShouldBe(expected - 0.1, Tolerance);
    }

    [Fact]
    public void Erde_is_the_share_of_failures_without_warnings_and_small_for_early_right_ones()
    {
        WarnedRun[] silent = [new(true, null), new(false, null), new(false, null), new(false, null)];
        WarnedRun[] early = [new(true, 1), new(false, null)];

        EarlyRisk.Erde(silent, 5).ShouldBe(0.25);
        EarlyRisk.Erde(early, 50).ShouldBeLessThan(1e-20);
        EarlyRisk.Erde([new(true, 5000)], 5).ShouldBe(1);
    }

    [Fact]
    public void Latency_f1_is_f1_times_the_speed_of_the_median_right_warning()
    {
        WarnedRun[] runs = [new(true, 1), new(true, 11), new(true, null), new(false, 3), new(false, null)];

        // F1 = 4 / (4 + 1 + 1); penalties 0 and, at the step of half penalty, 1/2: their median is 1/4.
        EarlyRisk.LatencyF1(runs, halfAfter: 11).ShouldBe(2.0 / 3 * 0.75, Tolerance);
    }

    [Fact]
    public void The_penalty_of_erisk_is_a_choice_of_the_half()
    {
        var halfAfter = 1 + (Math.Log(3) / 0.0078);

        EarlyRisk
            .LatencyF1([new(true, 100)], halfAfter)
            .ShouldBe(1 - (-1 + (2 / (1 + Math.Exp(-0.0078 * 99)))), Tolerance);
    }

    [Fact]
    public void Without_a_right_warning_latency_f1_is_zero() =>
        EarlyRisk.LatencyF1([new(true, null), new(false, 2)], 10).ShouldBe(0);

    [Fact]
    public void Auroc_counts_pairs_and_ties_half()
    {
        EarlyRisk.Auroc([(3, true), (1, true), (2, false), (1, false)]).ShouldBe(2.5 / 4);
        EarlyRisk.Auroc([(1, true), (0, false)]).ShouldBe(1);
        EarlyRisk.Auroc([(1, true)]).ShouldBe(double.NaN);
    }

    [Fact]
    public void Auroc_after_some_steps_leaves_out_runs_that_have_ended()
    {
        (double[], bool)[] runs = [([0, 1, 9], true), ([0, 5], false), ([0, 2, 3], false)];

        EarlyRisk.AurocAfter(runs, 1).ShouldBe(0);
        EarlyRisk.AurocAfter(runs, 2).ShouldBe(1);
    }
}
