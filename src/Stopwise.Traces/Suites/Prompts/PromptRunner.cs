using System.Globalization;
using Stopwise.Exits;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Suites.Results;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>Runs tests of prompts.</summary>
/// <param name="options">Where answers come from.</param>
/// <param name="runs">The runs whose history tests begin with.</param>
/// <param name="tapes">The cassettes of the suites.</param>
internal sealed class PromptRunner(SuiteOptions options, RecordedRuns runs, PromptTapes tapes)
{
    /// <summary>Runs a test; whatever goes wrong is its result.</summary>
    /// <param name="suite">The suite file.</param>
    /// <param name="test">The test.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<TestResult> RunAsync(string suite, PromptTest test, CancellationToken stop)
    {
        var result = new TestResult
        {
            Name = test.Name,
            Line = test.Line,
            State = TestState.Failed,
        };
        if (test.Prompt.IsOther)
        {
            return Failed(result, OtherPrompt(test.Prompt));
        }

        if (options.Mode == AskMode.Replay && test.Cassette is null)
        {
            return result with
            {
                State = TestState.NotExecuted,
                Note = "It names no cassette, and no model is asked: give --endpoint and --model.",
            };
        }

        try
        {
            var run = test.From is { } from ? OnlyRun(suite, from) : null;
            var asker = new PromptAsker(options, test.Cassette is { } path ? tapes.Open(path) : null);
            return await TriedAsync(result, test, PromptRequest.Of(test, run), asker, stop).ConfigureAwait(false);
        }
        catch (StopwiseException e)
        {
            return result with { Note = e.Message };
        }
    }

    private Runs.Run OnlyRun(string suite, RunPoint from) =>
        runs.Of(suite, from.Run) is [var only]
            ? only
            : throw new StopwiseException(
                $"'{from.Run}' holds several runs; name the one whose history the test begins with."
            );

    private async Task<TestResult> TriedAsync(
        TestResult result,
        PromptTest test,
        PromptRequest request,
        PromptAsker asker,
        CancellationToken stop
    )
    {
        var trials = new List<Trial>();
        for (var i = 0; i < test.Repeat; i++)
        {
            stop.ThrowIfCancellationRequested();
            var got = await asker.AskAsync(request, mayAsk: true, stop).ConfigureAwait(false);
            result = result with { Asked = result.Asked + got.Cost };
            if (got.Answer is not { } answer)
            {
                return Failed(result, NotRecorded(test, got));
            }

            var trial = await CheckedAsync(test, answer, asker, stop).ConfigureAwait(false);
            result = result with { Asked = result.Asked + trial.Cost };
            trials.Add(trial);
        }

        return Summed(result, test, trials);
    }

    private static TestResult Summed(TestResult result, PromptTest test, List<Trial> trials)
    {
        var passed = trials.Count(t => t.Unmet.Count == 0 && t.Unjudged is null);
        var possible = trials.Count(t => t.Unmet.Count == 0);
        var unjudged = trials.FirstOrDefault(t => t.Unjudged is not null).Unjudged;
        return result with
        {
            // Only where a verdict of the judge could still turn it is a test undecided.
            State =
                passed >= test.PassAtLeast ? TestState.Passed
                : possible >= test.PassAtLeast ? TestState.NotExecuted
                : TestState.Failed,
            Unmet = trials.FirstOrDefault(t => t.Unmet.Count > 0).Unmet ?? [],
            Note = unjudged,
            Trials = test.Repeat == 1 ? null : new TrialCount(passed, test.Repeat, test.PassAtLeast),
        };
    }

    private async Task<Trial> CheckedAsync(
        PromptTest test,
        PromptAnswer answer,
        PromptAsker asker,
        CancellationToken stop
    )
    {
        var unmet = new List<Unmet>();
        string? unjudged = null;
        AskedCost cost = default;
        foreach (var expectation in test.Expect)
        {
            if (expectation is JudgeExpectation judge)
            {
                var got = await asker
                    .AskAsync(JudgeAsked.Of(judge.Question, answer), options.Judge, stop)
                    .ConfigureAwait(false);
                cost += got.Cost;
                if (got.Answer is not { } said)
                {
                    unjudged =
                        "A judge is needed and its verdict is not recorded: give --judge, --endpoint and --model.";
                }
                else if (JudgeAsked.Verdict(said) is not { Holds: true } verdict)
                {
                    unmet.Add(new Unmet(judge.Words, Disagreement(said), judge.Line));
                }

                continue;
            }

            if (options.Update && expectation is GoldenExpectation golden)
            {
                golden.Write(options.WriteFile, answer);
            }

            if (!expectation.Holds(answer))
            {
                unmet.Add(new Unmet(expectation.Words, expectation.Found(answer), expectation.Line));
            }
        }

        return new Trial(unmet, unjudged, cost);
    }

    private static string Disagreement(PromptAnswer said) =>
        JudgeAsked.Verdict(said) is { } verdict
            ? $"that it does not: {Clip.Of(verdict.Reason)}"
            : $"no verdict that can be read: {Clip.Of(said.Text)}";

    private static TestResult Failed(TestResult result, Unmet unmet) => result with { Unmet = [unmet] };

    private static Unmet OtherPrompt(PromptText prompt) =>
        new(
            $"the pinned prompt, sha256 {prompt.Pin}",
            $"another one, sha256 {prompt.Sha256}: look at what changed, then pin that",
            prompt.Line
        );

    /// <summary>The changed prompt is what such a test exists for: where it differs, byte by byte.</summary>
    private static Unmet NotRecorded(PromptTest test, AnswerGot got)
    {
        const string Remedy = "If the change is meant, record anew with --record, --endpoint and --model.";
        var found = got switch
        {
            { Recorded: > 0 } => string.Create(
                CultureInfo.InvariantCulture,
                $"only {got.Recorded} recorded, and {test.Repeat} are asked for. {Remedy}"
            ),
            { Missing.Difference: { } first } => string.Create(
                CultureInfo.InvariantCulture,
                $"prompt changed since it was recorded; first difference at {PlaceOf(first)}, byte {first.Offset}: recorded {Quoted(first.Recorded)}, now {Quoted(first.Asked)}. {Remedy}"
            ),
            _ => $"no recorded answer at all. {Remedy}",
        };
        return new Unmet("a recorded answer to this prompt", found, test.Line);
    }

    private static string PlaceOf(RequestDifference first) =>
        first.Message is { } message
            ? string.Create(CultureInfo.InvariantCulture, $"message {message}")
            : first.Path.TrimStart('$', '.');

    private static string Quoted(string? clip) => clip is null ? "nothing" : Clip.Of(clip);

    /// <summary>What came of one answer.</summary>
    private readonly record struct Trial(IReadOnlyList<Unmet> Unmet, string? Unjudged, AskedCost Cost);
}
