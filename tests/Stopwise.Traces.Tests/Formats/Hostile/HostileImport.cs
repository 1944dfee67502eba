using System.Diagnostics;
using Stopwise.Traces.Formats.Declared;
using Stopwise.Traces.Formats.Otlp;
using Stopwise.Traces.Formats.Platforms;
using Stopwise.Traces.Formats.RequestLogs;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Onset.Learned;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;
using Stopwise.Traces.Tests.Diagnosing;

namespace Stopwise.Traces.Formats.Hostile;

/// <summary>Imports made-up bad input and holds the reader to its promise.</summary>
internal sealed class HostileImport : IDisposable
{
    // Every input here is small: a second is a hundred times what it needs, on a machine that has other work.
    private static readonly TimeSpan LongestImport = TimeSpan.FromSeconds(20);

    private readonly List<Run> _found = [];
    private OnsetHistory? _learned;
    private int _met;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stopwise-hostile-");

    /// <summary>How much longer than in every test run: <c>STOPWISE_FUZZ</c>, 1 where it is not set.</summary>
    public static int Effort { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("STOPWISE_FUZZ"), out var times) ? Math.Max(1, times) : 1;

    /// <summary>The samples by the folder that they lie in, files that belong together; a new format's sample belongs here.</summary>
    public static IReadOnlyList<IReadOnlyList<(string Name, string Text)>> Fixtures { get; } =
    [
        .. Samples.All.GroupBy(s => s.Name.Split('/')[0]).Select(g => g.ToList()),
        [("langfuse/a.json", PlatformTests.Langfuse)],
        [("langsmith/a.jsonl", PlatformTests.LangSmith)],
        [("langgraph/a.json", PlatformTests.LangGraph)],
        [("requests/a.jsonl", RequestLogTests.ChatLog)],
        [("otlp/a.json", OtlpTrace)],
        [("codex/rollout.jsonl", CodexTests.Session)],
        [("openhands/trajectory.json", $"[{string.Join(',', OpenHandsTests.Events)}]")],
        [("react/log.txt", ReactLogTests.Log)],
        [("tau2/results.json", Tau2Tests.Whole)],
        [("inspect/log.json", InspectTests.Whole)],
        [("who/1.json", LabelledFormatTests.TeamRun), ("who/labels.json", LabelledFormatTests.TeamLabels)],
        TerminusTests.Files,
        AutoCodeRoverTests.Files,
        .. MadeUpFormats.All.Select(f => new[] { ($"own/{f.Name}", f.Text) }),
    ];

    /// <summary>Formats of files that are not built in, as a user keeps them.</summary>
    private static readonly ImportOptions Options = new() { KeptFormats = MadeUpFormats.Suggested() };

    private static string OtlpTrace =>
        SpanMaker.Request(
            SpanMaker.Span(1, 0, "invoke_agent lister", 0, ("gen_ai.operation.name", "invoke_agent")),
            SpanMaker.Span(
                2,
                1,
                "chat m-1",
                1,
                ("gen_ai.operation.name", "chat"),
                ("gen_ai.request.model", "m-1"),
                ("gen_ai.usage.input_tokens", 50),
                ("gen_ai.usage.output_tokens", 7)
            ),
            SpanMaker.Span(
                3,
                1,
                "execute_tool bash",
                2,
                ("gen_ai.operation.name", "execute_tool"),
                ("gen_ai.tool.name", "bash")
            )
        );

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Imports a fixture with one of its files in another form.</summary>
    public void Check(IReadOnlyList<(string Name, string Text)> fixture, string name, byte[] instead, string what)
    {
        var files = fixture.Select(f =>
            (f.Name, Content: f.Name == name ? instead : System.Text.Encoding.UTF8.GetBytes(f.Text))
        );
        Check([.. files], $"{name}: {what}");
    }

    /// <summary>Nothing is thrown, nothing hangs, every file ends in an item, and what was read can be kept and folded.</summary>
    public void Check(IReadOnlyList<(string Name, byte[] Content)> files, string what)
    {
        var root = Path.Combine(_folder.FullName, "in");
        foreach (var (name, content) in files)
        {
            var path = Path.Combine(root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }

        var watch = Stopwatch.StartNew();
        var import = Task.Run(() => RunReader.Read([root], Options).ToList());
        try
        {
            import.Wait(LongestImport).ShouldBeTrue($"{what}: still reading after {LongestImport.TotalSeconds} s");
        }
        catch (AggregateException e)
        {
            throw new InvalidOperationException($"{what}: the reader threw", e.InnerException);
        }

        Account([.. files.Select(f => Path.Combine(root, f.Name))], import.Result, what);
        foreach (var found in import.Result.OfType<RunFound>())
        {
            Keep(found, what);
            Diagnose(found.Run, what);
        }

        Directory.Delete(root, recursive: true);
    }

    private static void Account(List<string> files, List<ImportItem> items, string what)
    {
        foreach (var file in files)
        {
            var ignored = items.OfType<FileIgnored>().Count(i => i.Path == file);
            var failed = items.OfType<FileFailed>().Any(f => Names(f.Path, file));
            var twice = items.OfType<FileIgnored>().Any(f => f.Path != file && Names(f.Path, file));
            var read = items.OfType<RunFound>().Any(f => Reads(f, file));

            ignored.ShouldBeLessThanOrEqualTo(1, $"{what}: {file} is ignored more than once");
            (ignored > 0 || failed || twice || read).ShouldBeTrue(
                $"{what}: {file} ended in no item of {string.Join("; ", items)}"
            );
        }
    }

    /// <summary>The file itself, or a run or member of it.</summary>
    private static bool Names(string path, string file) =>
        path == file
        || path.StartsWith(file + "#", StringComparison.Ordinal)
        || path.StartsWith(file + "!/", StringComparison.Ordinal);

    private static bool Reads(RunFound found, string file) =>
        found.Run.Source.Path == file
        || found.Originals.Any(o => file.EndsWith("/" + o.Name.Split('#')[0], StringComparison.Ordinal));

    /// <summary>Alone and, as soon as enough were found, as a run of an agent that is known from those.</summary>
    /// <remarks>All of them take three times as long as reading them: a test run takes one of six, a long one all.</remarks>
    private void Diagnose(Run run, string what)
    {
        if (_met++ % (Effort > 1 ? 1 : 6) != 0)
        {
            return;
        }

        var other = _found.Count > 0 ? _found[^1] : run;
        DiagnosisPromises.Hold(run, other, OnsetHistory.Empty, what);
        if (_learned is not null)
        {
            DiagnosisPromises.Hold(HostileRuns.Known(run), other, _learned, $"{what}, learned");
        }
        else if (run.Steps.Count > 0)
        {
            _found.Add(run);
            _learned = _found.Count == OnsetModel.LeastRuns ? HostileRuns.LearnedFrom(_found) : null;
        }
    }

    private static void Keep(RunFound found, string what)
    {
        try
        {
            var run = found.Run;
            var kept = RunJson.Read(RunJson.Write(run), run.Id, run.Outcome, run.Source);
            kept.Steps.Count.ShouldBe(run.Steps.Count, what);
            FoldedRun.Of(kept);
            RunSummary.SpentBy(kept);
        }
        catch (Exception e) when (e is not ShouldAssertException)
        {
            throw new InvalidOperationException($"{what}: a run that was read can be neither kept nor folded", e);
        }
    }
}
