using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Tests.Rehearsal;

public class MatchedGateTests
{
    [Fact]
    public void A_score_that_knows_the_outcome_passes_and_noise_does_not()
    {
        var table = Table();
        var cap = Scores.Cap(table, Column.InputTokens);
        var truth = Scores.AfterTheFirstStep(table, (run, _) => table.Table.Runs[run].Good == true ? 0 : 1);
        var random = new Random(3);
        var noise = Scores.AfterTheFirstStep(table, (_, _) => random.NextDouble());
        var otherNoise = Scores.AfterTheFirstStep(table, (_, _) => random.NextDouble());

        new MatchedGate(table, cap, StopSettlement.Discard, 100, 1).Judge(truth).Passes.ShouldBeTrue();
        new MatchedGate(table, otherNoise, StopSettlement.Discard, 100, 1).Judge(noise).Passes.ShouldBeFalse();
    }

    [Fact]
    public void A_score_beside_itself_differs_by_nothing()
    {
        var table = Table();
        var cap = Scores.Cap(table, Column.InputTokens);

        var gate = new MatchedGate(table, cap, StopSettlement.HandIn, 100, 1).Judge(cap);

        gate.Passes.ShouldBeFalse();
        gate.Levels.ShouldAllBe(l => l.Saved == l.CapSaved && l.Low == 0 && l.High == 0);
    }

    [Fact]
    public void Savings_are_read_between_the_two_thresholds_around_the_harm()
    {
        // Ten good runs of 10, 20, ... 100 steps, no failed one: a cap that stops k of them saves what lies beyond it.
        var table = RunTable.Build(
            Enumerable.Range(1, 10).Select(i => RunMaker.Simple($"r{i:00}", true, 10 * i, 10 * i)),
            KinView.None
        );
        var curve = new HarmCurve(table, Scores.Cap(table, Column.Steps), StopSettlement.HandIn);

        // At a cap of 89 steps the run of 100 loses 10 of 550 steps; a cap of 90 or more harms it only up to 99.
        var saved = curve.At(0.1, 0.15, 0.2);

        saved[1].ShouldBe((saved[0] + saved[2]) / 2, 1e-12);
        saved[0].ShouldBeLessThan(saved[2]);
    }

    [Fact]
    public void What_a_check_costs_is_taken_from_what_it_saves()
    {
        var table = Table();
        var free = ScoreFamily.Of(table, (run, row) => row == 0 ? double.NaN : row);
        var charged = ScoreFamily.Of(table, (run, row) => row == 0 ? double.NaN : row, (_, _) => 50);
        var tokens = table.Table.Runs.Sum(r => r.TotalCosts[RunTable.InputTokensCost]);

        var difference =
            new HarmCurve(table, free, StopSettlement.HandIn).At(0.1)[0]
            - new HarmCurve(table, charged, StopSettlement.HandIn).At(0.1)[0];

        difference.ShouldBe(50.0 * table.Table.Runs.Count / tokens, 1e-9);
    }

    private static RunTable Table()
    {
        var random = new Random(8);
        return RunTable.Build(
            Enumerable
                .Range(0, 80)
                .Select(i => RunMaker.Simple($"r{i:00}", i % 2 == 0, 5 + random.Next(20), 3))
                .ToList<Run>(),
            KinView.None
        );
    }
}
