using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Replay;

/// <summary>Replays a recording against itself: what comes back must be the recording to the last byte.</summary>
public static class SelfReplay
{
    /// <summary>
    /// Lives a run once more out of a cassette: each request is made of the answers before it, not of the recording, and the run that
    /// comes out is built of answers alone.
    /// </summary>
    /// <param name="run">The run: its prompt, and how its turns hang together, are all that is taken from it.</param>
    /// <param name="player">Gives the answers.</param>
    /// <returns>The run as it was lived; up to the first call without an answer where there is one.</returns>
    public static Run Of(Run run, CassettePlayer player)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(player);
        var threads = new RunThreads(run);
        var lived = new List<Step>();
        foreach (var turn in RunTurns.Of(run))
        {
            var asked = new AskedCall(
                CallKind.Model,
                run.Model ?? RunRecording.AnyModel,
                [new AskedForm(CallForm.Conversation, threads.Asked(turn))]
            );
            if (player.Play(asked).Entry is not { } entry)
            {
                break;
            }

            var answer = ModelAnswer.Parse(entry.Response);
            var results = new List<ToolAnswer>();
            foreach (var (step, part) in turn.Zip(answer.Parts))
            {
                var calls = new List<ToolCall>();
                foreach (var call in part.Calls)
                {
                    var played = player.Play(AskedCall.OfTool(call));
                    var result = played.Entry is { } found ? ToolAnswer.Parse(found.Response) : new ToolAnswer(null);
                    results.Add(result);
                    calls.Add(result.Answered(call));
                }

                var usage = ReferenceEquals(step, turn[0]) ? answer.Usage : step.Usage;
                lived.Add(step with { Message = part.Message, Thought = part.Thought, Calls = calls, Usage = usage });
            }

            threads.Told(turn[0].ParentCallId, answer, results, turn.Select(s => s.Reply).OfType<string>());
        }

        return run.Closing is null || lived.Count < run.CallCount
            ? run with
            {
                Steps = [.. lived.Take(run.Steps.Count)],
                Closing = null,
            }
            : run with
            {
                Steps = lived[..^1],
                Closing = lived[^1],
            };
    }

    /// <summary>Asks everything that a cassette holds, in its order.</summary>
    /// <returns>The entries whose answer was not their own; none where all is well.</returns>
    public static IReadOnlyList<CassetteEntry> Of(Cassette cassette, CassettePlayer player)
    {
        ArgumentNullException.ThrowIfNull(cassette);
        ArgumentNullException.ThrowIfNull(player);
        var differing = new List<CassetteEntry>();
        foreach (var entry in cassette.Entries)
        {
            var asked = new AskedCall(entry.Kind, entry.Name, [new AskedForm(entry.Form, Reread(entry.Request))]);
            if (player.Play(asked).Entry?.Response != entry.Response)
            {
                differing.Add(entry);
            }
        }

        return differing;
    }

    // Through its text, as a client would send it: a canonical request must be its own canonical spelling.
    private static CanonicalRequest Reread(CanonicalRequest request) =>
        CanonicalJson.Parse(request.Text) is { } value ? CanonicalRequest.Of(value) : request;
}
