using Stopwise.Cli.Checks;
using Stopwise.Exits.Calibration;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Checking;

/// <summary>What the contracts said of one run of the corpus.</summary>
internal sealed record StudiedRun(string Source, string Task, bool? Good, IReadOnlyList<Mark> Marks)
{
    public static StudiedRun Of(string source, Run run, CheckedRun found) =>
        new(source, run.TaskId ?? run.Id, run.Outcome.Good, found.Marks);
}

/// <summary>How often solved and failed runs of one source broke one contract, among those that it applied to.</summary>
/// <param name="Failed">Losses are failed runs that broke it; the others are solved ones.</param>
internal sealed record ContractCount(TwoByTwo Failed)
{
    public int Broken => Failed.Losses + Failed.OtherLosses;

    public int Applied => Failed.Units + Failed.OtherUnits;

    /// <summary>True where the counts leave room for any answer but one: only then is there something to test (Tarone 1990).</summary>
    public bool CanTell => Failed.Units > 0 && Failed.OtherUnits > 0 && Broken > 0 && Broken < Applied;

    public static ContractCount Of(IEnumerable<StudiedRun> runs, int contract)
    {
        var applied = runs.Where(r => r.Good is not null && r.Marks[contract] is Mark.Kept or Mark.Broken).ToList();
        var failed = applied.Where(r => r.Good == false).ToList();
        var solved = applied.Where(r => r.Good == true).ToList();
        return new ContractCount(
            new TwoByTwo(
                failed.Count(r => r.Marks[contract] == Mark.Broken),
                failed.Count,
                solved.Count(r => r.Marks[contract] == Mark.Broken),
                solved.Count
            )
        );
    }

    /// <summary>The odds of a failed run to break it over those of a solved one, strata weighted as Mantel and Haenszel do; null where not defined.</summary>
    public static double? OddsRatio(IEnumerable<ContractCount> strata)
    {
        double over = 0,
            under = 0;
        foreach (var (failed, n) in strata.Where(s => s.Applied > 0).Select(s => (s.Failed, (double)s.Applied)))
        {
            over += failed.Losses * (double)(failed.OtherUnits - failed.OtherLosses) / n;
            under += failed.OtherLosses * (double)(failed.Units - failed.Losses) / n;
        }

        return under > 0 ? over / under : null;
    }
}
