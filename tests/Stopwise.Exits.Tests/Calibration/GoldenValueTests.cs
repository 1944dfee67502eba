using Stopwise.Exits.Calibration;

namespace Stopwise.Exits.Tests.Calibration;

/// <summary>Values computed beforehand and elsewhere, held to the printed digits.</summary>
public class GoldenValueTests
{
    [Theory]
    [InlineData(4, 200, 0.05, 0.088161, 0.071890, 0.026447)]
    [InlineData(0, 45, 0.05, 0.099440, 0.270307, 0.099440)]
    [InlineData(15, 300, 0.10, 0.006658, 0.003443, 0.001267)]
    [InlineData(3, 100, 0.10, 0.025900, 0.021302, 0.007836)]
    public void P_values_are_the_printed_ones(
        int losses,
        int units,
        double alpha,
        double hoeffding,
        double bentkus,
        double exact
    )
    {
        RiskPValue.Hoeffding(losses, units, alpha).ShouldBe(hoeffding, 5e-7);
        RiskPValue.Bentkus(losses, units, alpha).ShouldBe(bentkus, 5e-7);
        RiskPValue.ExactBinomial(losses, units, alpha).ShouldBe(exact, 5e-7);
        RiskPValue.HoeffdingBentkus(losses, units, alpha).ShouldBe(Math.Min(hoeffding, bentkus), 5e-7);
    }

    [Fact]
    public void The_betting_p_value_of_clean_samples_is_the_printed_one()
    {
        RiskPValue.Betting(new double[45], 0.05, 0.1).ShouldBe(0.114550, 5e-7);
        RiskPValue.Betting(new double[100], 0.1, 0.1).ShouldBe(8.8225e-5, 5e-10);
    }

    [Theory]
    [InlineData(0, 50, 0.10, 0.045007)]
    [InlineData(2, 100, 0.10, 0.052345)]
    [InlineData(5, 200, 0.05, 0.051843)]
    public void Clopper_Pearson_bounds_are_the_printed_ones(int losses, int units, double delta, double upper) =>
        ClopperPearson.Upper(losses, units, delta).ShouldBe(upper, 5e-7);

    [Theory]
    [InlineData(0.02, 0.10, new[] { 114, 194, 265, 333, 398, 462 })]
    [InlineData(0.05, 0.10, new[] { 45, 77, 105, 132, 158, 184 })]
    [InlineData(0.05, 0.05, new[] { 59, 93, 124, 153, 181, 208 })]
    [InlineData(0.10, 0.10, new[] { 22, 38, 52, 65, 78, 91 })]
    [InlineData(0.10, 0.05, new[] { 29, 46, 61, 76, 89, 103 })]
    [InlineData(0.20, 0.10, new[] { 11, 18, 25, 32, 38, 45 })]
    public void The_table_of_sample_sizes_is_the_printed_one(double alpha, double delta, int[] units)
    {
        SampleSize.Table(alpha, delta, 5).ShouldBe(units);
        for (var losses = 0; losses < units.Length; losses++)
        {
            SampleSize.AllowedLosses(units[losses], alpha, delta).ShouldBe(losses);
            SampleSize.AllowedLosses(units[losses] - 1, alpha, delta).ShouldBe(losses - 1);
        }
    }

    [Theory]
    [InlineData(90, 1, 4, 12)]
    [InlineData(180, 4, 12, 28)]
    public void Allowed_losses_of_the_measured_samples_are_the_printed_ones(int units, int at05, int at10, int at20)
    {
        SampleSize.AllowedLosses(units, 0.05, 0.1).ShouldBe(at05);
        SampleSize.AllowedLosses(units, 0.10, 0.1).ShouldBe(at10);
        SampleSize.AllowedLosses(units, 0.20, 0.1).ShouldBe(at20);
    }
}
