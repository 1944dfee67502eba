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
        var (runs, _) = Matched(
            "tau-bench",
            run => $"tau-airline-gpt4o/{run.TaskId!["tau-airline-".Length..]}/{run.Trial}"
        );

        Assert.All(runs, r => Assert.StartsWith("tau-airline-", r.TaskId, StringComparison.Ordinal));
        Assert.All(runs.SelectMany(r => r.Steps), s => Assert.True(s.Usage is { Estimated: true, InputTokens: > 0 }));
    }

    [CorpusFact]
    public void Tau_bench_retail_runs_of_agentrx_match_the_manifest()
    {
        Matched("agentrx", run => $"agentrx-tau-retail/{run.TaskId!["tau-retail-".Length..]}/{run.Trial}");
    }

    [CorpusFact]
    public void Claude_code_runs_of_terminal_bench_match_the_manifest_and_keep_their_four_models_apart()
    {
        var (runs, manifest) = Matched("claude-code-tb1", run => $"cc-tb1/{run.Model}/{run.TaskId}");

        Assert.Equal(4, runs.Select(r => r.Model).Distinct().Count());
        Assert.All(runs.Zip(manifest), p => Assert.Equal(p.Second.ExitStatus, p.First.ExitStatus));
        Assert.All(runs.SelectMany(r => r.Steps), s => Assert.NotNull(s.Usage.InputTokens));
        Assert.Contains(runs.SelectMany(r => r.Steps), s => s.ParentCallId is not null);
        Assert.All(runs, r => Assert.NotNull(r.Prompt));
    }

    /// <summary>The manifest counts no steps where the trajectory is missing; the raw stream of these three runs has them.</summary>
    [CorpusFact]
    public void Harbor_runs_match_the_manifest_but_for_three_that_only_their_stream_tells()
    {
        string[] streamed =
        [
            "harbor-tb2/vulnerable-secret__9tUKcpe",
            "harbor-tb2/make-mips-interpreter__VUpgyyS",
            "harbor-tb2/feal-linear-cryptanalysis__zkWNvqg",
        ];
        var (runs, manifest) = Matched("claude-code-harbor", run => $"harbor-tb2/{run.Trial}", streamed);

        foreach (var (run, listed) in runs.Zip(manifest))
        {
            if (streamed.Contains(listed.Id))
            {
                Assert.Equal(
                    (0, listed.Solved, listed.Valid),
                    (listed.Steps, Solved(run.Outcome.State), run.Outcome.Trusted)
                );
                Assert.NotEmpty(run.Steps);
            }
            else
            {
                var calls = run.Closing is null ? run.Steps : run.Steps.Append(run.Closing);
                Assert.Equal(
                    (listed.Id, listed.TokensIn),
                    (listed.Id, calls.Where(s => !s.Usage.Estimated).Sum(s => s.Usage.InputTokens))
                );
            }
        }
    }

    [CorpusFact]
    public void Sources_of_other_kinds_are_ignored_file_by_file()
    {
        foreach (var (source, files) in new[] { ("who-when", 120), ("react-reflexion", 2) })
        {
            Ignored(source, files);
        }
    }

    [CorpusFact]
    public void The_whole_corpus_is_read_without_a_failure_and_with_unique_names()
    {
        var watch = Stopwatch.StartNew();
        var (runs, steps, masked, failed, ignored) = (new HashSet<string>(StringComparer.Ordinal), 0, 0, 0, 0);
        foreach (var item in RunReader.Read([Path.Combine(Repo.Shared!, "corpus")], new ImportOptions()))
        {
            switch (item)
            {
                case RunFound found:
                    Assert.True(runs.Add(found.Run.Id), found.Run.Id);
                    steps += found.Run.Steps.Count;
                    masked += found.Run.SecretsMasked;
                    break;
                case FileFailed failure:
                    output.WriteLine($"{failure}");
                    failed++;
                    break;
                case FileIgnored:
                    ignored++;
                    break;
            }
        }

        output.WriteLine(
            $"{runs.Count} runs, {steps} steps, {masked} masked, {failed} failed, {ignored} ignored, {watch.ElapsedMilliseconds} ms"
        );
        Assert.Equal(0, failed);
        Assert.Equal(163 + 54 + 299 + 136 + 58, runs.Count);
    }

    private static void Ignored(string source, int files)
    {
        var items = RunReader.Read([Path.Combine(Repo.Shared!, "corpus", source)], new ImportOptions()).ToList();

        Assert.All(items, i => Assert.IsType<FileIgnored>(i));
        Assert.Equal(files + 1, items.Count); // and the licence
    }

    /// <summary>Imports a source and compares run by run; the runs come back in the manifest's order.</summary>
    private (List<Run> Runs, List<Listed> Manifest) Matched(
        string source,
        Func<Run, string> nameOf,
        params string[] differing
    )
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
                        run.GetProperty("cost_usd") is { ValueKind: JsonValueKind.Number } c ? c.GetDouble() : null,
                        run.GetProperty("exit_status").GetString()
                    )
                );
            }
        }

        return listed;
    }

    private sealed record Listed(
        string Id,
        int Steps,
        bool? Solved,
        bool Valid,
        long? TokensIn,
        long? TokensOut,
        double? Cost,
        string? ExitStatus
    );
}
