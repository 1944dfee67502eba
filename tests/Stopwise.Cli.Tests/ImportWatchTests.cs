using System.Globalization;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Tests;

public sealed class ImportWatchTests : IDisposable
{
    private const string Row =
        """{"type":"assistant","uuid":"u-{n}","sessionId":"s-1","timestamp":"2026-01-01T00:00:{s}Z","message":{"id":"m{n}","role":"assistant","content":[{"type":"tool_use","id":"c{n}","name":"Bash","input":{"command":"ls {n}"}}],"usage":{"input_tokens":10,"output_tokens":2}}}""";

    private readonly Screen _screen = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("stopwise-watch-").FullName;

    public void Dispose()
    {
        _screen.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_transcript_that_grows_is_one_run_that_is_updated()
    {
        var transcript = Path.Combine(_folder, "session.jsonl");
        await File.WriteAllTextAsync(transcript, Rows(0, 3));
        var watching = Task.Run(() => _screen.Run("import", _folder, "--watch", "--until-idle", "5"));

        await Until(() => Steps("s-1") == 3);
        await File.AppendAllTextAsync(transcript, Rows(3, 5) + "{\"type\":\"assistant\",\"uu");
        await Until(() => Steps("s-1") == 5);
        await File.AppendAllTextAsync(transcript, "id\":\"cut\"}\n" + Rows(5, 9));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "other.jsonl"),
            Rows(0, 2).Replace("s-1", "s-2", StringComparison.Ordinal).Replace("u-", "v-", StringComparison.Ordinal)
        );

        (await watching).ShouldBe(ExitCodes.Ok);
        Steps("s-1").ShouldBe(9);
        Steps("s-2").ShouldBe(2);
        using var store = RunStore.OpenExisting(_screen.Store);
        store.Count().ShouldBe(2);
        var lines = _screen.Output.Split('\n');
        lines[0].ShouldBe("imported s-1, 3 steps");
        lines[^2..].Order(StringComparer.Ordinal).ShouldBe(["imported s-2, 2 steps", "updated s-1, 9 steps"]);
        lines.ShouldContain(l =>
            l.StartsWith("failed ", StringComparison.Ordinal) && l.Contains("session.jsonl:", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_is_there_already_is_told_of_in_no_line()
    {
        File.WriteAllText(Path.Combine(_folder, "session.jsonl"), Rows(0, 2));
        _screen.Run("import", _folder).ShouldBe(ExitCodes.Ok);

        _screen.Run("import", _folder, "--watch", "--until-idle", "0.5").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldBeEmpty();
    }

    [Fact]
    public void Ctrl_C_ends_a_watch_without_complaint()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2.5));
        using var screen = new Screen { Stop = stop.Token };
        File.WriteAllText(Path.Combine(_folder, "session.jsonl"), Rows(0, 2));

        screen.Run("import", _folder, "--watch", "--json").ShouldBe(ExitCodes.Ok);

        screen.Output.ShouldBe("""{"change":"imported","what":"s-1","steps":2,"reason":null}""");
    }

    [Fact]
    public void An_idle_time_without_a_watch_is_a_mistake()
    {
        _screen.Run("import", _folder, "--until-idle", "5").ShouldBe(ExitCodes.Usage);
        _screen.Run("import", _folder, "--watch", "--until-idle", "0").ShouldBe(ExitCodes.Usage);
    }

    private int Steps(string id)
    {
        try
        {
            using var store = RunStore.OpenExisting(_screen.Store);
            return store.Load(id)?.Steps.Count ?? 0;
        }
        catch (Exits.StopwiseException)
        {
            // The watch has not made the store yet.
            return 0;
        }
    }

    private static async Task Until(Func<bool> seen)
    {
        for (var i = 0; i < 300 && !seen(); i++)
        {
            await Task.Delay(100);
        }

        seen().ShouldBeTrue();
    }

    private static string Rows(int from, int to) =>
        string.Concat(
            Enumerable
                .Range(from, to - from)
                .Select(i =>
                    Row.Replace("{n}", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                        .Replace("{s}", i.ToString("d2", CultureInfo.InvariantCulture), StringComparison.Ordinal) + "\n"
                )
        );
}
