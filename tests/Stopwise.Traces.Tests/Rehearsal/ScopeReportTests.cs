using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Rehearsal;

public class ScopeReportTests
{
    [Fact]
    public void One_scope_needs_no_table() => Of(Runs("short", 10, 60)).ShouldBeEmpty();

    [Fact]
    public void A_cap_learned_on_short_runs_breaks_its_promise_on_long_ones()
    {
        var scopes = Of([.. Runs("short", 10, 60), .. Runs("long", 40, 60)]);

        var longOnes = scopes.Single(s => s.Model == "long");
        longOnes.OwnUnitsMissing.ShouldBe(0);
        longOnes.Own.GoodRunsStopped!.Value.ShouldBeLessThan(0.2);
        longOnes.Foreign!.GoodRunsStopped.ShouldBe(1);
        longOnes.Foreign.Low!.Value.ShouldBeGreaterThan(0.9);
        scopes.Single(s => s.Model == "short").Foreign!.GoodRunsStopped.ShouldBe(0);
    }

    [Fact]
    public void A_scope_with_too_few_labels_abstains_and_says_how_many_are_missing()
    {
        var scopes = Of([.. Runs("many", 10, 60), .. Runs("few", 10, 12)]);

        var few = scopes.Single(s => s.Model == "few");
        few.OwnUnitsMissing.ShouldBeGreaterThan(0);
        few.Own.InputTokensSaved.ShouldBe(0);
    }

    private static IReadOnlyList<ScopeReport> Of(List<Run> runs) =>
        ScopeReport.Of(RehearsalRuns.Fold(runs), new RehearsalOptions());

    /// <summary>Half of the runs solve their task in about the given number of steps, the others go on for twice as long.</summary>
    private static List<Run> Runs(string model, int steps, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    RunMaker.Simple(
                        $"{model}-{i:00}",
                        i % 2 == 0,
                        i % 2 == 0 ? steps + (i % 5) : 2 * steps,
                        i % 2 == 0 ? steps + (i % 5) : steps
                    ) with
                    {
                        Model = model,
                    }
                ),
        ];
}
