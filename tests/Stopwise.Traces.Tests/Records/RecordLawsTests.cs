using System.Text.Json;
using Stopwise.Governance.Records;
using Stopwise.Traces.Records;

namespace Stopwise.Traces.Tests.Records;

/// <summary>What holds for the records of any run.</summary>
public class RecordLawsTests
{
    [Fact]
    public void Records_are_numbered_and_point_back()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var run = GeneratedRuns.Mixed(steps: seed, seed);
            var records = RunRecords.Of(run);

            records.Select(r => r.Seq).ShouldBe(Enumerable.Range(0, records.Count));
            records.ShouldAllBe(r => r.ParentSeq == null || r.ParentSeq < r.Seq);
            records.ShouldAllBe(r => r.Provenance.All(o => o.Seq < r.Seq));
            records.Count(r => r.Kind == RecordKind.Action).ShouldBe(run.Steps.Sum(s => s.Calls.Count));
            foreach (var observation in records.Where(r => r.Kind == RecordKind.Observation))
            {
                records[observation.ParentSeq!.Value].Kind.ShouldBe(RecordKind.Action);
                records[observation.ParentSeq.Value].Name.ShouldBe(observation.Name);
            }
        }
    }

    [Fact]
    public void What_follows_changes_no_record()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var run = GeneratedRuns.Mixed(steps: 24, seed);
            var whole = RunRecords.Of(run);
            var cut = new Random(seed).Next(run.Steps.Count);

            var part = RunRecords.Of(run with { Steps = [.. run.Steps.Take(cut)], Closing = null });

            Texts(part).ShouldBe(Texts(whole.Take(part.Count)), $"seed {seed} cut at {cut}");
        }
    }

    [Fact]
    public void A_file_that_is_one_by_its_full_name_has_one_spelling()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var records = RunRecords.Of(GeneratedRuns.Mixed(steps: 40, seed));
            var names = records.SelectMany(r => r.Reads.Concat(r.Writes)).Where(n => n.EndsWith("a.py")).Distinct();

            // src/a.py and /app/src/a.py are the only files of that name.
            names.Count().ShouldBeLessThanOrEqualTo(1, $"seed {seed}");
        }
    }

    private static IEnumerable<string> Texts(IEnumerable<MessageActionRecord> records) =>
        records.Select(r => JsonSerializer.Serialize(r));
}
