using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal.Scoring;

/// <summary>
/// Simulates a check of the workspace at the moments when a run looks finished. The recorded outcome stands in for the
/// check: it passes where the run was solved and nothing useful was still to come, and is taken to fail everywhere else.
/// </summary>
/// <remarks>
/// What this shows is what a user would get whose own check says the same as the verifier of the recordings. Each check is
/// charged as much as a step of that run costs in the mean.
/// </remarks>
internal sealed class VerifiedExits
{
    /// <summary>Checks that one run may cost at most.</summary>
    public const int MostCalls = 5;

    private readonly List<int>[] _calls;
    private readonly int[] _passes;
    private readonly double[] _price;

    public VerifiedExits(RunTable table)
    {
        var runs = table.Table.Runs.Count;
        _calls = new List<int>[runs];
        _passes = new int[runs];
        _price = new double[runs];
        for (var run = 0; run < runs; run++)
        {
            var total = table.Table.Runs[run].TotalCosts[RunTable.InputTokensCost];
            _price[run] = double.IsNaN(total) ? 0 : total / Math.Max(1, table.Table.Rows(run));
            (_calls[run], _passes[run]) = Walk(table, run);
        }
    }

    /// <summary>The policy with a check of the workspace, run where the agent's own check passed, that may end a run as done.</summary>
    public static Policy AddTo(Policy policy, string command)
    {
        var verified = ColumnNames.Of(Column.Verified);
        return policy with
        {
            Rule = new AnySpec
            {
                Rules =
                [
                    policy.Rule,
                    new ThresholdSpec
                    {
                        Signal = verified,
                        Direction = Direction.Above,
                        Value = 0.5,
                        Verdict = Verdict.ExitDone,
                    },
                ],
            },
            Verify = new VerifySpec
            {
                Command = command,
                Moment = DoneCard.WorthAVerdict.Rule(),
                Signal = verified,
                MostCalls = MostCalls,
                TimeoutSeconds = 600,
            },
            Certificate = policy.Certificate is { } certificate
                ? certificate with
                {
                    Notes =
                    [
                        .. certificate.Notes,
                        "Exits as done rest on the verdict of the check, not on this certificate.",
                    ],
                }
                : null,
        };
    }

    /// <summary>A cap that also ends a run at the first moment whose check passes.</summary>
    public ScoreFamily With(RunTable table, Func<int, int, double> cap) =>
        ScoreFamily.Of(
            table,
            (run, row) =>
                row == _passes[run] ? double.PositiveInfinity
                : row == 0 ? double.NegativeInfinity
                : cap(run, row),
            Charge
        );

    private double Charge(int run, int row)
    {
        var last = row < 0 ? int.MaxValue : row;
        return _price[run] * _calls[run].Count(call => call <= last);
    }

    private static (List<int> Calls, int Passes) Walk(RunTable table, int run)
    {
        var calls = new List<int>();
        var looked = -1f;
        for (var row = 1; row < table.Table.Rows(run) && calls.Count < MostCalls; row++)
        {
            var signals = table.Table.Signals(run, row);
            var edits = signals[(int)Column.Edits];
            if (edits == looked || !DoneCard.WorthAVerdict.Holds(signals))
            {
                continue;
            }

            calls.Add(row);
            looked = edits;
            if (table.Table.Runs[run].Good == true && !table.Table.Harms(run, row, (int)StopSettlement.HandIn))
            {
                return (calls, row);
            }
        }

        return (calls, -1);
    }
}
