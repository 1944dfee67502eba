using Stopwise.Exits.Calibration;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Checks;

/// <summary>How often earlier runs broke a contract, among those that it applied to.</summary>
/// <param name="Solved">Solved runs.</param>
/// <param name="Failed">Failed runs.</param>
internal sealed record ContractHistory(BrokenShare Solved, BrokenShare Failed)
{
    // With fewer good runs one accident would make any rule doubtful.
    private const int FewestSolved = 5;
    private const double Usual = 0.05;

    /// <summary>
    /// True where good runs break it no less often than failed ones, or where only good runs are known and it is sure that more
    /// than 5 % of them break it: a violation then says little about a run.
    /// </summary>
    public bool Doubtful =>
        Solved.Broken > 0
        && Solved.Runs >= FewestSolved
        && (Failed.Runs > 0 ? Solved.Share >= Failed.Share : Solved.Lower > Usual);

    /// <param name="runs">Earlier runs, each with what one contract says of it.</param>
    public static ContractHistory Of(IEnumerable<(Outcome Outcome, Mark Mark)> runs)
    {
        int solved = 0,
            solvedBroken = 0,
            failed = 0,
            failedBroken = 0;
        foreach (var (outcome, mark) in runs.Where(r => r.Mark is Mark.Kept or Mark.Broken))
        {
            var broken = mark == Mark.Broken ? 1 : 0;
            switch (outcome.Good)
            {
                case true:
                    solved++;
                    solvedBroken += broken;
                    break;
                case false:
                    failed++;
                    failedBroken += broken;
                    break;
            }
        }

        return new ContractHistory(BrokenShare.Of(solvedBroken, solved), BrokenShare.Of(failedBroken, failed));
    }
}

/// <summary>A share of runs that broke a contract.</summary>
/// <param name="Broken">Runs that broke it.</param>
/// <param name="Runs">Runs that it applied to.</param>
/// <param name="Share">From 0 to 1; null without runs.</param>
/// <param name="Lower">Lower end of the exact 95 % interval.</param>
/// <param name="Upper">Upper end.</param>
internal sealed record BrokenShare(int Broken, int Runs, double? Share, double Lower, double Upper)
{
    private const double Delta = 0.05;

    public static BrokenShare Of(int broken, int runs)
    {
        var (lower, upper) = ClopperPearson.Interval(broken, runs, Delta);
        return new BrokenShare(broken, runs, runs == 0 ? null : (double)broken / runs, lower, upper);
    }
}

/// <summary>What a contract says of one run, in a byte.</summary>
internal enum Mark : byte
{
    /// <summary>Nothing in the run was subject to it.</summary>
    NotApplied,

    /// <summary>It applied and was kept.</summary>
    Kept,

    /// <summary>It was broken.</summary>
    Broken,

    /// <summary>The recording lacks what it needs.</summary>
    Undecided,
}
