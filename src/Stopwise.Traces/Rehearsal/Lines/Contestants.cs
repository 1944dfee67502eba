using Stopwise.Traces.Heads;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal.Lines;

/// <summary>The lines of each protocol, in report order.</summary>
internal static class Contestants
{
    /// <summary>Id of the policy that <c>learn</c> writes by default.</summary>
    public const string Default = "token-cap";

    // Enough draws to average the dice out; a large table averages by itself.
    private const int MostDraws = 20,
        DrawsTimesRuns = 6000;

    /// <summary>Policies and controls for tasks never seen before.</summary>
    public static List<Contestant> Unseen(RunTable table, RehearsalOptions options)
    {
        var tokens = Scores.Cap(table, Column.InputTokens);
        var context = Scores.Cap(table, Column.ContextTokens);
        var steps = Scores.Cap(table, Column.Steps);
        List<Contestant> lines =
        [
            new ScoreContestant("token-cap", "cap", false, table, tokens),
            new ScoreContestant("context-cap", "cap", false, table, context),
            new ScoreContestant("step-cap", "cap", true, table, steps),
        ];
        (string, ScoreFamily)[] choice = [("token-cap", tokens), ("context-cap", context), ("step-cap", steps)];
        if (KnowsMoney(table))
        {
            var money = Scores.Cap(table, Column.CostUsd);
            lines.Add(new ScoreContestant("cost-cap", "cap", false, table, money));
            choice = [.. choice, ("cost-cap", money)];
        }

        var (blend, withErrors) = (Scores.Blend(table), Scores.BlendWithErrors(table));
        lines.Add(new ScoreContestant("blend-cap", "blend", false, table, blend));
        lines.Add(new ScoreContestant("blend-cap+errors", "blend", false, table, withErrors));
        choice = [.. choice, ("blend-cap", blend), ("blend-cap+errors", withErrors)];
        lines.Add(new TunedContestant("best-cap", "chosen-cap", table, requireProof: true, choice));
        if (options.Heads)
        {
            lines.AddRange(HeadRecipe.All.Select(h => new HeadContestant(h.Id, table, h.Recipe)));
            lines.Add(Combinations.TwoSided(table));
        }

        if (options.Done)
        {
            lines.AddRange(DoneLines(table));
        }

        lines.Add(new FixedContestant("never-acted", "structural", false, table, NeverActed(table), 0, abstains: true));
        lines.AddRange(Controls(table, tokens, options.Seed));
        return lines;
    }

    /// <summary>Policies and controls where earlier runs of the same task by the same model are known.</summary>
    public static List<Contestant> Known(RunTable table, RehearsalOptions options)
    {
        var tokens = Scores.Cap(table, Column.InputTokens);
        var context = Scores.Cap(table, Column.ContextTokens);
        List<Contestant> lines = [];
        var fires = -1;
        foreach (var m in (ReadOnlySpan<int>)[3, 2, 1])
        {
            // Where every run has as many kin, a smaller m is the same rule.
            var runs = Enumerable
                .Range(0, table.Table.Runs.Count)
                .Count(run => KinScores.NoKinSolved(table, run, 0, m));
            if (runs != fires)
            {
                lines.Add(new FixedContestant($"kin-none-of-{m}", "kin", false, table, KinScores.NoneOf(table, m), 0));
                fires = runs;
            }
        }

        lines.Add(new ScoreContestant("token-cap", "cap", false, table, tokens));
        lines.Add(new ScoreContestant("context-cap", "cap", false, table, context));
        lines.Add(
            new SplitDeltaContestant(
                "token-cap+kin-none-of-3",
                "cap+kin",
                table,
                ("token-cap", tokens),
                ("token-cap+kin-none-of-3", KinScores.CapOrKin(table, Column.InputTokens))
            )
        );
        lines.Add(Combinations.CapAndKin(table, KinScores.KinRate(table)));
        lines.Add(Lowered(table, "token-cap-lowered-by-kin", Column.InputTokens, 1));
        lines.Add(Lowered(table, "context-cap-lowered-by-kin", Column.ContextTokens, 0.4));
        lines.Add(new ScoreContestant("step-cap", "cap", true, table, Scores.Cap(table, Column.Steps)));
        lines.Add(new ScoreContestant("kin-only", "kin-rate", true, table, KinScores.KinRate(table)));
        lines.AddRange(Controls(table, tokens, options.Seed));
        return lines;
    }

    /// <summary>Done exits: on signs, armed past a budget; with a cap; and on the verdict of a check.</summary>
    private static IEnumerable<Contestant> DoneLines(RunTable table)
    {
        foreach (var card in DoneCard.All)
        {
            yield return new ScoreContestant("done:" + card.Id, "done", false, table, card.ArmedPastABudget(table));
        }

        yield return Combinations.CapAndDone(table);
        var verified = new VerifiedExits(table);
        yield return new ScoreContestant(
            "verified-done",
            "verified, simulated",
            false,
            table,
            verified.With(table, static (_, _) => double.NaN)
        );
        yield return new ScoreContestant(
            "token-cap-or-verified-done",
            "verified, simulated",
            false,
            table,
            verified.With(table, (run, row) => table.Table.Signals(run, row)[(int)Column.InputTokens])
        );
    }

    private static IEnumerable<Contestant> Controls(RunTable table, ScoreFamily tokens, int seed) =>
        [
            new ScoreContestant("random-run", "random", true, table, RandomFamilies(table, seed, perRow: false)),
            new ScoreContestant(
                "random-hazard",
                "random",
                true,
                table,
                RandomFamilies(table, seed + 7919, perRow: true)
            ),
            new FixedContestant(
                "stuck-rules",
                "loop-rules",
                true,
                table,
                ScoreFamily.Of(table, (run, row) => table.Table.Signals(run, row)[(int)Column.Stuck]),
                0.5
            ),
            new HindsightContestant("hindsight-token-cap", table, tokens),
            new OracleContestant(table),
        ];

    private static ScoreFamily[] RandomFamilies(RunTable table, int seed, bool perRow)
    {
        var families = new ScoreFamily[Math.Clamp(DrawsTimesRuns / Math.Max(1, table.Table.Runs.Count), 1, MostDraws)];
        for (var draw = 0; draw < families.Length; draw++)
        {
            var random = new Random(unchecked((seed * 1000003) + draw));
            var ofRun = table.Table.Runs.Select(_ => random.NextDouble()).ToArray();
            families[draw] = ScoreFamily.Of(
                table,
                (run, row) =>
                    row == 0 ? double.NegativeInfinity
                    : perRow ? random.NextDouble()
                    : ofRun[run]
            );
        }

        return families;
    }

    /// <summary>
    /// No tool was called by the first turn. A coding agent that begins so is over; for agents that talk first it is no
    /// sign at all, and the numbers of the line say which kind these runs are.
    /// </summary>
    private static ScoreFamily NeverActed(RunTable table) =>
        ScoreFamily.Of(
            table,
            (run, row) =>
                row == 1 && table.Table.Signals(run, row)[(int)Column.ToolCalls] == 0 ? 1 : double.NegativeInfinity
        );

    /// <summary>A cap that is e^b times lower where no kin run solved the task; b is chosen on tuning tasks.</summary>
    private static TunedContestant Lowered(RunTable table, string id, Column column, double scale)
    {
        (string, ScoreFamily) Of(double b) =>
            (
                FormattableString.Invariant($"b={b * scale:0.###}"),
                ScoreFamily.Of(
                    table,
                    (run, row) =>
                        row == 0
                            ? double.NegativeInfinity
                            : Math.Log(1 + table.Table.Signals(run, row)[(int)column])
                                + (KinScores.NoKinSolved(table, run, row, 1) ? b * scale : 0)
                )
            );

        return new TunedContestant(
            id,
            "cap+kin",
            table,
            requireProof: false,
            Of(0),
            Of(0.3),
            Of(0.7),
            Of(1.5),
            Of(3),
            Of(6),
            Of(12)
        );
    }

    private static bool KnowsMoney(RunTable table) =>
        table.Table.Runs.All(r =>
            !double.IsNaN(r.TotalCosts[RunTable.MoneyCost]) && r.TotalCosts[RunTable.MoneyCost] > 0
        );
}
