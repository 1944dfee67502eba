namespace Stopwise.Governance.Contracts;

/// <summary>A checkable property of a step or of a whole run: a pattern over predicates, where it holds, and for what.</summary>
/// <remarks>
/// The same value whether a file or code wrote it. What each part means at every prefix of a run, at its end and where both
/// predicates of a pattern hold on one record is written in <c>docs/reference/contract-file.md</c>.
/// </remarks>
public sealed record Contract
{
    /// <summary>Name in kebab case, unique in its set; written to reports.</summary>
    public required string Name { get; init; }

    /// <summary>The rule in words, one sentence.</summary>
    public required string Rule { get; init; }

    /// <summary>How much it matters. The default is <see cref="Severity.Warning"/>.</summary>
    public Severity Severity { get; init; } = Severity.Warning;

    /// <summary>What must or must not happen.</summary>
    public required Pattern Pattern { get; init; }

    /// <summary>What the run is sliced by; the pattern holds in each slice apart. The default is the whole run.</summary>
    public SliceBy Each { get; init; } = SliceBy.Run;

    /// <summary>Where given, the contract begins to hold after a record that matches.</summary>
    public Predicate? From { get; init; }

    /// <summary>Where given, the contract ceases to hold at a record that matches; the stretch is judged as if the run ended there.</summary>
    public Predicate? Until { get; init; }
}

/// <summary>What a run is sliced by.</summary>
public enum SliceBy
{
    /// <summary>Not at all: the contract speaks of the whole run.</summary>
    Run,

    /// <summary>A file that is read or written.</summary>
    File,

    /// <summary>The tool of a call or result.</summary>
    Tool,

    /// <summary>The agent.</summary>
    Agent,

    /// <summary>A network host.</summary>
    Host,

    /// <summary>A call: its tool and arguments.</summary>
    Action,
}
