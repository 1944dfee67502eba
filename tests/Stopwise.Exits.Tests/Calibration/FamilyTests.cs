using Stopwise.Exits.Calibration;

namespace Stopwise.Exits.Tests.Calibration;

public class FamilyTests
{
    private static readonly double[] PValues = [0.01, 0.04, 0.2, 0.001, 0.02];

    [Fact]
    public void A_sequence_stops_at_its_first_failure()
    {
        FixedSequence.Prefix(PValues, 0.05).ShouldBe(2);
        FixedSequence.Prefix([0.06, 0.0], 0.05).ShouldBe(0);
        FixedSequence.Prefix([], 0.05).ShouldBe(0);
        FixedSequence.Prefix([0.05], 0.05).ShouldBe(1);
    }

    [Fact]
    public void Several_starts_share_delta_and_step_over_a_failure()
    {
        FixedSequence.FromStarts(PValues, 0.1, [0, 3]).ShouldBe([0, 1, 3, 4]);
        FixedSequence.FromStarts(PValues, 0.05, [0, 3]).ShouldBe([0, 3, 4]);
        FixedSequence.FromStarts(PValues, 0.05, [0]).ShouldBe([0, 1]);
    }

    [Fact]
    public void A_start_that_is_missing_or_given_twice_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => FixedSequence.FromStarts(PValues, 0.1, []));
        Should.Throw<ArgumentOutOfRangeException>(() => FixedSequence.FromStarts(PValues, 0.1, [5]));
        Should.Throw<ArgumentException>(() => FixedSequence.FromStarts(PValues, 0.1, [1, 1]));
        Should.Throw<ArgumentOutOfRangeException>(() => FixedSequence.Prefix([double.NaN], 0.1));
    }

    [Fact]
    public void Holm_rejects_what_Bonferroni_rejects_and_more()
    {
        UnorderedFamily.Bonferroni(PValues, 0.05).ShouldBe([0, 3]);
        UnorderedFamily.Holm(PValues, 0.06).ShouldBe([0, 3, 4]);
        UnorderedFamily.Bonferroni(PValues, 0.06).ShouldBe([0, 3]);
        UnorderedFamily.Holm([], 0.05).ShouldBeEmpty();
    }
}
