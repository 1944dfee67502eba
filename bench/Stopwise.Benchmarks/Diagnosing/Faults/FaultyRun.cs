using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Diagnosing.Faults;

/// <summary>A solved run whose record was changed in one place, so that the step at fault is known.</summary>
/// <param name="Run">The changed record; nothing was executed again, so what followed in truth is not in it.</param>
/// <param name="Onset">The step at fault, in the changed record.</param>
/// <param name="Before">What stood there.</param>
/// <param name="After">What stands there now.</param>
internal sealed record FaultyRun(Run Run, int Onset, string Before, string After)
{
    /// <summary>Further steps that are at fault as much, such as all edits that no check follows.</summary>
    public IReadOnlyList<int> Also { get; init; } = [];

    public bool IsOnset(int step) => step == Onset || Also.Contains(step);
}
