using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Traces.Tests.Store;

public sealed class RunImportTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly RunStore _store;

    public RunImportTests() => _store = RunStore.Open(_folder.Store);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_report_accounts_for_every_item()
    {
        var estimated = Sample.Run("e") with
        {
            Format = "atif",
            Closing = Sample.Step(3) with { Usage = new Usage(1, 1, 0, null, Estimated: true) },
        };
        ImportItem[] items =
        [
            Sample.Found(Sample.Run("a")),
            new FileFailed("b.json", 7, "not JSON"),
            Sample.Found(estimated),
            new FileIgnored("README.md", "no run in it"),
            Sample.Found(Sample.Run("a")),
            Sample.Found(Sample.Run("a", steps: 4)),
        ];

        var report = RunImport.Into(_store, items);

        report.Imported.ShouldBe(3);
        report.Updated.ShouldBe(1);
        report.Duplicates.ShouldBe(1);
        report.Runs.ShouldBe(4);
        report.Steps.ShouldBe(13);
        report.SecretsMasked.ShouldBe(8);
        report.EstimatedRuns.ShouldBe(1);
        report.Failed.ShouldBe([new FileFailed("b.json", 7, "not JSON")]);
        report.Ignored.ShouldBe([new FileIgnored("README.md", "no run in it")]);
        report.ByFormat.ShouldBe(new Dictionary<string, int> { ["atif"] = 1, ["mini-swe-agent"] = 3 });
    }

    [Fact]
    public void A_second_import_changes_nothing()
    {
        var items = Enumerable
            .Range(0, 100)
            .Select(i => (ImportItem)Sample.Found(Sample.Run($"r{i:000}"), $"o{i}"))
            .ToList();
        RunImport.Into(_store, items).Imported.ShouldBe(100);

        var again = RunImport.Into(_store, items);

        again.Imported.ShouldBe(0);
        again.Duplicates.ShouldBe(100);
        _store.Count().ShouldBe(100);
    }

    [Fact]
    public void A_stopped_import_keeps_what_it_has_read()
    {
        using var stop = new CancellationTokenSource();
        var items = Enumerable
            .Range(0, 100)
            .Select(i =>
            {
                if (i == 50)
                {
                    stop.Cancel();
                }

                return (ImportItem)Sample.Found(Sample.Run($"r{i:000}"));
            });

        Should.Throw<OperationCanceledException>(() => RunImport.Into(_store, items, stop: stop.Token));

        _store.Count().ShouldBe(50);
    }

    [Fact]
    public void A_store_that_fails_ends_the_import()
    {
        _store.Dispose();

        Should
            .Throw<Exception>(() => RunImport.Into(_store, [Sample.Found()]))
            .ShouldNotBeOfType<NullReferenceException>();
    }
}
