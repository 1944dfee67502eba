using System.Text.RegularExpressions;
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
internal sealed partial class GoodRun
{
    private readonly HashSet<string> _patch;

    public GoodRun(Run run)
    {
        Run = run;
        var reader = new StepReader();
        Readings = [.. run.Steps.Select(reader.Read)];
        _patch = Header()
            .Matches(run.Submission ?? "")
            .Select(m => NameOf(m.Groups["file"].Value))
            .ToHashSet(StringComparer.Ordinal);
    }

    public Run Run { get; }

    public IReadOnlyList<StepReading> Readings { get; }

    public int Count => Readings.Count;

    /// <summary>
    /// Files of the work that a step edits: those of the patch that was handed in, or, where none is kept, those that the
    /// run did not make itself. Putting a file back is no edit.
    /// </summary>
    public IEnumerable<string> EditedAt(int step) =>
        Readings[step].Edits && Readings[step].Calls.All(c => c.Reverts.Count == 0)
            ? Readings[step].Written.Where(IsWork)
            : [];

    /// <summary>True where a step only looks or talks, and the file is in what it asks or gets.</summary>
    public bool Shows(int step, string file) =>
        Readings[step].Kind is StepKind.Explore or StepKind.Communicate
        && Run.Steps[step].Calls.Any(c => Has(c.Command ?? c.Arguments, file) || Has(c.Result, file));

    /// <summary>True where a step reads this file.</summary>
    public bool Reads(int step, string file) =>
        Readings[step].Kind == StepKind.Explore
        && Readings[step].Calls.Any(c => c.Looked.Any(l => NameOf(l) == NameOf(file)));

    /// <summary>True where a step runs something, so that it could show whether the work holds.</summary>
    public bool Runs(int step) =>
        Readings[step].IsCheck || Run.Steps[step].Calls.Any(c => c.Command is { } command && Runner().IsMatch(command));

    private bool IsWork(string path) =>
        _patch.Count > 0 ? _patch.Contains(NameOf(path)) : path.Contains('.', StringComparison.Ordinal);

    private static bool Has(string? text, string file) =>
        text?.Contains(NameOf(file), StringComparison.Ordinal) == true;

    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>The run with these steps, numbered anew.</summary>
    public Run With(IEnumerable<Step> steps) =>
        Run with
        {
            Steps = [.. steps.Select((s, i) => s with { Index = i, Turn = i })],
        };

    /// <summary>The run with one step changed.</summary>
    public Run Changed(int at, Func<Step, Step> change) => With(Run.Steps.Select((s, i) => i == at ? change(s) : s));

    [GeneratedRegex(@"^diff --git a/(?<file>\S+) b/", RegexOptions.Multiline | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Header();

    [GeneratedRegex(
        @"\b(python[\d.]*|pytest|node|npm|cargo|go|make|ruby|java|gcc|dotnet|bin/test|\./\w+)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Runner();
}
