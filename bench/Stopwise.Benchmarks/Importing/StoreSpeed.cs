using System.Diagnostics;
using System.Globalization;
using System.Text;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Benchmarks.Importing;

/// <summary>A store of very many small generated runs: how long it takes to make, and to answer.</summary>
internal static class StoreSpeed
{
    private const int Batch = 5000;

    // One run in a hundred is of the model that the rehearsal is about.
    private const string Scope = "generated/scope";

    public static string Write(int runs)
    {
        var folder = Directory.CreateTempSubdirectory("stopwise-bench-");
        try
        {
            var page = new StringBuilder();
            page.Append(CultureInfo.InvariantCulture, $"\n### A store of {runs:n0} generated runs of 4 steps each\n\n");
            page.Append("| what | measured | target |\n|---|---|---|\n");
            using var store = RunStore.Open(Path.Combine(folder.FullName, "runs.db"));
            var built = Time(() => Build(store, runs));
            Row(page, "made through the public way in", $"{built:0.0} s, {runs / built:n0} runs/s", "");
            Row(page, "size", $"{new FileInfo(store.Path).Length / 1e6:n0} MB", "");
            Lists(page, store);
            Single(page, store, runs);
            Rehearsals(page, store);
            Row(page, "one run deleted, the file rewritten without it", Seconds(() => store.Delete(Id(runs / 3))), "");
            Row(
                page,
                "most memory of the whole process",
                $"{Environment.WorkingSet / 1e6:n0} MB at the end, {Peak() / 1e6:n0} MB at most",
                ""
            );
            return page.ToString();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Build(RunStore store, int runs)
    {
        for (var first = 0; first < runs; first += Batch)
        {
            store.Save([.. Enumerable.Range(first, Math.Min(Batch, runs - first)).Select(Found)]);
        }
    }

    private static void Lists(StringBuilder page, RunStore store)
    {
        (string Name, RunFilter Filter)[] lists =
        [
            ("no filter", RunFilter.All),
            ("a common model", new RunFilter { Model = "generated/model-3" }),
            ("a rare model", new RunFilter { Model = Scope }),
            ("no such model", new RunFilter { Model = "none" }),
            (
                "agent, model and outcome",
                new RunFilter
                {
                    Agent = "agent-1",
                    Model = Scope,
                    Outcome = OutcomeState.Failed,
                }
            ),
            ("agent and outcome, both common", new RunFilter { Agent = "agent-1", Outcome = OutcomeState.Failed }),
            ("agent and outcome that never meet", new RunFilter { Agent = "agent-0", Outcome = OutcomeState.Unknown }),
            ("a task", new RunFilter { TaskId = "task-77" }),
            ("how the id begins", new RunFilter { IdPrefix = "generated-0000" }),
        ];
        foreach (var (name, filter) in lists)
        {
            var first = filter with { Limit = 50 };
            Row(page, $"first page of the list, {name}", Milliseconds(() => store.Find(first)), "100 ms");
            Row(page, $"count, {name} ({store.Count(filter):n0})", Milliseconds(() => store.Count(filter)), "100 ms");
        }
    }

    private static void Single(StringBuilder page, RunStore store, int runs)
    {
        Row(
            page,
            "one run found by its id and read",
            Milliseconds(() => store.Load(store.Resolve(Id(runs / 2)))),
            "100 ms"
        );
        Row(page, "its original", Milliseconds(() => store.Originals(Id(runs / 2))), "100 ms");
    }

    private static void Rehearsals(StringBuilder page, RunStore store)
    {
        var scope = new RunFilter { Model = Scope };
        var count = store.Count(scope);
        Row(page, $"{count:n0} runs of one model read", Seconds(() => Drain(store.LoadAll(scope))), "");
        var rehearser = new Rehearser(new RehearsalOptions());
        Row(
            page,
            $"{count:n0} runs of one model read and rehearsed, all policies",
            Seconds(() => rehearser.Rehearse(store.LoadAll(scope))),
            ""
        );
        var tenth = new RunFilter { Agent = "agent-1", Limit = 100_000 };
        Row(
            page,
            $"{Math.Min(100_000, store.Count(tenth)):n0} runs of one agent read",
            Seconds(() => Drain(store.LoadAll(tenth))),
            ""
        );
    }

    private static void Drain(IEnumerable<Run> runs)
    {
        foreach (var _ in runs) { }
    }

    private static RunFound Found(int number)
    {
        var id = Id(number);
        var original = Encoding.UTF8.GetBytes($"{{\"run\":\"{id}\",\"generated\":\"{number * 2654435761L:x}\"}}\n");
        return new RunFound(RunOf(number, id), [new Payload(id, original)]);
    }

    private static Run RunOf(int number, string id) =>
        new()
        {
            Id = id,
            Format = "generated",
            Agent = $"agent-{number % 3}",
            Model = number % 100 == 0 ? Scope : $"generated/model-{number % 7}",
            TaskId = $"task-{number / 100 % 500}",
            StartedAt = DateTimeOffset.UnixEpoch.AddMinutes(number),
            Outcome = new Outcome(
                number % 5 == 0 ? OutcomeState.Solved : OutcomeState.Failed,
                Trusted: true,
                "generated"
            ),
            Steps = [.. Enumerable.Range(0, 4).Select(i => StepOf(number, i))],
            Source = new RunSource("generated.jsonl", Index: number),
        };

    private static Step StepOf(int number, int index) =>
        new()
        {
            Index = index,
            Turn = index,
            Message = $"I look at file {number % 91}.",
            Usage = new Usage(1000 + (index * 500), 50 + (number % 40), null, 0.01m, Estimated: false),
            Calls =
            [
                new ToolCall
                {
                    Name = "bash",
                    Arguments = $"sed -i s/a/b/ file{number % 91}.py",
                    Command = $"sed -i s/a/b/ file{number % 91}.py",
                    Result = $"line {number} of what was printed",
                    ExitCode = index == 3 && number % 5 == 0 ? 0 : index % 2,
                },
            ],
        };

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"generated-{number:d8}");

    private static string Milliseconds(Action work)
    {
        work();
        var best = Enumerable.Range(0, 3).Min(_ => Time(work));
        return string.Create(CultureInfo.InvariantCulture, $"{best * 1000:0.0} ms");
    }

    private static string Seconds(Action work) => string.Create(CultureInfo.InvariantCulture, $"{Time(work):0.0} s");

    private static double Time(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalSeconds;
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static void Row(StringBuilder page, string what, string measured, string target) =>
        page.Append(CultureInfo.InvariantCulture, $"| {what} | {measured} | {target} |\n");
}
