using System.Diagnostics;
using System.Globalization;
using System.Text;
using Stopwise.Governance.Records;

namespace Stopwise.Benchmarks.Contracts;

/// <summary>What a record costs a contract, beside the same rules written by hand, over the same generated records.</summary>
internal static class ContractSpeed
{
    private const int Steps = 20_000;
    private const int Rounds = 7;
    private const double LimitNanoseconds = 1_000;

    public static string Write()
    {
        var records = GeneratedRecords.Of(seed: 1, Steps);
        var page = new StringBuilder();
        page.Append(
            CultureInfo.InvariantCulture,
            $"{records.Count:N0} generated records (seed 1), best of {Rounds} rounds; limit {LimitNanoseconds:N0} ns per record and contract\n\n"
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

        return page.ToString();
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
        for (var round = 0; round < Rounds; round++)
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
