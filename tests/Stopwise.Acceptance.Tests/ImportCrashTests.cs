using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Stopwise.Traces.Store;

namespace Stopwise;

/// <summary>Nothing that an import has kept is lost when it is killed, and two imports at once lose nothing either.</summary>
public class ImportCrashTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void An_import_that_is_killed_again_and_again_ends_with_every_run_once()
    {
        using var import = new ImportProcess(files: 40);
        var kept = new List<int> { 0 };
        foreach (var moment in (ReadOnlySpan<int>)[0, 1, import.Runs / 3, import.Runs * 2 / 3])
        {
            kept.Add(KillAt(import, moment));
            kept[^1].ShouldBeGreaterThanOrEqualTo(kept[^2], "what was kept before the kill is there after it");
        }

        kept.ShouldContain(runs => runs > 0 && runs < import.Runs, "no kill fell into the middle of the import");
        using var report = JsonDocument.Parse(ImportProcess.Finish(import.Start(["import", .. import.Sources])));
        var imported = report.RootElement.GetProperty("imported").GetInt32();
        imported.ShouldBe(import.Runs - kept[^1]);
        report.RootElement.GetProperty("duplicates").GetInt32().ShouldBe(kept[^1]);
        HoldsAll(import);
    }

    [Fact]
    public void Two_imports_of_overlapping_runs_into_one_store_at_once_keep_every_run_once()
    {
        using var import = new ImportProcess(files: 30);
        var (first, second) = (
            import.Start(["import", .. import.Sources.Take(20)]),
            import.Start(["import", .. import.Sources.Skip(10).Reverse()])
        );
        using (first)
        using (second)
        {
            var reports = new[] { first, second }.AsParallel().Select(ImportProcess.Finish).ToList();
            reports.Sum(r => Number(r, "imported")).ShouldBe(import.Runs);
            reports.Sum(r => Number(r, "duplicates")).ShouldBe(import.Runs / 3);
        }

        HoldsAll(import);
    }

    /// <summary>Kills an import once the store has so many runs; gives back how many it then has.</summary>
    private static int KillAt(ImportProcess import, int runs)
    {
        using var process = import.Start(["import", .. import.Sources]);
        var watch = Stopwatch.StartNew();
        while (!process.HasExited && Kept(import) < runs)
        {
            watch.Elapsed.ShouldBeLessThan(Patience, "the import does not get on");
        }

        process.Kill();
        process.WaitForExit();
        return Kept(import);
    }

    private static int Kept(ImportProcess import)
    {
        if (!File.Exists(import.Store))
        {
            return 0;
        }

        using var store = RunStore.Open(import.Store);
        return store.Count();
    }

    private static void HoldsAll(ImportProcess import)
    {
        using (var store = RunStore.OpenExisting(import.Store))
        {
            store
                .Find()
                .Select(r => r.Id)
                .Order(StringComparer.Ordinal)
                .ShouldBe(Enumerable.Range(0, import.Runs).Select(ImportProcess.IdOf));
            store.LoadAll().Count(r => r.Steps.Count == 6).ShouldBe(import.Runs);
            store.Check().Findings.ShouldBeEmpty();
            foreach (var run in (ReadOnlySpan<int>)[0, import.Runs / 2, import.Runs - 1])
            {
                var original = store.Originals(ImportProcess.IdOf(run)).ShouldHaveSingleItem();
                Encoding.UTF8.GetString(original.Content.Span).ShouldContain($"\"run\":\"{ImportProcess.IdOf(run)}\"");
            }
        }

        ImportProcess.Finish(import.Start("doctor"));
    }

    private static int Number(string report, string name)
    {
        using var document = JsonDocument.Parse(report);
        return document.RootElement.GetProperty(name).GetInt32();
    }
}
