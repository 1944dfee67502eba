namespace Stopwise.Traces.Suites.Results;

/// <summary>What the tests of a suite speak of, part by part of an agent.</summary>
/// <remarks>
/// It counts what a suite names, not what it proves: a tool is named by one expectation about its calls, however weak. Expectations that
/// speak of any tool (<c>*</c>) name none.
/// </remarks>
public sealed record SuiteCoverage
{
    /// <summary>Different system prompts that are tested.</summary>
    public int Prompts { get; init; }

    /// <summary>Those of them that are pinned by their hash.</summary>
    public int PinnedPrompts { get; init; }

    /// <summary>Runs that are looked at.</summary>
    public int Runs { get; init; }

    /// <summary>Different contracts that are checked on them.</summary>
    public int Contracts { get; init; }

    /// <summary>Different tools that these runs call or that prompts declare.</summary>
    public int Tools { get; init; }

    /// <summary>Those of them that an expectation names.</summary>
    public int NamedTools { get; init; }
}
