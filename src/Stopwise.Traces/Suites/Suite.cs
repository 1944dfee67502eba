using Stopwise.Exits;
using Stopwise.Traces.Suites.Plans;
using Stopwise.Traces.Suites.Prompts;

namespace Stopwise.Traces.Suites;

/// <summary>A file of tests of prompts and of plans: what a model answers, and what an agent did or does.</summary>
/// <remarks>docs/reference/suite-file.md has the fields. Nothing in a suite is run but the agents that it names.</remarks>
public sealed class Suite
{
    internal Suite() { }

    /// <summary>The name; without one in the file, the file's own up to its first dot.</summary>
    public required string Name { get; init; }

    /// <summary>The file, as it was named.</summary>
    public required string File { get; init; }

    internal IReadOnlyList<SuiteTest> Tests { get; init; } = [];

    /// <summary>How many tests it holds.</summary>
    public int Count => Tests.Count;

    /// <summary>Reads a suite of version 1, with the prompts and texts that it names.</summary>
    /// <param name="file">The file; paths in it begin beside it.</param>
    /// <param name="yaml">Its text, at most 1,048,576 characters.</param>
    /// <exception cref="StopwiseException">It has a mistake; the message names file, line and remedy.</exception>
    public static Suite Parse(string file, string yaml)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(yaml);
        return SuiteReader.Read(file, yaml);
    }
}

/// <summary>One test of a suite.</summary>
internal abstract record SuiteTest
{
    public required string Name { get; init; }

    /// <summary>The line of the suite file that it begins at.</summary>
    public required long Line { get; init; }

    /// <summary>Recorded answers; null where the test names none.</summary>
    public string? Cassette { get; init; }
}

/// <summary>What a model answers to a prompt.</summary>
internal sealed record PromptTest : SuiteTest
{
    public required PromptText Prompt { get; init; }

    /// <summary>The messages after the prompt; null where they come from a run.</summary>
    public IReadOnlyList<PromptMessage>? Messages { get; init; }

    /// <summary>The run and step whose history the messages are; null where they stand in the suite.</summary>
    public RunPoint? From { get; init; }

    public IReadOnlyList<PromptTool> Tools { get; init; } = [];

    public PromptOptions Options { get; init; } = new();

    /// <summary>How often it is asked.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>How many of the answers must be as expected.</summary>
    public int PassAtLeast { get; init; } = 1;

    public required IReadOnlyList<Expectation<PromptAnswer>> Expect { get; init; }
}

/// <summary>A place in a recorded run.</summary>
/// <param name="Run">A file, or the id of a stored run.</param>
/// <param name="Step">The step before which the history ends, from 0.</param>
/// <param name="Line">The line of the suite file.</param>
internal sealed record RunPoint(string Run, int Step, long Line);

/// <summary>What an agent did in recorded runs, or does when it is run on the answers recorded of it.</summary>
internal sealed record PlanTest : SuiteTest
{
    /// <summary>Files, patterns of files, or ids of stored runs.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>The command that starts the agent; null where the recorded runs themselves are looked at.</summary>
    public string? Agent { get; init; }

    public required IReadOnlyList<Expectation<PlanSeen>> Expect { get; init; }
}
