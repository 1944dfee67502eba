using Stopwise.Exits.Calibration;

namespace Stopwise.Traces.Suites.Results;

/// <summary>How a test ended.</summary>
public enum TestState
{
    /// <summary>Everything was as expected.</summary>
    Passed,

    /// <summary>Something was not as expected, or could not be made.</summary>
    Failed,

    /// <summary>It was not run: what it needs is not there.</summary>
    NotExecuted,
}

/// <summary>An expectation that was not met.</summary>
/// <param name="Expected">What was expected, in words.</param>
/// <param name="Found">What was found instead, in words.</param>
/// <param name="Line">The line of the suite file.</param>
public sealed record Unmet(string Expected, string Found, long Line);

/// <summary>What came of one test: of a prompt, or of one run of a plan test.</summary>
public sealed record TestResult
{
    /// <summary>The test.</summary>
    public required string Name { get; init; }

    /// <summary>The run that was looked at; null for a prompt.</summary>
    public string? Run { get; init; }

    /// <summary>The line of the suite file that the test begins at.</summary>
    public required long Line { get; init; }

    /// <summary>How it ended.</summary>
    public required TestState State { get; init; }

    /// <summary>What was not met; empty where all was. Of a repeated prompt, what the first wrong answer did not meet.</summary>
    public IReadOnlyList<Unmet> Unmet { get; init; } = [];

    /// <summary>Why it was not run, or what else a reader should know; null where there is nothing.</summary>
    public string? Note { get; init; }

    /// <summary>How often a repeated prompt was answered as expected; null where it is asked once.</summary>
    public TrialCount? Trials { get; init; }

    /// <summary>What live answers took; recorded ones take nothing.</summary>
    public AskedCost Asked { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The test and, if there is one, its run.</summary>
    public string FullName => Run is null ? Name : $"{Name} [{Run}]";
}

/// <summary>How often a repeated prompt was answered as expected.</summary>
/// <param name="Passed">Answers that were.</param>
/// <param name="Of">Answers.</param>
/// <param name="AtLeast">How many must be.</param>
public sealed record TrialCount(int Passed, int Of, int AtLeast)
{
    /// <summary>The lower end of the exact 95 % interval (Clopper and Pearson 1934) of the share of answers that are as expected.</summary>
    public double Lower => ClopperPearson.Interval(Passed, Of, 0.05).Lower;

    /// <summary>The upper end of that interval.</summary>
    public double Upper => ClopperPearson.Interval(Passed, Of, 0.05).Upper;
}

/// <summary>What live answers took.</summary>
/// <param name="Calls">Answers that a model gave.</param>
/// <param name="InputTokens">Tokens sent, where the server says so.</param>
/// <param name="OutputTokens">Tokens written, where the server says so.</param>
public readonly record struct AskedCost(int Calls, long InputTokens, long OutputTokens)
{
    /// <summary>Both together.</summary>
    public static AskedCost operator +(AskedCost a, AskedCost b) =>
        new(a.Calls + b.Calls, a.InputTokens + b.InputTokens, a.OutputTokens + b.OutputTokens);
}

/// <summary>What came of a suite.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its file.</param>
/// <param name="Tests">Its tests in the order of the file; empty where the file is broken.</param>
/// <param name="Broken">What is wrong with the file; null where nothing is.</param>
public sealed record SuiteResult(string Name, string File, IReadOnlyList<TestResult> Tests, string? Broken = null)
{
    /// <summary>What the tests that were run speak of.</summary>
    public SuiteCoverage Coverage { get; init; } = new();

    /// <summary>How long its tests took together.</summary>
    public TimeSpan Took => TimeSpan.FromTicks(Tests.Sum(t => t.Took.Ticks));

    /// <summary>How many tests ended so.</summary>
    public int Count(TestState state) => Tests.Count(t => t.State == state);
}

/// <summary>What came of all suites of one call.</summary>
/// <param name="Suites">The suites in the order in which they were named.</param>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When it was done.</param>
public sealed record TestRunResult(IReadOnlyList<SuiteResult> Suites, DateTimeOffset Started, DateTimeOffset Ended)
{
    /// <summary>How many tests ended so.</summary>
    public int Count(TestState state) => Suites.Sum(s => s.Count(state));

    /// <summary>Suites whose file is broken.</summary>
    public int Broken => Suites.Count(s => s.Broken is not null);
}
