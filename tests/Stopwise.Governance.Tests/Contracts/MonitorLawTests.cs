using FsCheck;
using FsCheck.Fluent;
using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Tests.Contracts;

/// <summary>What holds of every monitor on every run.</summary>
public class MonitorLawTests
{
    private const int Longest = 60;

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void A_record_would_break_what_it_then_breaks() =>
        Check(run =>
        {
            var monitor = GeneratedRun.Contracts.Start();
            var before = monitor.Breaks;
            foreach (var record in run)
            {
                var foretold = monitor.WouldBreak(record).Select(c => c.Name);
                monitor.Step(record);
                var after = monitor.Breaks;
                GeneratedRun
                    .Contracts.Contracts.Where((_, i) => after[i] > before[i])
                    .Select(c => c.Name)
                    .ShouldBe(foretold);
                before = after;
            }
        });

    [Fact]
    public void Asking_changes_nothing() =>
        Check(run =>
        {
            var random = new Random(run.Count);
            var asked = GeneratedRun.Contracts.Start();
            var left = GeneratedRun.Contracts.Start();
            foreach (var record in run)
            {
                for (var i = 0; i < 3; i++)
                {
                    asked.WouldBreak(GeneratedRun.Record(random, record.Seq + i, record.Step + (2 * i)));
                }

                asked.Step(record);
                left.Step(record);
                asked.Verdicts(over: false).ShouldBe(left.Verdicts(over: false));
                asked.Verdicts(over: true).ShouldBe(left.Verdicts(over: true));
            }
        });

    [Fact]
    public void A_verdict_once_given_stays_and_the_slack_never_grows() =>
        Check(run =>
        {
            var monitor = GeneratedRun.Contracts.Start();
            var before = monitor.Verdicts(over: false);
            foreach (var record in run)
            {
                monitor.Step(record);
                var after = monitor.Verdicts(over: false);
                foreach (var (was, now) in before.Zip(after))
                {
                    (was.Status == ContractStatus.Unknown || now.Status == was.Status).ShouldBeTrue(now.Contract.Name);
                    (was.First is null || now.First == was.First).ShouldBeTrue(now.Contract.Name);
                    now.Slack.ShouldBeLessThanOrEqualTo(was.Slack, now.Contract.Name);
                    now.Count.ShouldBeGreaterThanOrEqualTo(was.Count, now.Contract.Name);
                    (now.Applied || !was.Applied).ShouldBeTrue(now.Contract.Name);
                }

                before = after;
            }

            var end = monitor.Verdicts(over: true);
            foreach (var (now, over) in before.Zip(end))
            {
                (now.Status == ContractStatus.Unknown || over.Status == now.Status).ShouldBeTrue(over.Contract.Name);
                over.Slack.ShouldBeLessThanOrEqualTo(now.Slack, over.Contract.Name);
            }
        });

    [Fact]
    public void The_slack_is_zero_exactly_where_the_contract_is_broken() =>
        Check(run =>
        {
            var monitor = GeneratedRun.Contracts.Start();
            foreach (var record in run)
            {
                monitor.Step(record);
                foreach (var verdict in monitor.Verdicts(over: false).Concat(monitor.Verdicts(over: true)))
                {
                    verdict.Slack.ShouldBeInRange(0, 1);
                    (verdict.Slack == 0).ShouldBe(verdict.Status == ContractStatus.Fail, verdict.Contract.Name);
                    (verdict.First is null).ShouldBe(verdict.Status != ContractStatus.Fail, verdict.Contract.Name);
                    (verdict.Count > 0).ShouldBe(verdict.Status == ContractStatus.Fail, verdict.Contract.Name);
                }
            }
        });

    [Fact]
    public void Every_contract_kind_is_broken_by_some_of_these_runs_and_kept_by_others()
    {
        var ends = Enumerable
            .Range(0, 60)
            .SelectMany(seed => Verdicts(GeneratedRun.Of(seed, 2 + seed)))
            .GroupBy(v => v.Contract.Name, StringComparer.Ordinal);
        foreach (var verdicts in ends)
        {
            verdicts.ShouldContain(v => v.Status == ContractStatus.Fail, verdicts.Key);
            verdicts.ShouldContain(v => v.Status != ContractStatus.Fail, verdicts.Key);
        }
    }

    /// <summary>In a set, beside others, a contract says what it says alone.</summary>
    [Fact]
    public void Contracts_do_not_see_each_other()
    {
        var run = GeneratedRun.Of(seed: 7, Longest);
        foreach (var together in Verdicts(run))
        {
            new ContractSet([together.Contract]).Judge(run).ShouldBe(together);
        }
    }

    [Fact]
    public void Nothing_is_allocated_when_nothing_breaks()
    {
        var quiet = new ContractSet(
            GeneratedRun.Contracts.Contracts.Select(c =>
                c with
                {
                    // A stretch that is closed before anything happens breaks an existence.
                    Until = c.Pattern is ExistencePattern ? null : c.Until,
                    Pattern = c.Pattern switch
                    {
                        BudgetPattern p => p with { Limit = 1_000_000 },
                        RepetitionPattern p => p with { Most = 10_000 },
                        StepPattern p => p with { Must = Predicate.Like(RecordField.Name, "*") },
                        AlphabetPattern p => p with { Only = Predicate.Like(RecordField.Name, "*") },
                        AbsencePattern p => p with { What = Predicate.Like(RecordField.Name, "nothing") },
                        ExistencePattern p => p with { What = Predicate.Like(RecordField.Name, "*") },
                        PrecedencePattern p => p with { First = Predicate.Like(RecordField.Name, "*") },
                        ResponsePattern p => p with { Then = Predicate.Like(RecordField.Name, "*") },
                        FlowPattern p => p with { To = Predicate.Like(RecordField.Name, "nothing") },
                        var other => other,
                    },
                }
            )
        );
        // The same records again and again, so that nothing grows but the registers of a flow, one a record, which double at 2,048.
        const int Warm = 2_100;
        var once = GeneratedRun.Of(seed: 3, records: 700);
        var records = Enumerable
            .Range(0, 5)
            .SelectMany(time => once.Select(r => Later(r, time * once.Count, time * (once[^1].Step + 1))))
            .ToList();
        var monitor = quiet.Start();
        for (var i = 0; i < Warm; i++)
        {
            monitor.Step(records[i]);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = Warm; i < records.Count; i++)
        {
            monitor.Step(records[i]);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        monitor.Breaks.ShouldAllBe(n => n == 0);
    }

    [Fact]
    public void Records_come_in_their_order() =>
        Should.Throw<ArgumentException>(() => GeneratedRun.Contracts.Judge([Make.Record(1, 0), Make.Record(1, 0)]));

    private static MessageActionRecord Later(MessageActionRecord record, int seqs, int steps) =>
        record with
        {
            Seq = record.Seq + seqs,
            Step = record.Step + steps,
            Provenance = [.. record.Provenance.Select(o => o with { Seq = o.Seq + seqs })],
        };

    private static IReadOnlyList<ContractVerdict> Verdicts(IReadOnlyList<MessageActionRecord> run)
    {
        var monitor = GeneratedRun.Contracts.Start();
        foreach (var record in run)
        {
            monitor.Step(record);
        }

        return monitor.Verdicts(over: true);
    }

    private static void Check(Action<IReadOnlyList<MessageActionRecord>> law) =>
        Prop.ForAll(Seeds, seed => law(GeneratedRun.Of(seed, 1 + (seed % Longest))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));
}
