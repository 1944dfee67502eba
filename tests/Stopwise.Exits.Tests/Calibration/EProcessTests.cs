using Stopwise.Exits.Calibration;

namespace Stopwise.Exits.Tests.Calibration;

public class EProcessTests
{
    [Fact]
    public void Three_errors_in_a_row_alarm_where_the_alternative_is_three_times_alpha()
    {
        var process = EProcess.LikelihoodRatio(0.05, 0.15);

        process.Observe(0);
        Math.Exp(process.LogValue).ShouldBe(0.85 / 0.95, 1e-14);
        process.Value.ShouldBe(0.8947, 5e-5);

        process = EProcess.LikelihoodRatio(0.05, 0.15);
        process.Observe(1);
        process.Observe(1);
        process.Value.ShouldBe(9.0, 1e-12);
        process.Alarms(0.05).ShouldBeFalse();
        process.Observe(1);
        process.Value.ShouldBe(27.0, 1e-12);
        process.Alarms(0.05).ShouldBeTrue();
        process.Alarms(1.0 / 27).ShouldBeTrue();
    }

    [Fact]
    public void An_alarm_stays_though_the_evidence_fades()
    {
        var process = EProcess.LikelihoodRatio(0.05, 0.15);
        Observe(process, 1, 3);
        Observe(process, 0, 200);

        process.LogValue.ShouldBeLessThan(0);
        process.Alarms(0.05).ShouldBeTrue();
        process.PValue.ShouldBe(1.0 / 27, 1e-12);
    }

    [Fact]
    public void The_first_bet_of_an_adaptive_process_is_nothing()
    {
        var process = EProcess.OfHarm(0.1);

        process.NextBet.ShouldBe(0.0);
        process.Observe(1);
        process.LogValue.ShouldBe(0.0);
        process.NextBet.ShouldBeGreaterThan(0.0);
    }

    [Fact]
    public void Bets_never_risk_ruin_and_never_change_side()
    {
        var random = new Random(8);
        foreach (var alpha in new[] { 0.01, 0.05, 0.3, 0.9 })
        {
            var harm = EProcess.OfHarm(alpha);
            var safety = EProcess.OfSafety(alpha);
            for (var i = 0; i < 2000; i++)
            {
                harm.NextBet.ShouldBeInRange(0.0, 0.75 / alpha);
                safety.NextBet.ShouldBeInRange(-0.75 / (1.0 - alpha), 0.0);
                var loss = i % 400 < 200 ? random.NextDouble() : random.Next(2);
                harm.Observe(loss);
                safety.Observe(loss);
            }

            harm.LogValue.ShouldNotBe(double.NegativeInfinity);
            safety.LogValue.ShouldNotBe(double.NegativeInfinity);
        }
    }

    /// <summary>
    /// With a fair coin of chance alpha the expected value is 1 at every time: all 2^12 streams are visited.
    /// </summary>
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(0.8)]
    public void The_expected_evidence_is_one_at_the_null_by_enumeration(double alpha)
    {
        const int Length = 12;
        Func<EProcess>[] kinds =
        [
            () => EProcess.OfHarm(alpha),
            () => EProcess.OfSafety(alpha),
            () => EProcess.LikelihoodRatio(alpha, Math.Min(0.95, 3 * alpha)),
            () => EProcess.LikelihoodRatio(alpha, alpha / 3),
        ];
        foreach (var kind in kinds)
        {
            double expected = 0.0,
                alarmed = 0.0;
            for (var stream = 0; stream < 1 << Length; stream++)
            {
                var process = kind();
                var mass = 1.0;
                for (var i = 0; i < Length; i++)
                {
                    var loss = (stream >> i) & 1;
                    mass *= loss == 1 ? alpha : 1.0 - alpha;
                    process.Observe(loss);
                }

                expected += mass * process.Value;
                alarmed += process.Alarms(0.2) ? mass : 0.0;
            }

            expected.ShouldBe(1.0, 1e-9);
            alarmed.ShouldBeLessThanOrEqualTo(0.2);
        }
    }

    [Fact]
    public void Evidence_for_safety_arrives_with_clean_observations()
    {
        var process = EProcess.OfSafety(0.05);
        var needed = 0;
        while (!process.Alarms(0.1))
        {
            process.Observe(0);
            needed++;
        }

        // The fixed-size test needs 45; reading at any time costs less than half as many again.
        needed.ShouldBeInRange(45, 67);
        EProcess.OfHarm(0.05).Alarms(0.1).ShouldBeFalse();
    }

    [Fact]
    public void A_detector_sums_or_maximises_over_all_starts()
    {
        var random = new Random(3);
        double[] losses = [.. Enumerable.Range(0, 60).Select(_ => (double)random.Next(2))];
        var sum = new EDetector(0.1);
        var max = new EDetector(0.1, DetectorKind.Max);
        for (var end = 1; end <= losses.Length; end++)
        {
            sum.Observe(losses[end - 1]);
            max.Observe(losses[end - 1]);
            double sums = 0.0,
                maxima = 0.0;
            foreach (var ratio in new[] { 2.0, 4.0, 16.0 })
            {
                var odds = ratio * 0.1 / 0.9;
                var fromStarts = Enumerable.Range(0, end).Select(start => Ratio(losses, start, end, odds / (1 + odds)));
                sums += fromStarts.Sum() / 3;
                maxima += fromStarts.Max() / 3;
            }

            Math.Exp(sum.LogValue).ShouldBe(sums, 1e-10 * sums);
            Math.Exp(max.LogValue).ShouldBe(maxima, 1e-10 * maxima);
        }

        sum.Restart();
        sum.Count.ShouldBe(0);
        sum.Alarms(0.9).ShouldBeFalse();
    }

    [Fact]
    public void A_confidence_sequence_narrows_and_keeps_its_mean_inside()
    {
        var sequence = new ConfidenceSequence();
        sequence.Upper(0.1).ShouldBe(1.0);
        sequence.Lower(0.1).ShouldBe(0.0);
        var widths = new List<double>();
        for (var i = 1; i <= 4000; i++)
        {
            sequence.Observe(i % 10 == 0 ? 1 : 0);
            if (i is 40 or 400 or 4000)
            {
                sequence.Lower(0.1).ShouldBeLessThan(0.1);
                sequence.Upper(0.1).ShouldBeGreaterThan(0.1);
                sequence.Upper(0.01).ShouldBeGreaterThan(sequence.Upper(0.1));
                widths.Add(sequence.Upper(0.1) - sequence.Lower(0.1));
            }
        }

        widths.ShouldBe(widths.OrderDescending());
        widths[^1].ShouldBeLessThan(0.04);
    }

    [Fact]
    public void A_loss_outside_its_range_is_refused_and_changes_nothing()
    {
        var process = EProcess.OfHarm(0.1);
        foreach (var loss in new[] { -0.1, 1.1, double.NaN })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => process.Observe(loss));
            Should.Throw<ArgumentOutOfRangeException>(() => new EDetector(0.1).Observe(loss));
            Should.Throw<ArgumentOutOfRangeException>(() => new ConfidenceSequence().Observe(loss));
        }

        process.Count.ShouldBe(0);
        Should.Throw<ArgumentException>(() => EProcess.LikelihoodRatio(0.1, 0.1));
        Should.Throw<ArgumentOutOfRangeException>(() => EProcess.OfHarm(0.0));
    }

    [Fact]
    public void Watching_a_stream_allocates_nothing()
    {
        var process = EProcess.OfHarm(0.1);
        var detector = new EDetector(0.1);
        var sequence = new ConfidenceSequence();
        Watch();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Watch();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Watch()
        {
            for (var i = 0; i < 1000; i++)
            {
                process.Observe(i & 1);
                detector.Observe(i & 1);
                sequence.Observe(i & 1);
                process.Alarms(0.05);
                detector.Alarms(0.05);
                sequence.Upper(0.05);
            }
        }
    }

    private static double Ratio(double[] losses, int start, int end, double alternative)
    {
        var value = 1.0;
        for (var i = start; i < end; i++)
        {
            value *= losses[i] == 1.0 ? alternative / 0.1 : (1 - alternative) / 0.9;
        }

        return value;
    }

    private static void Observe(EProcess process, double loss, int times)
    {
        for (var i = 0; i < times; i++)
        {
            process.Observe(loss);
        }
    }
}
