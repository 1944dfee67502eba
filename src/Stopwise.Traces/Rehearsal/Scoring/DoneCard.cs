using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal.Scoring;

/// <summary>A sign that the agent thinks it is done: never that it is right.</summary>
/// <param name="Id">Name in reports and policies, stable.</param>
/// <param name="Words">What has to be seen, since the last edit.</param>
/// <param name="Least">Signals with the value that each must reach.</param>
/// <param name="NoFailingCheck">True where no check may have failed since the last edit.</param>
internal sealed record DoneCard(string Id, string Words, (Column Column, int Value)[] Least, bool NoFailingCheck)
{
    /// <summary>Rare events, so that a run offers few chances to be wrong.</summary>
    public static IReadOnlyList<DoneCard> All { get; } =
    [
        new(
            "cleanup-after-pass",
            "own scratch files removed, and a check passed",
            [(Column.CleanedUp, 1), (Column.ChecksPassed, 1)],
            NoFailingCheck: false
        ),
        new(
            "verified-and-quiet",
            "two checks passed, none failed, four steps without an edit",
            [(Column.ChecksPassed, 2), (Column.Quiet, 4)],
            NoFailingCheck: true
        ),
        new(
            "declared-and-verified",
            "the model said it twice, a check passed, none failed",
            [(Column.Declared, 2), (Column.ChecksPassed, 1)],
            NoFailingCheck: true
        ),
    ];

    /// <summary>When a check of the workspace is worth its price: the agent's own check passed. On its own it stops far too early.</summary>
    public static DoneCard WorthAVerdict { get; } =
        new("passing-check", "a check passed and none failed", [(Column.ChecksPassed, 1)], NoFailingCheck: true);

    /// <summary>True where an edit was made and everything asked for was seen since the last one.</summary>
    public bool Holds(ReadOnlySpan<float> signals)
    {
        foreach (var (column, value) in Least)
        {
            if (signals[(int)column] < value)
            {
                return false;
            }
        }

        return signals[(int)Column.Edits] > 0 && !(NoFailingCheck && signals[(int)Column.ChecksFailed] > 0);
    }

    /// <summary>The score of the card: tokens spent while it holds. Its threshold is a soft budget below which nothing is stopped.</summary>
    public ScoreFamily ArmedPastABudget(RunTable table) =>
        Scores.AfterTheFirstStep(
            table,
            (run, row) =>
                table.Table.Signals(run, row) is var signals && Holds(signals)
                    ? signals[(int)Column.InputTokens]
                    : double.NegativeInfinity
        );

    /// <summary>The card as a rule.</summary>
    public AllSpec Rule(params RuleSpec[] armed) =>
        new()
        {
            Rules =
            [
                .. armed,
                Compare(Column.Edits, Direction.Above, 0.5),
                .. Least.Select(l => Compare(l.Column, Direction.Above, l.Value - 0.5)),
                .. NoFailingCheck ? [Compare(Column.ChecksFailed, Direction.Below, 0.5)] : Array.Empty<RuleSpec>(),
            ],
        };

    private static ThresholdSpec Compare(Column column, Direction side, double value) =>
        new()
        {
            Signal = ColumnNames.Of(column),
            Direction = side,
            Value = value,
            Verdict = Verdict.ExitDone,
        };
}
