using System.Text.Json;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Formats.RequestLogs;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Suites.Plans;

/// <summary>The run that an agent made on recorded answers, told from what it asked.</summary>
/// <remarks>
/// A model call that was answered is a step. What its calls brought is what the agent sends back with its next request, whoever ran the
/// tools; of the last step it is not known.
/// </remarks>
internal static class PlayedRun
{
    /// <param name="recorded">The run that was replayed, which tells task, model and agent.</param>
    /// <param name="report">What the agent asked and was answered.</param>
    public static Run Of(Run recorded, ReplayReport report)
    {
        var asked = report.Calls.Where(c => c.Asked.Kind == CallKind.Model).ToList();
        var steps = new List<Step>();
        for (var i = 0; i < asked.Count; i++)
        {
            if ((asked[i].Entry ?? asked[i].Recorded) is { } entry)
            {
                var results = i + 1 < asked.Count ? ResultsIn(asked[i + 1].Asked) : [];
                steps.Add(StepOf(steps.Count, AnswerOf(entry), results));
            }
        }

        var closes = recorded.Closing is not null && steps is [.., { Calls.Count: 0 }];
        return recorded with
        {
            Outcome = Outcome.Unknown,
            ExitStatus = null,
            Submission = null,
            FailureLabels = null,
            Steps = closes ? steps[..^1] : steps,
            Closing = closes ? steps[^1] : null,
        };
    }

    private static Step StepOf(int index, ModelAnswer answer, List<string?> results)
    {
        var calls = answer.Calls;
        var first = Math.Max(0, results.Count - calls.Count);
        return new Step
        {
            Index = index,
            Turn = index,
            Message = answer.Message,
            Calls =
            [
                .. calls.Select((c, n) => c with { Result = first + n < results.Count ? results[first + n] : null }),
            ],
            Usage = answer.Usage,
        };
    }

    /// <summary>The results that a request ends with: the answers to the calls before it.</summary>
    private static List<string?> ResultsIn(AskedCall asked)
    {
        var told = asked.Requests.FirstOrDefault(r => r.Form == CallForm.Conversation).Request;
        var results = new List<string?>();
        for (var i = (told?.Items.Count ?? 0) - 1; i >= 0; i--)
        {
            var item = CanonicalJson.Parse(told!.Items[i]);
            switch (item.Text("role"))
            {
                case "tool":
                    results.Insert(0, item.Text("text"));
                    break;
                case "assistant":
                    return results;
            }
        }

        return results;
    }

    private static ModelAnswer AnswerOf(CassetteEntry entry)
    {
        if (entry.Form is CallForm.Conversation or CallForm.ChatClient)
        {
            return ModelAnswer.Parse(entry.Response);
        }

        var body = ResponseBody.Read(CanonicalJson.Parse(entry.Response) ?? default(JsonElement));
        return ModelAnswer.Of(body.Answer?.Text ?? "", [.. body.Answer?.Calls ?? []]) with { Usage = body.Usage };
    }
}
