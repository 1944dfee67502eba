using Stopwise.Exits.Calibration;
using Stopwise.Exits.Recipes;

namespace Stopwise.Traces.Rehearsal.Lines;

/// <summary>A policy file replayed as it is: nothing is chosen on these runs.</summary>
internal sealed class FrozenContestant : Contestant
{
    private readonly int[] _stops;

    public FrozenContestant(RunTable table, Policy policy)
        : base(policy.Id, policy.Kind, isControl: false)
    {
        _stops = Exits
            .Tables.Replay.Stops(policy.Bind(table.Table.Schema), table.Table, cost: RunTable.InputTokensCost)
            .Rows;
        Certificate = policy.Certificate is { } c
            ? new ThresholdCertificate(
                c.Threshold,
                c.Alpha,
                c.Delta,
                c.N,
                SampleSize.AllowedLosses(c.N, c.Alpha, c.Delta),
                (int)c.Losses,
                c.PValue,
                MissingUnits: 0
            )
            : null;
    }

    private ThresholdCertificate? Certificate { get; }

    /// <inheritdoc/>
    public override Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options) =>
        new(Certificate, [run => _stops[run]]);
}
