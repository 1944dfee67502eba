using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Text;

/// <summary>How two sums become one score.</summary>
internal enum Ss3Score
{
    /// <summary>Failed minus solved; grows with the length of the run.</summary>
    Difference,

    /// <summary>The difference a word.</summary>
    PerWord,

    /// <summary>The difference by the root of the words: a sum of noise keeps its size.</summary>
    PerRoot,
}

/// <summary>What the words so far say for either end of a run.</summary>
/// <param name="Failed">Sum of the values for failed runs.</param>
/// <param name="Solved">Sum of the values for solved runs.</param>
/// <param name="Words">Words read, known or not.</param>
internal readonly record struct Ss3Evidence(double Failed, double Solved, long Words)
{
    /// <summary>One number, high for a failing run; 0 before the first word.</summary>
    public double Score(Ss3Score score) =>
        Words == 0
            ? 0
            : (Failed - Solved)
                / score switch
                {
                    Ss3Score.PerWord => Words,
                    Ss3Score.PerRoot => Math.Sqrt(Words),
                    _ => 1,
                };
}

/// <summary>Reads a run step by step. A value: a copy goes on for itself, and adding leaves the fold added to as it was.</summary>
internal readonly struct Ss3Fold
{
    private readonly Ss3Model _model;
    private readonly TaskWords _leftOut;

    private Ss3Fold(Ss3Model model, TaskWords leftOut, Ss3Evidence evidence)
    {
        _model = model;
        _leftOut = leftOut;
        Evidence = evidence;
    }

    public Ss3Evidence Evidence { get; }

    /// <summary>Before the first step; only the prompt and the task's name of the run are looked at.</summary>
    /// <exception cref="ArgumentException">The model does not know failed and solved runs.</exception>
    public static Ss3Fold Start(Ss3Model model, Run run) =>
        model.Categories is ["failed", "solved"]
            ? new(model, TaskWords.Of(run), default)
            : throw new ArgumentException("The model must know the categories failed and solved.", nameof(model));

    /// <summary>With one more completed step.</summary>
    public Ss3Fold Add(Step step)
    {
        var (failed, solved, words) = Evidence;
        Span<char> buffer = stackalloc char[StepWords.BufferLength];
        Span<int> ahead = stackalloc int[TermTrie.LongestTerm];
        var terms = new StepTerms(_model, new StepWords(step, _leftOut, buffer), ahead);
        while (terms.MoveNext())
        {
            var values = _model.ValuesOf(terms.Node);
            failed += values[Ss3Counts.Failed];
            solved += values[Ss3Counts.Solved];
            words += terms.Length;
        }

        return new Ss3Fold(_model, _leftOut, new Ss3Evidence(failed, solved, words));
    }
}
