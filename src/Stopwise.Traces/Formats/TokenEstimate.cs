using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>
/// Fills in the usage of model calls whose source does not state it: a quarter of a token per character, every call
/// being sent all that came before it. The only place where tokens are guessed; what it writes is marked.
/// </summary>
internal static class TokenEstimate
{
    /// <summary>Characters of the system prompt and tool descriptions that Claude Code sends and no source records.</summary>
    /// <remarks>First calls whose tokens are on record were sent 13,800 tokens and a short prompt.</remarks>
    public const int ClaudeCodeSystemCharacters = 56_000;

    private const int CharactersPerToken = 4;

    /// <param name="steps">In order; only the first step of a turn is given usage.</param>
    /// <param name="closing">The last call without a tool, or null.</param>
    /// <param name="prefixCharacters">System prompt and prompt.</param>
    /// <param name="systemCharacters">System prompt alone: what a sub-agent is sent besides its own task.</param>
    public static (IReadOnlyList<Step> Steps, Step? Closing) Fill(
        IReadOnlyList<Step> steps,
        Step? closing,
        long prefixCharacters,
        long systemCharacters
    )
    {
        var filled = new List<Step>(steps.Count);
        var sent = new Dictionary<string, long>(StringComparer.Ordinal) { [""] = prefixCharacters };
        var arguments = new Dictionary<string, long>(StringComparer.Ordinal);
        var turns = new HashSet<int>();
        for (var start = 0; start < steps.Count; )
        {
            // Sub-agents that run side by side cut a turn into pieces: only its first piece is a call of the model.
            var end = start + 1;
            while (end < steps.Count && steps[end].Turn == steps[start].Turn)
            {
                end++;
            }

            var turn = steps.Skip(start).Take(end - start).ToList();
            var lane = turn[0].ParentCallId ?? "";
            var before = sent.TryGetValue(lane, out var known)
                ? known
                : systemCharacters + arguments.GetValueOrDefault(lane);
            var said = turn.Sum(Said);
            var first = turns.Add(turn[0].Turn) ? 1 : 0;
            filled.AddRange(turn.Take(first).Select(s => Estimated(s, before, said)));
            filled.AddRange(turn.Skip(first).Select(s => s.Usage == Usage.Unknown ? s with { Usage = Usage.None } : s));
            sent[lane] = before + said + turn.Sum(Returned);
            foreach (var call in turn.SelectMany(s => s.Calls))
            {
                arguments[call.Id] = call.Arguments.Length;
            }

            start = end;
        }

        return (filled, closing is null ? null : Estimated(closing, sent[""], Said(closing)));
    }

    /// <summary>A run's stated tokens, spread over its steps as the estimate spreads them: still marked as estimated.</summary>
    public static IReadOnlyList<Step> Scale(IReadOnlyList<Step> steps, long? input, long? output)
    {
        var sent = Factor(input, steps.Sum(s => s.Usage.InputTokens ?? 0));
        var written = Factor(output, steps.Sum(s => s.Usage.OutputTokens ?? 0));
        return
        [
            .. steps.Select(s =>
                s with
                {
                    Usage = s.Usage with
                    {
                        InputTokens = (long)((s.Usage.InputTokens ?? 0) * sent),
                        OutputTokens = (long)((s.Usage.OutputTokens ?? 0) * written),
                    },
                }
            ),
        ];
    }

    /// <summary>Tokens of a text of so many characters.</summary>
    public static long OfText(long characters) => characters / CharactersPerToken;

    /// <summary>Tokens of everything that a run said and got back, each text once, however often it was sent.</summary>
    public static long OfTrace(Run run)
    {
        var characters = run.Prompt?.Length ?? 0L;
        for (var i = 0; i < run.CallCount; i++)
        {
            characters += Said(run.CallAt(i)) + Returned(run.CallAt(i));
        }

        return OfText(characters);
    }

    private static double Factor(long? stated, long estimated) =>
        stated is > 0 && estimated > 0 ? (double)stated / estimated : 1;

    private static Step Estimated(Step step, long sent, long said) =>
        step.Usage is { InputTokens: null, OutputTokens: null }
            ? step with
            {
                Usage = new Usage(
                    sent / CharactersPerToken,
                    said / CharactersPerToken,
                    null,
                    step.Usage.CostUsd,
                    Estimated: true
                ),
            }
            : step;

    private static long Said(Step step) =>
        step.Message.Length + (step.Thought?.Length ?? 0) + step.Calls.Sum(c => (long)c.Arguments.Length);

    private static long Returned(Step step) =>
        (step.Reply?.Length ?? 0) + step.Calls.Sum(c => (long)(c.Result?.Length ?? 0));
}
