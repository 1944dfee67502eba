using System.Globalization;
using Stopwise.Exits;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Suites.Results;

namespace Stopwise.Traces.Suites.Plans;

/// <summary>Runs tests of plans: each gives a result a run.</summary>
/// <param name="options">How an agent is run.</param>
/// <param name="runs">The runs that tests name.</param>
internal sealed class PlanRunner(SuiteOptions options, RecordedRuns runs)
{
    /// <summary>Runs a test on all of its runs; whatever goes wrong is a result.</summary>
    /// <param name="suite">The suite file.</param>
    /// <param name="test">The test.</param>
    /// <param name="coverage">Told which runs are looked at.</param>
    /// <param name="stop">Gives up.</param>
    public async IAsyncEnumerable<TestResult> RunAsync(
        string suite,
        PlanTest test,
        CoverageCount coverage,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in test.Runs)
        {
            var (found, problem) = Found(suite, name);
            if (problem is not null)
            {
                yield return ResultOf(test, name) with
                {
                    Note = problem,
                };
            }

            var fresh = found.Where(r => seen.Add(r.Id)).ToList();
            coverage.Add(test, fresh);
            foreach (var run in fresh)
            {
                stop.ThrowIfCancellationRequested();
                yield return await OnAsync(suite, test, run, stop).ConfigureAwait(false);
            }
        }
    }

    private (IReadOnlyList<Run> Runs, string? Problem) Found(string suite, string name)
    {
        try
        {
            return (runs.Of(suite, name), null);
        }
        catch (StopwiseException e)
        {
            return ([], e.Message);
        }
    }

    private async Task<TestResult> OnAsync(string suite, PlanTest test, Run run, CancellationToken stop)
    {
        var began = options.Clock.GetTimestamp();
        var result = ResultOf(test, run.Id);
        if (test.Agent is null)
        {
            result = Checked(result, test, PlanSeen.Of(run));
        }
        else if (options.RunAgent is null)
        {
            result = result with { State = TestState.NotExecuted, Note = "Agents are not run here." };
        }
        else
        {
            result = await WithAgentAsync(suite, test, run, result, stop).ConfigureAwait(false);
        }

        return result with
        {
            Took = options.Clock.GetElapsedTime(began),
        };
    }

    private async Task<TestResult> WithAgentAsync(
        string suite,
        PlanTest test,
        Run run,
        TestResult result,
        CancellationToken stop
    )
    {
        try
        {
            var cassette = test.Cassette is { } path ? Cassette.Load(path) : Cassette.Of(run);
            var folder = Path.GetDirectoryName(Path.GetFullPath(suite))!;
            var done = await options
                .RunAgent!(new AgentAsked(test.Agent!, folder, run, cassette), stop)
                .ConfigureAwait(false);
            return Judged(result, test, run, done);
        }
        catch (StopwiseException e)
        {
            return result with { Note = e.Message };
        }
    }

    private static TestResult Judged(TestResult result, PlanTest test, Run run, AgentDone done)
    {
        var ended = string.Create(CultureInfo.InvariantCulture, $"The agent ended with exit code {done.ExitCode}.");
        if (!done.Report.Calls.Any(c => c.Asked.Kind == CallKind.Model))
        {
            // An agent that does nothing breaks no rule; it must not pass for that.
            return result with { Note = $"{ended} It asked the model nothing." };
        }

        var divergence = new PlanDivergence(
            done.Report.First is null ? null : done.Report.First.Step ?? 0,
            done.Report.First?.Message ?? ""
        );
        var seen = PlanSeen.Of(PlayedRun.Of(run, done.Report), divergence);
        var expect = test.Expect.Any(e => e is DivergenceExpectation)
            ? test.Expect
            : [new DivergenceExpectation(null) { Line = test.Line }, .. test.Expect];
        var judged = Checked(result, test with { Expect = expect }, seen);

        // Where it left the recording it got no more answers, and had to fail; else a failure is its own.
        return done.ExitCode == 0 ? judged
            : done.Report.First is null ? judged with { State = TestState.Failed, Note = ended }
            : judged with { Note = ended };
    }

    private static TestResult Checked(TestResult result, PlanTest test, PlanSeen seen)
    {
        Unmet[] unmet =
        [
            .. test.Expect.Where(e => !e.Holds(seen)).Select(e => new Unmet(e.Words, e.Found(seen), e.Line)),
        ];
        return result with { State = unmet.Length == 0 ? TestState.Passed : TestState.Failed, Unmet = unmet };
    }

    private static TestResult ResultOf(PlanTest test, string run) =>
        new()
        {
            Name = test.Name,
            Run = run,
            Line = test.Line,
            State = TestState.Failed,
        };
}
