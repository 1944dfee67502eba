namespace Stopwise.Traces.Onset.Talk;

/// <summary>A rule about what a step says. It names the first step that does it, and with <c>each</c> every one.</summary>
internal sealed class TalkRule : OnsetRule
{
    private readonly Func<RunView, int, string?> _reason;
    private readonly bool _each;
    private readonly bool _fails;

    private TalkRule(
        string name,
        string looks,
        double weight,
        string? mast,
        Func<RunView, int, string?> reason,
        bool each = false,
        bool fails = false
    )
    {
        (Name, Looks, Weight, Mast, _reason, _each, _fails) = (name, looks, weight, mast, reason, each, fails);
    }

    /// <summary>The rules, strongest first.</summary>
    public static IReadOnlyList<TalkRule> All { get; } =
    [
        new(
            "plan-off-task",
            "the opening plan leaves out most of the question, or speaks of exit codes that nobody asked about",
            1.1,
            "FM-2.3",
            (run, i) =>
                run.Talks[i] is not { IsPlan: true } talk ? null
                : talk.QuestionMissing > .6
                    ? $"plans without {talk.QuestionMissing * 100:0} % of the words of the question"
                : talk.SpeaksOfExitCodes ? "plans for exit codes that the question never asked about"
                : null
        ),
        new(
            "claim-without-evidence",
            "a number is stated before any tool had returned anything, without code to compute it",
            .75,
            "FM-3.2",
            (run, i) =>
                run.Talks[i] is { ClaimsWithoutEvidence: true, FirstUnsupported: { } number }
                    ? $"states {Quoted(number)} before any tool had returned anything"
                    : null,
            each: true
        ),
        new(
            "plan-holds-code",
            "the opening plan already holds code, which nothing has shown to be the right one",
            .5,
            "FM-1.1",
            (run, i) => run.Talks[i] is { IsPlan: true, HasCode: true } ? "plans with code already in it" : null
        ),
        new(
            "final-claim-unsupported",
            "what the final answer claims is said here first, and no tool output or question holds it",
            .4,
            "FM-3.2",
            (run, i) =>
                run.Talks[i] is { FinalTokensUnsupported: > 0, FirstFinal: { } token }
                    ? $"first says {Quoted(token)}, which the final answer claims and no tool output ever showed"
                    : null,
            each: true
        ),
        new(
            "unsupported-number",
            "a number that neither the question nor any tool output so far holds",
            .25,
            null,
            (run, i) =>
                run.Talks[i] is { UnsupportedInProse: > 0, ClaimsWithoutEvidence: false, FirstUnsupported: { } number }
                    ? $"states {Quoted(number)}, which neither the question nor any tool output so far holds"
                    : null,
            each: true
        ),
        new(
            "first-failing-code",
            "the first code or request of the run that fails",
            .25,
            null,
            (run, i) =>
                run.Talks[i] is { Failed: true, ResultStep: var at } && at != i
                    ? $"is the first whose code fails, as step {at} shows"
                    : null,
            fails: true
        ),
        new(
            "invented-data",
            "the step simulates, mocks or makes up data instead of getting it",
            .25,
            null,
            (run, i) =>
                run.Talks[i] is { Inventions: > 0, FirstAssumption: { } word }
                    ? $"makes up data instead of getting it ({Quoted(word)})"
                    : null
        ),
        new(
            "first-assumption",
            "the first step that assumes instead of looking",
            .2,
            "FM-2.2",
            (run, i) =>
                run.Talks[i] is { Assumptions: > 0, FirstAssumption: { } word }
                    ? $"is the first that assumes instead of looking ({Quoted(word)})"
                    : null
        ),
    ];

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Looks { get; }

    /// <inheritdoc/>
    public override double Weight { get; }

    /// <summary>The failure mode in MAST; null where none applies.</summary>
    public string? Mast { get; }

    /// <inheritdoc/>
    public override IEnumerable<Finding> Find(RunView run)
    {
        // Runs of one agent talk to themselves while they work: there a number said aloud is no claim to anybody.
        if (!run.IsConversation)
        {
            yield break;
        }

        for (var i = 0; i < run.Steps.Count; i++)
        {
            if ((run.Talks[i].IsWork || run.Talks[i].IsPlan) && _reason(run, i) is { } reason)
            {
                yield return new Finding(i, Name, $"Step {i} {reason}.")
                {
                    Mast = Mast,
                    Evidence = _fails && run.Talks[i].ResultStep is >= 0 and var at ? [at] : [],
                };
                if (!_each)
                {
                    yield break;
                }
            }
        }
    }

    private static string Quoted(Quote quote) => $"“{quote.Around}”";

    private static string Quoted(string word) => $"“{word}”";
}
