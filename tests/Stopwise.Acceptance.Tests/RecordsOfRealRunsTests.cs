using System.Text.Json;
using Stopwise.Governance.Records;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Records;
using Stopwise.Traces.Runs;

namespace Stopwise;

/// <summary>Every real run becomes records.</summary>
public class RecordsOfRealRunsTests
{
    private static readonly Lazy<IReadOnlyList<Run>> Runs = new(() =>
        [
            .. RunReader
                .Read([Path.Combine(Repo.Shared!, "corpus")], new ImportOptions())
                .OfType<RunFound>()
                .Select(found => found.Run),
        ]
    );

    [CorpusFact]
    public void Every_record_of_every_run_has_its_place()
    {
        Runs.Value.Count.ShouldBeGreaterThan(1_000);
        foreach (var run in Runs.Value)
        {
            var records = RunRecords.Of(run);
            records.Select(r => r.Seq).ShouldBe(Enumerable.Range(0, records.Count), run.Id);
            records.ShouldAllBe(r => r.ParentSeq == null || r.ParentSeq < r.Seq, run.Id);
            records.ShouldAllBe(r => r.Provenance.All(o => o.Seq < r.Seq), run.Id);
            var calls = run.Steps.Sum(s => s.Calls.Count);
            records.Count(r => r.Kind == RecordKind.Action).ShouldBe(calls, run.Id);
            records.Count(r => r.Kind == RecordKind.Observation).ShouldBe(calls, run.Id);
            records
                .Sum(r => r.Cost.InputTokens ?? 0)
                .ShouldBe(run.Steps.Append(run.Closing).Sum(s => s?.Usage.InputTokens ?? 0), run.Id);
        }
    }

    /// <summary>What is on record is never changed by what follows.</summary>
    [CorpusFact]
    public void The_records_of_a_run_that_was_cut_are_the_first_records_of_the_whole()
    {
        var random = new Random(4);
        foreach (var run in Runs.Value.Where((r, i) => i % 7 == 0 && r.Steps.Count > 0))
        {
            var cut = random.Next(run.Steps.Count);
            var whole = RunRecords.Of(run);

            var part = RunRecords.Of(run with { Steps = [.. run.Steps.Take(cut)], Closing = null, Submission = null });

            Texts(part).ShouldBe(Texts(whole.Take(part.Count)), $"{run.Id} cut at {cut}");
        }
    }

    [CorpusFact]
    public void Most_actions_depend_on_something_that_is_on_record()
    {
        var actions = Runs.Value.SelectMany(r => RunRecords.Of(r)).Where(r => r.Kind == RecordKind.Action).ToList();

        var sourced = actions.Count(a => a.Provenance.Any(o => o.Kind != OriginKind.Model));
        ((double)sourced / actions.Count).ShouldBeGreaterThan(0.6);
        actions.ShouldAllBe(a => a.Provenance.Count <= 8);
    }

    private static IEnumerable<string> Texts(IEnumerable<MessageActionRecord> records) =>
        records.Select(r => JsonSerializer.Serialize(r));
}
