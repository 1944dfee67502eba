using Microsoft.Extensions.AI;
using Stopwise.Exits;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Suites.Plans;

namespace Stopwise.Traces.Suites;

/// <summary>Where the answers to prompts come from.</summary>
public enum AskMode
{
    /// <summary>From the cassette alone; what is not in it fails.</summary>
    Replay,

    /// <summary>From the cassette, and from the model what is not in it; that is added.</summary>
    Hybrid,

    /// <summary>From the model, and the cassette is written anew.</summary>
    Record,

    /// <summary>From the model; no cassette is read or written.</summary>
    Live,
}

/// <summary>How suites are run.</summary>
public sealed record SuiteOptions
{
    /// <summary>Where answers come from. The default is <see cref="AskMode.Replay"/>.</summary>
    public AskMode Mode { get; init; }

    /// <summary>The model that is asked; needed by all modes but <see cref="AskMode.Replay"/>.</summary>
    public IChatClient? Model { get; init; }

    /// <summary>Its name, which a cassette keeps beside its answers.</summary>
    public string ModelName { get; init; } = "";

    /// <summary>Whether expectations that need a judge may ask <see cref="Model"/>. The default is false: recorded verdicts only.</summary>
    public bool Judge { get; init; }

    /// <summary>Whether golden files are written instead of compared. The default is false.</summary>
    public bool Update { get; init; }

    /// <summary>A pattern with <c>*</c> and <c>?</c> for names of tests; null runs all.</summary>
    public string? Only { get; init; }

    /// <summary>Gives a stored run by its id; throws a <see cref="StopwiseException"/> where there is none.</summary>
    public Func<string, Run> Stored { get; init; } =
        name => throw new StopwiseException($"There is no file '{name}', and no store to look it up in.");

    /// <summary>
    /// Runs a command that starts an agent on recorded answers; null where tests with <c>agent</c> are not run.
    /// </summary>
    public Func<AgentAsked, CancellationToken, Task<AgentDone>>? RunAgent { get; init; }

    /// <summary>Writes a file as a whole; throws a <see cref="StopwiseException"/> where it cannot.</summary>
    public required Action<string, Action<Stream>> WriteFile { get; init; }

    /// <summary>Told before each test: how many are done of how many, and the name of the next.</summary>
    public Action<int, int, string>? Progress { get; init; }

    /// <summary>Measures how long tests take.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
