using Stopwise.Exits.Calibration;

namespace Stopwise.Exits.Tests.Calibration;

public class PathTestTests
{
    [Fact]
    public void The_path_has_what_nothing_beats_from_cautious_to_cheap() =>
        // 1 costs more than 0 at more risk; 4 is as risky as 2 and dearer; 5 equals 2.
        PathTest.ParetoPath([0.0, 0.1, 0.05, 0.3, 0.05, 0.05], [10, 11, 7, 2, 8, 7]).ShouldBe([0, 2, 3]);

    [Fact]
    public void Each_step_is_tested_at_the_full_delta_until_the_first_failure()
    {
        // 38 units forgive one loss at alpha = delta = .1, and 22 none.
        var harmed = new bool[38, 4];
        harmed[3, 1] = true;
        (harmed[4, 2], harmed[5, 2]) = (true, true);

        var certificate = PathTest.Certify([0, 1, 2, 3], harmed, 0.1, 0.1);

        certificate.IsCertified.ShouldBeTrue();
        (certificate.Configuration, certificate.Certified, certificate.Units).ShouldBe((1, 2, 38));
        certificate.Steps.Select(s => (s.Configuration, s.Losses)).ShouldBe([(0, 0), (1, 1), (2, 2)]);
        certificate.Steps[1].PValue.ShouldBe(RiskPValue.ExactBinomial(1, 38, 0.1));
        PathTest.Certify([2, 0], harmed, 0.1, 0.1).Configuration.ShouldBe(-1);
        PathTest.Certify([0], new bool[21, 1], 0.1, 0.1).IsCertified.ShouldBeFalse();
        PathTest.Certify([], harmed, 0.1, 0.1).IsCertified.ShouldBeFalse();
    }

    [Fact]
    public void A_path_with_a_stranger_or_a_loop_is_refused()
    {
        Should.Throw<ArgumentException>(() => PathTest.Certify([0, 2], new bool[3, 2], 0.1, 0.1));
        Should.Throw<ArgumentException>(() => PathTest.Certify([0, 0], new bool[3, 2], 0.1, 0.1));
        Should.Throw<ArgumentException>(() => PathTest.ParetoPath([0.1], [1, 2]));
        Should.Throw<ArgumentException>(() => PathTest.ParetoPath([0.1], [double.NaN]));
    }

    [Fact]
    public void Families_share_delta_and_each_is_certified_as_if_alone_at_its_share()
    {
        double[] good = [.. Enumerable.Repeat(1.0, 40), 5, 7];
        double[] poor = [.. Enumerable.Range(0, 42).Select(i => (double)i)];

        SharedDelta
            .Certify([good, poor], 0.1, 0.1)
            .ShouldBe([MonotoneThreshold.Certify(good, 0.1, 0.05), MonotoneThreshold.Certify(poor, 0.1, 0.05)]);
        SharedDelta
            .Certify([good, poor], 0.1, 0.1, [0.75, 0.25])
            .ShouldBe([
                MonotoneThreshold.Certify(good, 0.1, 0.1 * 0.75),
                MonotoneThreshold.Certify(poor, 0.1, 0.1 * 0.25),
            ]);
    }

    [Fact]
    public void Shares_that_spend_more_than_delta_are_refused()
    {
        Should.Throw<ArgumentException>(() =>
            SharedDelta.Certify(
                [
                    [1],
                    [2],
                ],
                0.1,
                0.1,
                [0.9, 0.2]
            )
        );
        Should.Throw<ArgumentException>(() =>
            SharedDelta.Certify(
                [
                    [1],
                    [2],
                ],
                0.1,
                0.1,
                [1, 0]
            )
        );
        Should.Throw<ArgumentException>(() =>
            SharedDelta.Certify(
                [
                    [1],
                    [2],
                ],
                0.1,
                0.1,
                [1]
            )
        );
        Should.Throw<ArgumentException>(() => SharedDelta.Certify([], 0.1, 0.1));
    }
}
