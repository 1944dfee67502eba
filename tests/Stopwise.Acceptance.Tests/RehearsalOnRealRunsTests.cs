using Stopwise.Exits.Calibration;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise;

/// <summary>What was measured on the real runs by other means comes out of the product, too.</summary>
public class RehearsalOnRealRunsTests
{
    [CorpusFact]
    public void Swe_bench_runs_give_the_known_ceilings_and_a_certified_cap_between_chance_and_hindsight()
    {
        var report = new Rehearser(new RehearsalOptions()).Rehearse(Runs("mini-swe-agent"));
        var lines = report.Protocols.Single().Policies.ToDictionary(p => p.Id, StringComparer.Ordinal);

        report.Data.Solved.ShouldBe(224);
        report.Data.InputTokens!.Value.ShouldBe(185e6, 1e6);
        report.Data.FailedShareOfTokens!.Value.ShouldBe(0.358, 0.002);
        report.Data.LagShareOfTokens!.Value.ShouldBe(0.24, 0.01);
        lines["oracle"].InputTokensSaved!.Value.ShouldBe(0.605, 0.015);
        lines["stuck-rules"].GoodRunsStopped.ShouldBe(0);
        var cap = lines["token-cap"];
        cap.Certified.ShouldBe(true);
        cap.N.ShouldBe(224);
        cap.InputTokensSaved!.Value.ShouldBeInRange(0.06, 0.31);
        cap.InputTokensSaved!.Value.ShouldBeGreaterThan(lines["random-run"].InputTokensSaved!.Value);
        cap.InputTokensSaved!.Value.ShouldBeLessThan(lines["hindsight-token-cap"].InputTokensSaved!.Value);
        report.Protocols.Single().Pays.ShouldBeTrue();
    }

    [CorpusFact]
    public void Handing_in_saves_far_more_than_discarding_at_the_same_harm()
    {
        var runs = Runs("mini-swe-agent");
        var handIn = Matched(runs, StopSettlement.HandIn);
        var discard = Matched(runs, StopSettlement.Discard);

        handIn.ShouldBe(0.25, 0.04);
        discard.ShouldBe(0.155, 0.03);
    }

    [CorpusFact]
    public void Certificates_of_one_half_hold_on_the_other_as_often_as_exact_theory_says()
    {
        var table = RunTable.Build(Runs("mini-swe-agent"), KinView.None);
        var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
        var cap = Scores.Cap(table, Column.InputTokens);
        var kept = 0;
        for (var half = 0; half < 200; half++)
        {
            var (calibration, test) = all.Split(0.5, 500 + half);
            var certificate = Certification.Of(table, cap, calibration, new RehearsalOptions(), 0.10);
            var good = test.Runs.Where(r => table.Table.Runs[r].Good == true).ToList();
            var harmed = good.Count(r => cap.Critical(r, StopSettlement.HandIn) > certificate.Threshold);
            kept += (double)harmed / good.Count <= 0.10 ? 1 : 0;
        }

        // Exact for halves of 112 solved tasks: 89.1 %. Halves share tasks, so the count scatters more than a binomial one.
        (kept / 200.0).ShouldBe(0.891, 0.08);
    }

    [CorpusFact]
    public void Where_failed_runs_are_hardly_longer_stopping_does_not_pay()
    {
        new Rehearser(new RehearsalOptions()).Rehearse(Runs("agentrx")).Protocols.Single().Pays.ShouldBeFalse();
    }

    [CorpusFact]
    public void Three_failed_trials_of_a_task_say_more_than_any_cap()
    {
        var report = new Rehearser(new RehearsalOptions { Alpha = 0.2 }).Rehearse(Runs("tau-bench"));
        var kin = report.Protocols.Single(p => p.Name == "known-task").Policies.Single(p => p.Id == "kin-none-of-3");

        kin.GoodRunsStopped!.Value.ShouldBeInRange(0.06, 0.23);
        kin.InputTokensSaved!.Value.ShouldBe(0.505, 0.02);
        kin.Certified.ShouldBe(false);
    }

    [CorpusFact]
    public void With_too_few_solved_tasks_learning_abstains_and_counts_what_is_missing()
    {
        var learned = new PolicyLearner(new RehearsalOptions(), new LearningScope()).Learn(Runs("claude-code-tb1"));

        learned.Policy.ShouldBeNull();
        learned.UnitsMissing.ShouldBe(SampleSize.MinimumUnits(0.10, 0.10, 0) - 21);
    }

    private static double Matched(List<Run> runs, StopSettlement settlement) =>
        new Rehearser(new RehearsalOptions { Settlement = settlement })
            .Rehearse(runs)
            .Protocols.Single()
            .Policies.Single(p => p.Id == "token-cap")
            .TokensSavedAtHarm!["0.10"];

    private static List<Run> Runs(string source) =>
        [
            .. RunReader
                .Read([Path.Combine(Repo.Shared!, "corpus", source)], new ImportOptions())
                .OfType<RunFound>()
                .Select(found => found.Run),
        ];
}
