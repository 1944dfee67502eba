using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Replay;

/// <summary>Makes a cassette of a recorded run.</summary>
internal static class RunRecording
{
    // The name of a model that no recording states; the player lets it answer for any.
    public const string AnyModel = "*";

    public static Cassette Of(Run run, IReadOnlyList<Payload> originals)
    {
        var turns = RunTurns.Of(run).ToList();
        var logged = run.Format == "request-log" ? LoggedRequests.Of(originals) : [];
        var entries = new EntryList();

        // A log tells the same calls as the run; where it holds others as well, retries say, they stand in front.
        var paired = logged.Count == turns.Count;
        foreach (var entry in paired ? [] : logged)
        {
            entries.Add(entry);
        }

        var threads = new RunThreads(run);
        for (var i = 0; i < turns.Count; i++)
        {
            var turn = turns[i];
            var answer = RunTurns.AnswerOf(turn);
            if (paired)
            {
                entries.Add(logged[i] with { Step = turn[0].Index });
            }
            else if (logged.Count == 0)
            {
                entries.Add(ModelEntry(run, turn, threads.Asked(turn), answer));
            }

            foreach (var step in turn)
            {
                foreach (var call in step.Calls)
                {
                    entries.Add(ToolEntry(step, call));
                }
            }

            threads.Told(
                turn[0].ParentCallId,
                answer,
                turn.SelectMany(s => s.Calls).Select(ToolAnswer.Of),
                turn.Select(s => s.Reply).OfType<string>()
            );
        }

        return new Cassette(run.Id, entries.Entries);
    }

    private static CassetteEntry ModelEntry(
        Run run,
        IReadOnlyList<Step> turn,
        CanonicalRequest request,
        ModelAnswer answer
    ) =>
        new()
        {
            Kind = CallKind.Model,
            Name = run.Model ?? AnyModel,
            Form = CallForm.Conversation,
            Request = request,
            Occurrence = 1,
            Response = answer.ToJson(),
            Step = turn[0].Index,
            At = turn[0].At,
        };

    private static CassetteEntry ToolEntry(Step step, ToolCall call) =>
        new()
        {
            Kind = CallKind.Tool,
            Name = call.Name,
            Form = CallForm.Tool,
            Request = AskedCall.ArgumentsOf(call),
            Occurrence = 1,
            Response = ToolAnswer.Of(call).ToJson(),
            Step = step.Index,
            At = step.At,
        };
}
