namespace Stopwise.Exits.Calibration;

/// <summary>One setting of several thresholds that was tested.</summary>
/// <param name="Configuration">Its number.</param>
/// <param name="Losses">Calibration units that it harms.</param>
/// <param name="PValue">P(Bin(units, alpha) &lt;= losses).</param>
public readonly record struct PathStep(int Configuration, int Losses, double PValue);

/// <summary>What was proved along a path of configurations.</summary>
/// <param name="Configuration">The last certified configuration of the path; -1 where none is.</param>
/// <param name="Certified">Steps from the front that keep the risk; all of them do so together.</param>
/// <param name="Alpha">The risk that was to be kept: share of units that a stop harms.</param>
/// <param name="Delta">The chance that the true risk of any certified step is above alpha all the same.</param>
/// <param name="Units">Calibration units.</param>
/// <param name="Steps">What was tested: the certified steps, and the first that failed if there is one.</param>
public sealed record PathCertificate(
    int Configuration,
    int Certified,
    double Alpha,
    double Delta,
    int Units,
    IReadOnlyList<PathStep> Steps
)
{
    /// <summary>True if a configuration keeps the risk.</summary>
    public bool IsCertified => Certified > 0;
}

/// <summary>Calibrates several thresholds at once: a path through their settings is learned on one sample and tested on another.</summary>
/// <remarks>
/// Pareto testing (Laufer-Goldshtein, Fisch, Barzilay and Jaakkola 2023, "Efficiently controlling multiple risks with Pareto
/// testing", arXiv 2210.07913), for one risk and one cost. The tuning sample may be looked at as often as one likes. The
/// calibration units must be others, and are looked at once: the steps are tested in the order of the path, each at the full
/// delta, until the first failure. A path of many settings therefore costs no more confidence than one setting does.
/// </remarks>
public static class PathTest
{
    /// <summary>
    /// The configurations that no other one beats in both risk and cost on the tuning sample, from the most cautious to the cheapest.
    /// </summary>
    /// <param name="tuningRisks">Per configuration its share of harmed tuning units, 0 to 1.</param>
    /// <param name="tuningCosts">Per configuration its mean cost on the tuning units, in any unit.</param>
    /// <returns>Risks rise and costs fall along it; of equals the one with the lowest number is taken.</returns>
    /// <exception cref="ArgumentException">The lengths differ, a risk is out of range, or a cost is NaN.</exception>
    public static IReadOnlyList<int> ParetoPath(ReadOnlySpan<double> tuningRisks, ReadOnlySpan<double> tuningCosts)
    {
        Require.Probabilities(tuningRisks, nameof(tuningRisks));
        Require.Numbers(tuningCosts, nameof(tuningCosts));
        if (tuningRisks.Length != tuningCosts.Length)
        {
            throw new ArgumentException(
                $"{tuningRisks.Length} risks and {tuningCosts.Length} costs do not go together.",
                nameof(tuningCosts)
            );
        }

        var (risks, costs) = (tuningRisks.ToArray(), tuningCosts.ToArray());
        var path = new List<int>();
        var cheapest = double.PositiveInfinity;
        var cautiousFirst = Enumerable.Range(0, risks.Length).OrderBy(i => risks[i]).ThenBy(i => costs[i]);
        foreach (var i in cautiousFirst)
        {
            if (path.Count == 0 || costs[i] < cheapest)
            {
                path.Add(i);
                cheapest = costs[i];
            }
        }

        return path;
    }

    /// <summary>Tests the path on calibration units.</summary>
    /// <param name="path">Configurations in the order in which they are tested, each once; see <see cref="ParetoPath"/>.</param>
    /// <param name="harmed">[unit, configuration] is true where a stop harms the unit. Units are independent: one run per task.</param>
    /// <param name="alpha">The risk to keep, strictly between 0 and 1.</param>
    /// <param name="delta">The chance of a wrong certificate, strictly between 0 and 1.</param>
    /// <exception cref="ArgumentException">A configuration is not there or occurs twice, or alpha or delta is out of range.</exception>
    public static PathCertificate Certify(ReadOnlySpan<int> path, bool[,] harmed, double alpha, double delta)
    {
        ArgumentNullException.ThrowIfNull(harmed);
        Require.Inside(alpha);
        Require.Inside(delta);
        CheckPath(path, harmed.GetLength(1));
        var units = harmed.GetLength(0);
        var steps = new List<PathStep>();
        var certified = 0;
        foreach (var configuration in path)
        {
            var losses = Enumerable.Range(0, units).Count(unit => harmed[unit, configuration]);
            var pValue = RiskPValue.ExactBinomial(losses, units, alpha);
            steps.Add(new PathStep(configuration, losses, pValue));
            if (pValue > delta)
            {
                break;
            }

            certified++;
        }

        var last = certified == 0 ? -1 : steps[certified - 1].Configuration;
        return new PathCertificate(last, certified, alpha, delta, units, steps);
    }

    private static void CheckPath(ReadOnlySpan<int> path, int configurations)
    {
        var seen = new HashSet<int>();
        foreach (var configuration in path)
        {
            if (configuration < 0 || configuration >= configurations || !seen.Add(configuration))
            {
                throw new ArgumentException(
                    $"Configuration {configuration} is given twice or is not among the {configurations} there are.",
                    nameof(path)
                );
            }
        }
    }
}
