using System.Text.Json;

namespace Stopwise.Cli.Tests;

public sealed class ExportTests : IDisposable
{
    private readonly Screen _screen = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void Lines_go_to_standard_output_and_narrow_by_the_filters_of_runs()
    {
        _screen.Put(Screen.Sample("a"), Screen.Sample("b") with { Model = "other" });

        _screen.Run("export", "--model", "other").ShouldBe(ExitCodes.Ok);

        var lines = _screen.Output.Split('\n');
        lines.Length.ShouldBe(5);
        lines.ShouldAllBe(l => l.StartsWith("{\"run\":\"b\"", StringComparison.Ordinal));
        _screen.Error.ShouldBeEmpty();
    }

    [Fact]
    public void An_exported_store_can_be_imported_into_another()
    {
        _screen.Put(Screen.Sample("a"), Screen.Sample("b"));
        var file = _screen.InFolder("out.jsonl", "");
        var folder = Path.Combine(Path.GetDirectoryName(file)!, "atif");

        _screen.Run("export", "--out", file).ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldBe($"Wrote 2 runs with 6 steps to {file}.");
        _screen.Run("export", "--format", "atif", "--out", folder, "--json").ShouldBe(ExitCodes.Ok);

        using var report = JsonDocument.Parse(_screen.Output);
        report.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(["format", "out", "runs", "steps", "files"]);
        report.RootElement.GetProperty("files").GetInt32().ShouldBe(2);
        foreach (var path in (string[])[file, folder])
        {
            var other = Path.Combine(Path.GetDirectoryName(file)!, $"{Guid.NewGuid():N}.db");
            _screen.Run("import", path, "--store", other, "--json").ShouldBe(ExitCodes.Ok);
            using var imported = JsonDocument.Parse(_screen.Output);
            imported.RootElement.GetProperty("imported").GetInt32().ShouldBe(2);
            imported.RootElement.GetProperty("steps").GetInt32().ShouldBe(6);
            _screen.Run("import", path, "--store", other, "--json").ShouldBe(ExitCodes.Ok);
            using var again = JsonDocument.Parse(_screen.Output);
            again.RootElement.GetProperty("duplicates").GetInt32().ShouldBe(2);
        }
    }

    [Fact]
    public void A_table_is_an_arrow_file()
    {
        _screen.Put(Screen.Sample("a"));
        var file = _screen.InFolder("table.arrow", "");

        _screen.Run("export", "--format", "table", "--out", file).ShouldBe(ExitCodes.Ok);

        File.ReadAllBytes(file).AsSpan(0, 6).SequenceEqual("ARROW1"u8).ShouldBeTrue();
    }

    [Fact]
    public void What_cannot_be_written_is_said_and_nothing_is_left_behind()
    {
        _screen.Put(Screen.Sample("a"));

        _screen.Run("export", "--format", "xml", "--out", "x").ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldContain("jsonl, atif or table");
        _screen.Run("export", "--format", "table").ShouldBe(ExitCodes.Usage);
        _screen.Run("export", "--json").ShouldBe(ExitCodes.Usage);
        _screen.Run("export", "--out", "/nowhere/at/all.jsonl").ShouldBe(ExitCodes.Usage);
        _screen.Run("export", "--agent", "nobody").ShouldBe(ExitCodes.Findings);
        _screen.Error.ShouldContain("nothing was written");
    }
}
