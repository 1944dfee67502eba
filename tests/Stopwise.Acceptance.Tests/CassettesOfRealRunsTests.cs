using Stopwise.Traces.Export;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Runs;
using Xunit.Abstractions;

namespace Stopwise;

/// <summary>Every real run becomes a cassette and is lived again out of it, the same to the last byte.</summary>
public class CassettesOfRealRunsTests(ITestOutputHelper output)
{
    [CorpusFact]
    public void Every_real_run_is_its_own_replay_and_its_cassette_survives_a_file()
    {
        var (runs, calls) = (0, 0);
        foreach (
            var found in RunReader.Read([Path.Combine(Repo.Shared!, "corpus")], new ImportOptions()).OfType<RunFound>()
        )
        {
            var cassette = Cassette.Of(found.Run);
            var player = new CassettePlayer(cassette);

            BytesOf(SelfReplay.Of(found.Run, player))
                .AsSpan()
                .SequenceEqual(BytesOf(found.Run))
                .ShouldBeTrue(found.Run.Id);

            var report = player.Report();
            (report.Misses, report.Unused.Count).ShouldBe((0, 0), found.Run.Id);
            if (runs++ % 20 == 0)
            {
                SurvivesAFile(cassette);
            }

            calls += report.Calls.Count;
        }

        output.WriteLine($"{runs} runs, {calls} calls");
        runs.ShouldBeGreaterThan(1_000);
    }

    private static void SurvivesAFile(Cassette cassette)
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.Create(path))
            {
                cassette.Write(file);
            }

            var read = Cassette.Load(path);
            read.Entries.Select(e => e.Request.Sha256).ShouldBe(cassette.Entries.Select(e => e.Request.Sha256));
            read.Entries.Select(e => e.Response).ShouldBe(cassette.Entries.Select(e => e.Response));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] BytesOf(Run run)
    {
        using var lines = new MemoryStream();
        JsonLinesExport.Write(run, lines);
        return lines.ToArray();
    }
}
