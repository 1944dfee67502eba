using System.Diagnostics;
using System.Globalization;
using System.Text;
using Stopwise.Benchmarks.Accuracy;
using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;
using Stopwise.Traces.Records;

namespace Stopwise.Benchmarks.Contracts;

/// <summary>
/// What a record costs a contract: generated records beside the same rules written by hand, and the contracts that ship over
/// the records of real runs.
/// </summary>
internal static class ContractSpeed
{
    private const int Steps = 20_000;
    private const double LimitNanoseconds = 1_000;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    public static string Write(string corpus)
    {
        var records = GeneratedRecords.Of(seed: 1, Steps);
        var page = new StringBuilder("\n### Contracts\n\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"{records.Count:N0} generated records (seed 1) as one run, best round within {Measured.TotalSeconds:0} s; limit {LimitNanoseconds:N0} ns per record and contract. By hand: the same rules as plain C#, which must find the same first violations.\n\n"
        );
        page.Append(
            "| contracts | ns per record and contract | bytes per record | by hand, ns | by hand, bytes | within the limit |\n"
        );
        page.Append("|---:|---:|---:|---:|---:|---|\n");
        foreach (var count in (int[])[1, 10, 50])
        {
            Compare(records, count);
            var set = TenRules.Contracts(count);
            var ours = Best(records, () => set.Start().Step);
            var byHand = Best(
                records,
                () =>
                {
                    var rules = TenRules.ByHand(count);
                    return record => Array.ForEach(rules, rule => rule.Step(record));
                }
            );
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {count} | {ours.Nanoseconds / count:0.0} | {ours.Bytes:0.0} | {byHand.Nanoseconds / count:0.0} | {byHand.Bytes:0.0} | {(ours.Nanoseconds / count <= LimitNanoseconds ? "yes" : "NO")} |\n"
            );
        }

        if (Directory.Exists(corpus))
        {
            WriteReal(page, corpus);
        }

        return page.ToString();
    }

    private static void WriteReal(StringBuilder page, string corpus)
    {
        var runs = AccuracyPage.Read(corpus).ConvertAll(RunRecords.Of);
        var records = runs.Sum(run => (long)run.Count);
        var shipped = ContractSet.Shipped;
        var best = double.MaxValue;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < 5 * Measured; )
        {
            var began = Stopwatch.GetTimestamp();
            foreach (var run in runs)
            {
                var monitor = shipped.Start();
                foreach (var record in run)
                {
                    monitor.Step(record);
                }
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalNanoseconds);
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"\nThe {shipped.Contracts.Count} contracts that ship over the {records:N0} records of {runs.Count:N0} real runs, patterns over text included: {best / records / shipped.Contracts.Count:0} ns per record and contract, {best / 1e9:0.0} s in all.\n"
        );
    }

    /// <summary>Both must find the same first violations, or the comparison is worth nothing.</summary>
    private static void Compare(IReadOnlyList<MessageActionRecord> records, int count)
    {
        var monitor = TenRules.Contracts(count).Start();
        var rules = TenRules.ByHand(count);
        foreach (var record in records)
        {
            monitor.Step(record);
            Array.ForEach(rules, rule => rule.Step(record));
        }

        var verdicts = monitor.Verdicts(over: false);
        for (var i = 0; i < count; i++)
        {
            if ((verdicts[i].First?.Seq ?? -1) != rules[i].First)
            {
                throw new InvalidOperationException(
                    $"{verdicts[i].Contract.Name}: {verdicts[i].First} is not {rules[i].First} of the rule written by hand."
                );
            }
        }
    }

    private static (double Nanoseconds, double Bytes) Best(
        IReadOnlyList<MessageActionRecord> records,
        Func<Action<MessageActionRecord>> start
    )
    {
        var best = (Nanoseconds: double.MaxValue, Bytes: double.MaxValue);
        // Long enough for the runtime to have compiled everything with all optimisations.
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Measured; )
        {
            var step = start();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < records.Count; i++)
            {
                step(records[i]);
            }

            var took = Stopwatch.GetElapsedTime(began).TotalNanoseconds / records.Count;
            var bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)records.Count;
            best = (Math.Min(best.Nanoseconds, took), Math.Min(best.Bytes, bytes));
        }

        return best;
    }
}
