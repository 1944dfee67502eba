using System.Diagnostics;
using System.Text.Json;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;
using Xunit.Abstractions;

namespace Stopwise;

/// <summary>What is imported from the real runs is what their manifest says.</summary>
public class CorpusImportTests(ITestOutputHelper output)
{
    [CorpusFact]
    public void Mini_swe_agent_runs_match_the_manifest_in_steps_outcomes_tokens_and_cost()
    {
        var (runs, manifest) = Matched("mini-swe-agent", run => $"mini-swe/{run.Id}");

        Assert.Equal(manifest.Sum(m => m.TokensIn), runs.Sum(r => r.Steps.Sum(s => s.Usage.InputTokens)));
        Assert.Equal(manifest.Sum(m => m.TokensOut), runs.Sum(r => r.Steps.Sum(s => s.Usage.OutputTokens)));
        Assert.Equal(manifest.Sum(m => m.Cost) ?? 0, (double)runs.Sum(r => r.StatedCostUsd)!.Value, 3);
        Assert.DoesNotContain(runs.SelectMany(r => r.Steps), s => s.Usage.Estimated);
        Assert.All(runs, r => Assert.NotNull(r.Submission));
    }

    [CorpusFact]
    public void Tau_bench_airline_runs_match_the_manifest()
    {
        var (runs, _) = Matched("tau-bench", run => $"tau-airline-gpt4o/{run.TaskId!["tau-airline-".Length..]}/{run.Trial}");

        Assert.All(runs, r => Assert.StartsWith("tau-airline-", r.TaskId, StringComparison.Ordinal));
        Assert.All(runs.SelectMany(r => r.Steps), s => Assert.True(s.Usage is { Estimated: true, InputTokens: > 0 }));
    }

    [CorpusFact]
    public void Tau_bench_retail_runs_of_agentrx_match_the_manifest()
    {
        Matched("agentrx", run => $"agentrx-tau-retail/{run.TaskId!["tau-retail-".Length..]}/{run.Trial}");
    }

    /// <summary>Imports a source and compares run by run; the runs come back in the manifest's order.</summary>
    private (List<Run> Runs, List<Listed> Manifest) Matched(string source, Func<Run, string> nameOf, params string[] differing)
    {
        var watch = Stopwatch.StartNew();
        var items = RunReader.Read([Path.Combine(Repo.Shared!, "corpus", source)], new ImportOptions()).ToList();
        output.WriteLine($"{source}: {watch.ElapsedMilliseconds} ms");
        foreach (var group in items.GroupBy(i => i.GetType().Name))
        {
            output.WriteLine($"  {group.Key}: {group.Count()}");
        }

        foreach (var failed in items.OfType<FileFailed>())
        {
            output.WriteLine($"  {failed}");
        }

        var manifest = Manifest(source);
        var runs = items.OfType<RunFound>().Select(f => f.Run).ToDictionary(nameOf, StringComparer.Ordinal);
        Assert.Empty(items.OfType<FileFailed>());
        Assert.Equal(manifest.Select(m => m.Id).Order(StringComparer.Ordinal), runs.Keys.Order(StringComparer.Ordinal));
        foreach (var listed in manifest.Where(m => !differing.Contains(m.Id)))
        {
            var run = runs[listed.Id];
            Assert.Equal((listed.Id, listed.Steps, listed.Valid), (listed.Id, run.Steps.Count, run.Outcome.Trusted));
            Assert.Equal((listed.Id, listed.Solved), (listed.Id, Solved(run.Outcome.State)));
        }

        return ([.. manifest.Select(m => runs[m.Id])], manifest);
    }

    private static bool? Solved(OutcomeState state) =>
        state switch
        {
            OutcomeState.Solved => true,
            OutcomeState.Failed => false,
            _ => null,
        };

    private static List<Listed> Manifest(string source)
    {
        var listed = new List<Listed>();
        foreach (var line in File.ReadLines(Path.Combine(Repo.Shared!, "corpus", "MANIFEST.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var run = document.RootElement;
            if (run.GetProperty("source").GetString() == source)
            {
                listed.Add(
                    new Listed(
                        run.GetProperty("run_id").GetString()!,
                        run.GetProperty("steps").GetInt32(),
                        run.GetProperty("solved") is { ValueKind: not JsonValueKind.Null } s ? s.GetBoolean() : null,
                        run.GetProperty("outcome_valid").GetBoolean(),
                        run.GetProperty("tokens_in") is { ValueKind: JsonValueKind.Number } i ? i.GetInt64() : null,
                        run.GetProperty("tokens_out") is { ValueKind: JsonValueKind.Number } o ? o.GetInt64() : null,
                        run.GetProperty("cost_usd") is { ValueKind: JsonValueKind.Number } c ? c.GetDouble() : null
                    )
                );
            }
        }

        return listed;
    }

    private sealed record Listed(string Id, int Steps, bool? Solved, bool Valid, long? TokensIn, long? TokensOut, double? Cost);
}
