using Stopwise.Traces.Costs;
using Stopwise.Traces.Formats;

namespace Stopwise;

/// <summary>The price table meets recordings that state their cost.</summary>
public class CostsOnRealRunsTests
{
    [CorpusFact]
    public void Computed_costs_agree_with_nearly_all_stated_ones()
    {
        var runs = RunReader
            .Read([Path.Combine(Repo.Shared!, "corpus", "mini-swe-agent")], new ImportOptions())
            .OfType<RunFound>()
            .Select(found => RunSpend.Of(found.Run, PriceTable.Shipped))
            .Where(run => run.StatedUsd is not null)
            .ToList();

        runs.ShouldNotBeEmpty();
        runs.ShouldAllBe(run => run.ComputedUsd != null);

        // A recorder states what its own table said that day: that of these runs was wrong for the first minutes.
        ((double)runs.Count(run => run.CostsDiffer) / runs.Count).ShouldBeLessThan(0.1);
    }
}
