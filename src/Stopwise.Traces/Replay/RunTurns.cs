using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Replay;

/// <summary>The model calls of a run, each with the conversation before it.</summary>
internal static class RunTurns
{
    /// <summary>The steps of each model call, in the order of the run.</summary>
    public static IEnumerable<IReadOnlyList<Step>> Of(Run run)
    {
        List<Step> turn = [];
        for (var i = 0; i < run.CallCount; i++)
        {
            var step = run.CallAt(i);
            if (turn.Count > 0 && (step.Turn != turn[0].Turn || step.ParentCallId != turn[0].ParentCallId))
            {
                yield return turn;
                turn = [];
            }

            turn.Add(step);
        }

        if (turn.Count > 0)
        {
            yield return turn;
        }
    }

    public static ModelAnswer AnswerOf(IReadOnlyList<Step> turn) =>
        new([.. turn.Select(s => new AnswerPart(s.Message, s.Thought, [.. s.Calls.Select(Unanswered)]))])
        {
            Usage = turn[0].Usage,
        };

    private static ToolCall Unanswered(ToolCall call) => call with { Result = null, ExitCode = null, IsError = false };
}

/// <summary>Conversations that grow: the main line of a run and one for each of its sub-agents.</summary>
internal sealed class RunThreads(Run run)
{
    private const string MainLine = "";

    private readonly Dictionary<string, List<string>> _threads = new(StringComparer.Ordinal);

    /// <summary>What the model is sent for this turn: all messages of its thread so far.</summary>
    public CanonicalRequest Asked(IReadOnlyList<Step> turn) =>
        CanonicalRequest.OfMessages([.. ThreadOf(turn[0].ParentCallId)]);

    /// <summary>The thread goes on with what the model answered, what its calls brought, and what the user said then.</summary>
    public void Told(string? parent, ModelAnswer answer, IEnumerable<ToolAnswer> results, IEnumerable<string> replies)
    {
        var thread = ThreadOf(parent);
        thread.Add(ConversationForm.Assistant(answer.Message, answer.Calls));
        thread.AddRange(results.Select(r => ConversationForm.Tool(r.Text)));
        thread.AddRange(replies.Select(ConversationForm.User));
    }

    private List<string> ThreadOf(string? parent)
    {
        if (!_threads.TryGetValue(parent ?? MainLine, out var thread))
        {
            // A sub-agent is asked what the call that started it says.
            var asked = parent is null
                ? run.Prompt
                : run.Steps.SelectMany(s => s.Calls).FirstOrDefault(c => c.Id == parent)?.Arguments;
            thread = asked is null ? [] : [ConversationForm.User(asked)];
            _threads[parent ?? MainLine] = thread;
        }

        return thread;
    }
}
