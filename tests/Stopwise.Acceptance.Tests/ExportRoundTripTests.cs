using System.Text.Json;
using Stopwise.Traces.Export;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise;

/// <summary>Real runs leave a store and come back the same.</summary>
public class ExportRoundTripTests
{
    private const int RunsOfASource = 25;

    [CorpusFact]
    public void Real_runs_come_back_from_our_lines_and_from_ATIF_as_they_were()
    {
        var folder = Directory.CreateTempSubdirectory("stopwise-export-");
        try
        {
            var runs = Runs();
            runs.Select(r => r.Format).Distinct().Count().ShouldBeGreaterThan(3);
            using (var lines = File.Create(Path.Combine(folder.FullName, "export.jsonl")))
            {
                runs.ForEach(r => JsonLinesExport.Write(r, lines));
            }

            Compare(runs, Path.Combine(folder.FullName, "export.jsonl"));
            var documents = folder.CreateSubdirectory("atif").FullName;
            foreach (var run in runs)
            {
                using var file = File.Create(Path.Combine(documents, AtifExport.FileNameOf(run)));
                AtifExport.Write(run, file);
            }

            Compare(runs, documents);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<Run> Runs() =>
        [
            .. new[] { "mini-swe-agent", "tau-bench", "agentrx", "claude-code-tb1", "claude-code-harbor" }.SelectMany(
                source =>
                    RunReader
                        .Read([Path.Combine(Repo.Shared!, "corpus", source)], new ImportOptions())
                        .OfType<RunFound>()
                        .Select(f => f.Run)
                        .Take(RunsOfASource)
            ),
        ];

    private static void Compare(List<Run> runs, string path)
    {
        var items = RunReader.Read([path], new ImportOptions()).ToList();
        items.ShouldAllBe(i => i is RunFound);
        var back = items.OfType<RunFound>().ToDictionary(f => f.Run.Id, f => f.Run, StringComparer.Ordinal);
        back.Count.ShouldBe(runs.Count);
        foreach (var run in runs)
        {
            Text(back[run.Id]).ShouldBe(Text(run), run.Id);
        }
    }

    private static string Text(Run run) => JsonSerializer.Serialize(run with { Source = new RunSource("") });
}
