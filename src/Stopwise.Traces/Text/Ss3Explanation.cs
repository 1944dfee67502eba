using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Text;

/// <summary>Which words of a run spoke for which end, and in which steps: what the text score is made of.</summary>
public sealed record Ss3Explanation
{
    /// <inheritdoc cref="Run.Id"/>
    public required string Run { get; init; }

    /// <summary>Model calls read, from the first.</summary>
    public required int Calls { get; init; }

    /// <summary>Words read, known or not; words of the task are left out.</summary>
    public required long Words { get; init; }

    /// <summary>Sum of the values for failed runs.</summary>
    public required double Failed { get; init; }

    /// <summary>Sum of the values for solved runs.</summary>
    public required double Solved { get; init; }

    /// <summary>The terms with any value, the ones that tip the scales most first.</summary>
    public required IReadOnlyList<TermEvidence> Terms { get; init; }

    /// <summary>The steps with any value, the ones that speak most for failure first.</summary>
    public required IReadOnlyList<StepEvidence> Steps { get; init; }

    internal static Ss3Explanation Of(Ss3Model model, Run run, int calls)
    {
        var leftOut = TaskWords.Of(run);
        var fold = Ss3Fold.Start(model, run);
        var inRun = new Dictionary<int, SortedDictionary<int, int>>();
        var steps = new List<StepEvidence>();
        for (var call = 0; call < calls; call++)
        {
            fold = fold.Add(run.CallAt(call));
            var inStep = TermsOf(model, run.CallAt(call), leftOut);
            if (inStep.Count == 0)
            {
                continue;
            }

            foreach (var (node, times) in inStep)
            {
                if (!inRun.TryGetValue(node, out var where))
                {
                    inRun.Add(node, where = []);
                }

                where[call] = times;
            }

            var terms = Ranked(inStep.Select(t => TermEvidence.Of(model, t.Key, t.Value, [call])));
            steps.Add(new StepEvidence(call, terms.Sum(t => t.Failed), terms.Sum(t => t.Solved), terms));
        }

        var evidence = fold.Evidence;
        return new Ss3Explanation
        {
            Run = run.Id,
            Calls = calls,
            Words = evidence.Words,
            Failed = evidence.Failed,
            Solved = evidence.Solved,
            Terms = Ranked(inRun.Select(t => TermEvidence.Of(model, t.Key, t.Value.Values.Sum(), [.. t.Value.Keys]))),
            Steps = [.. steps.OrderByDescending(s => s.Failed - s.Solved).ThenBy(s => s.Call)],
        };
    }

    private static Dictionary<int, int> TermsOf(Ss3Model model, Step step, TaskWords leftOut)
    {
        var found = new Dictionary<int, int>();
        Span<char> buffer = stackalloc char[StepWords.BufferLength];
        Span<int> ahead = stackalloc int[TermTrie.LongestTerm];
        var terms = new StepTerms(model, new StepWords(step, leftOut, buffer), ahead);
        while (terms.MoveNext())
        {
            if (model.ValuesOf(terms.Node).ContainsAnyExcept(0.0))
            {
                found[terms.Node] = found.GetValueOrDefault(terms.Node) + 1;
            }
        }

        return found;
    }

    private static List<TermEvidence> Ranked(IEnumerable<TermEvidence> terms) =>
        [
            .. terms
                .OrderByDescending(t => Math.Abs(t.Failed - t.Solved))
                .ThenBy(t => t.Text, StringComparer.Ordinal)
                .ThenBy(t => t.Field),
        ];
}

/// <summary>What one term of a run said.</summary>
/// <param name="Field">Where it stood.</param>
/// <param name="Text">Its words in lower case, numbers as 0.</param>
/// <param name="Times">How often it was read.</param>
/// <param name="Failed">Its value for failed runs, all times together.</param>
/// <param name="Solved">Its value for solved runs, all times together.</param>
/// <param name="Calls">The model calls it stood in, counted from 0.</param>
public sealed record TermEvidence(
    WordField Field,
    string Text,
    int Times,
    double Failed,
    double Solved,
    IReadOnlyList<int> Calls
)
{
    internal static TermEvidence Of(Ss3Model model, int node, int times, IReadOnlyList<int> calls)
    {
        var words = model.Trie.Text(node).Split(' ');
        var values = model.ValuesOf(node);
        return new TermEvidence(
            (WordField)words[0][0],
            string.Join(' ', words.Select(w => w[2..])),
            times,
            times * values[Ss3Counts.Failed],
            times * values[Ss3Counts.Solved],
            calls
        );
    }
}

/// <summary>What the words of one step said.</summary>
/// <param name="Call">The model call, counted from 0.</param>
/// <param name="Failed">Sum of the values for failed runs.</param>
/// <param name="Solved">Sum of the values for solved runs.</param>
/// <param name="Terms">Its terms, the ones that tip the scales most first.</param>
public sealed record StepEvidence(int Call, double Failed, double Solved, IReadOnlyList<TermEvidence> Terms);
