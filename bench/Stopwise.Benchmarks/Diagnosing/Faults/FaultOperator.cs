using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Diagnosing.Faults;

/// <summary>One way to spoil a good record.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Kind">What sort of fault it leaves: structural, target, result or claim.</param>
/// <param name="Eligible">The steps at which it can strike; one of them is drawn uniformly, so position tells nothing.</param>
/// <param name="Strike">Makes the fault at a step; null where on a closer look it cannot.</param>
internal sealed record FaultOperator(
    string Name,
    string Kind,
    Func<GoodRun, IEnumerable<int>> Eligible,
    Func<GoodRun, int, Random, FaultyRun?> Strike
)
{
    public FaultyRun? Apply(GoodRun run, Random random)
    {
        var steps = Eligible(run).ToArray();
        return steps.Length == 0 ? null : Strike(run, steps[random.Next(steps.Length)], random);
    }
}

/// <summary>A solved run with what its steps did.</summary>
internal sealed class GoodRun
{
    public GoodRun(Run run)
    {
        Run = run;
        var reader = new StepReader();
        Readings = [.. run.Steps.Select(reader.Read)];
    }

    public Run Run { get; }

    public IReadOnlyList<StepReading> Readings { get; }

    public int Count => Readings.Count;

    /// <summary>Files that a step edits and that the run did not make itself, by last name of their path.</summary>
    public IEnumerable<string> EditedAt(int step) =>
        Readings[step].Edits ? Readings[step].Written.Where(w => w.Contains('.', StringComparison.Ordinal)) : [];

    /// <summary>True where a step only looks, and at this file.</summary>
    public bool Looks(int step, string file) => Readings[step].Kind == StepKind.Explore && Mentions(step, NameOf(file));

    /// <summary>True where the step's calls name the file.</summary>
    public bool Mentions(int step, string name) =>
        Run.Steps[step].Calls.Any(c => (c.Command ?? c.Arguments).Contains(name, StringComparison.Ordinal));

    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>The run with these steps, numbered anew.</summary>
    public Run With(IEnumerable<Step> steps) =>
        Run with
        {
            Steps = [.. steps.Select((s, i) => s with { Index = i, Turn = i })],
        };

    /// <summary>The run with one step changed.</summary>
    public Run Changed(int at, Func<Step, Step> change) => With(Run.Steps.Select((s, i) => i == at ? change(s) : s));
}
