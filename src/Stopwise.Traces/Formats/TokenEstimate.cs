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
        for (var start = 0; start < steps.Count; )
        {
            var end = start + 1;
            while (end < steps.Count && steps[end].Turn == steps[start].Turn)
            {
                end++;
            }

            var turn = steps.Skip(start).Take(end - start).ToList();
            var lane = turn[0].ParentCallId ?? "";
            var before = sent.TryGetValue(lane, out var known) ? known : systemCharacters + arguments.GetValueOrDefault(lane);
            var said = turn.Sum(Said);
            filled.Add(turn[0].Usage == Usage.Unknown ? turn[0] with { Usage = Of(before, said) } : turn[0]);
            filled.AddRange(turn.Skip(1).Select(s => s.Usage == Usage.Unknown ? s with { Usage = Usage.None } : s));
            sent[lane] = before + said + turn.Sum(Returned);
            foreach (var call in turn.SelectMany(s => s.Calls))
            {
                arguments[call.Id] = call.Arguments.Length;
            }

            start = end;
        }

        return (filled, closing is { } last && last.Usage == Usage.Unknown ? last with { Usage = Of(sent[""], Said(last)) } : closing);
    }

    private static Usage Of(long sent, long said) =>
        new(sent / CharactersPerToken, said / CharactersPerToken, null, null, Estimated: true);

    private static long Said(Step step) => step.Message.Length + (step.Thought?.Length ?? 0) + step.Calls.Sum(c => (long)c.Arguments.Length);

    private static long Returned(Step step) => (step.Reply?.Length ?? 0) + step.Calls.Sum(c => (long)(c.Result?.Length ?? 0));
}
