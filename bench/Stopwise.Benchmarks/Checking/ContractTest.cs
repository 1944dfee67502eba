using Stopwise.Exits.Calibration;

namespace Stopwise.Benchmarks.Checking;

/// <summary>Whether breaking one contract tells failed runs from solved ones.</summary>
internal sealed class ContractTest(IReadOnlyList<ContractCount> sources, IReadOnlyList<ContractCount> oneATask)
{
    public const string Discriminates = "discriminates";
    public const string Doubtful = "doubtful";
    public const string Informational = "informational";

    /// <summary>In place of the number of a source: all of them, stratified.</summary>
    public const int Together = -1;

    private const double Early = 0.05;
    private readonly List<int> _rejected = [];

    /// <summary>The counts, source by source.</summary>
    public IReadOnlyList<ContractCount> Sources => sources;

    /// <summary>The stratified p-value over all sources; null where nothing can be told.</summary>
    public double? P => Stratified(sources);

    /// <summary>The same with the first run of each task only.</summary>
    public double? CarefulP => Stratified(oneATask);

    /// <summary>Tests that were looked at.</summary>
    public int Count => Tests().Count();

    /// <summary>The tests that hold after the correction: numbers of sources, or <see cref="Together"/>.</summary>
    public IReadOnlyList<int> Rejected => _rejected;

    public string Label =>
        _rejected.Any(s => ExcessOf(s) < 0) || (P < Early && ExcessOf(Together) < 0) ? Doubtful
        : _rejected.Count > 0 ? Discriminates
        : Informational;

    /// <summary>Corrects all tests of all contracts together, after Holm.</summary>
    public static void Correct(IReadOnlyList<ContractTest> all, double delta)
    {
        var tests = all.SelectMany(t => t.Tests().Select(one => (Of: t, one.Source, one.P))).ToList();
        if (tests.Count < 2)
        {
            return;
        }

        double[] p = [.. tests.Select(t => t.P)];
        foreach (var held in RejectionGraph.Complete(tests.Count).Reject(p, delta))
        {
            tests[held].Of._rejected.Add(tests[held].Source);
        }
    }

    private static double? Stratified(IReadOnlyList<ContractCount> strata)
    {
        TwoByTwo[] telling = [.. strata.Where(s => s.CanTell).Select(s => s.Failed)];
        return telling.Length == 0 ? null : FisherExact.TwoSided(telling);
    }

    private IEnumerable<(int Source, double P)> Tests()
    {
        if (P is { } together)
        {
            yield return (Together, together);
        }

        foreach (var (source, count) in sources.Index().Where(s => s.Item.CanTell))
        {
            yield return (source, FisherExact.TwoSided(count.Failed));
        }
    }

    private double ExcessOf(int source) =>
        source == Together
            ? FisherExact.Excess([.. sources.Select(s => s.Failed)])
            : FisherExact.Excess(sources[source].Failed);
}
