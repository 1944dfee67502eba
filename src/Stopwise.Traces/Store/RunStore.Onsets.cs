using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Store;

public sealed partial class RunStore
{
    /// <summary>The team name of onsets that a person named in this store.</summary>
    public const string OnsetsByHand = "hand";

    /// <summary>Records the step where a person says the run went wrong; it outlives every later import of the run.</summary>
    /// <param name="id">The run.</param>
    /// <param name="step">The step, from 0; null takes the label back.</param>
    /// <param name="reason">Why, in the person's words.</param>
    /// <returns>False where the store has no such run, or no label to take back.</returns>
    /// <remarks>A run that is loaded has it among its failure labels, decisive, from <see cref="OnsetsByHand"/>.</remarks>
    public bool SetOnset(string id, int? step, string? reason = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        return InTurn(() =>
        {
            var change = step is { } at
                ? _connection.Sql(
                    """
                    INSERT INTO onsets_by_hand (run_id, step, reason)
                    SELECT id, $step, $reason FROM runs WHERE id = $id
                    ON CONFLICT (run_id) DO UPDATE SET step = excluded.step, reason = excluded.reason
                    """,
                    ("$id", id),
                    ("$step", at),
                    ("$reason", reason)
                )
                : _connection.Sql("DELETE FROM onsets_by_hand WHERE run_id = $id", ("$id", id));
            using (change)
            {
                return change.ExecuteNonQuery() > 0;
            }
        });
    }

    /// <summary>A label that a person gave comes after those of the source.</summary>
    private static Run WithOnset(Run run, FailureLabel? byHand) =>
        byHand is null || byHand.Step >= run.Steps.Count
            ? run
            : run with
            {
                FailureLabels = [.. run.FailureLabels ?? [], byHand],
            };
}
