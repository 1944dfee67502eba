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
        var (runs, manifest) = Matched(
            "agentrx",
            run => $"agentrx-tau-retail/{run.TaskId!["tau-retail-".Length..]}/{run.Trial}"
        );

        // After the system prompt and the user's first message, a label's position from 1 lies in the step of the assistant.
        Assert.All(
            runs.Zip(manifest).Where(p => p.Second.Solved == false),
            p => Assert.Contains(p.First.FailureLabels!, l => l is { Decisive: true, Reason: not null })
        );
        Assert.Equal(
            manifest.Count(m => m.Labels.ValueKind == JsonValueKind.Object),
            runs.Count(r => r.FailureLabels is not null)
        );
        Assert.All(
            runs.SelectMany(r => r.FailureLabels ?? [], (r, l) => (Run: r, Label: l)),
            p => Assert.InRange(p.Label.Step, 0, p.Run.Steps.Count - 1)
        );
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
    public void Who_and_when_runs_match_the_manifest_and_keep_the_labels_of_both_teams()
    {
        var (runs, manifest) = Matched("who-when", run => run.Source.Member!, listed => listed.Path);

        foreach (var (run, listed) in runs.Zip(manifest))
        {
            var own = Assert.Single(run.FailureLabels!, l => l.Source == "who&when");
            Assert.Equal((listed.Id, listed.Labels.GetProperty("mistake_step").GetInt32()), (listed.Id, own.Step));
            Assert.Equal(listed.Labels.GetProperty("mistake_agent").GetString(), own.Agent);
            AssertAgentRx(run, listed, step => step - 1);
        }

        Assert.Equal(29, runs.Count(r => r.FailureLabels!.Any(l => l.Source == "agentrx")));
        Assert.Equal(2, runs.Select(r => r.Agent).Distinct().Count());
        Assert.All(runs.SelectMany(r => r.Steps), s => Assert.NotNull(s.Agent));
    }

    [CorpusFact]
    public void React_and_reflexion_runs_match_the_manifest_without_their_verdict_in_any_step()
    {
        var (runs, manifest) = Matched(
            "react-reflexion",
            run => $"{run.Source.Member}#{run.Source.Index}",
            listed => listed.Path
        );

        foreach (var (run, listed) in runs.Zip(manifest))
        {
            Assert.Equal((listed.Id, listed.ExitStatus), (listed.Id, run.ExitStatus));
            Assert.Equal((listed.Framework, listed.Trial), (run.Agent, run.Trial));
        }

        Assert.Equal(60, runs.Select(r => r.TaskId).Distinct().Count());
        Assert.DoesNotContain(
            runs.SelectMany(r => r.Steps),
            s => s.Calls[0].Result?.Contains("Answer is ", StringComparison.Ordinal) == true
        );
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

        // Of the plain samples three lack what lies beside them in their archive, so they are runs of their own: two logs
        // without the heading that tells trial and verdict, one trajectory without the second team's labels.
        Assert.Equal(163 + 54 + 299 + 136 + 58 + 119 + 312 + 3, runs.Count);
    }

    /// <summary>The manifest counts messages from 1, as the labels do.</summary>
    private static void AssertAgentRx(Run run, Listed listed, Func<int, int> stepOf)
    {
        if (
            listed.Labels.TryGetProperty("agentrx", out var labels)
            || listed.Labels.TryGetProperty("root_cause_step", out _)
        )
        {
            labels = labels.ValueKind == JsonValueKind.Object ? labels : listed.Labels;
            var found = run.FailureLabels!.Where(l => l.Source == "agentrx").ToList();
            Assert.Equal(
                labels.GetProperty("failure_steps").EnumerateArray().Select(s => stepOf(s.GetInt32())),
                found.Select(l => l.Step)
            );
            if (labels.GetProperty("root_cause_step") is { ValueKind: JsonValueKind.Number } cause)
            {
                Assert.Equal(stepOf(cause.GetInt32()), found.First(l => l.Decisive).Step);
            }
        }
        else
        {
            Assert.DoesNotContain(run.FailureLabels ?? [], l => l.Source == "agentrx");
        }
    }

    /// <summary>Imports a source and compares run by run; the runs come back in the manifest's order.</summary>
    private (List<Run> Runs, List<Listed> Manifest) Matched(
        string source,
        Func<Run, string> nameOf,
        params string[] differing
    ) => Matched(source, nameOf, listed => listed.Id, differing);

    private (List<Run> Runs, List<Listed> Manifest) Matched(
        string source,
        Func<Run, string> nameOf,
        Func<Listed, string> listedName,
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
        Assert.Equal(
            manifest.Select(listedName).Order(StringComparer.Ordinal),
            runs.Keys.Order(StringComparer.Ordinal)
        );
        foreach (var listed in manifest.Where(m => !differing.Contains(m.Id)))
        {
            var run = runs[listedName(listed)];
            Assert.Equal((listed.Id, listed.Steps, listed.Valid), (listed.Id, run.Steps.Count, run.Outcome.Trusted));
            Assert.Equal((listed.Id, listed.Solved), (listed.Id, Solved(run.Outcome.State)));
        }

        return ([.. manifest.Select(m => runs[listedName(m)])], manifest);
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
                        run.GetProperty("exit_status").GetString(),
                        run.GetProperty("framework").GetString()!,
                        run.GetProperty("trial").ToString(),
                        run.GetProperty("path").GetString()!,
                        run.GetProperty("labels").Clone()
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
        string? ExitStatus,
        string Framework,
        string Trial,
        string Path,
        JsonElement Labels
    );
}
