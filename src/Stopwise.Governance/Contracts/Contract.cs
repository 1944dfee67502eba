namespace Stopwise.Governance.Contracts;

/// <summary>A checkable property of a step or of a whole run.</summary>
public sealed record Contract
{
    /// <summary>Name in kebab case, unique in its set; written to reports.</summary>
    public required string Name { get; init; }

    /// <summary>The rule in words, one sentence.</summary>
    public required string Rule { get; init; }

    /// <summary>How much it matters. The default is <see cref="Severity.Warning"/>.</summary>
    public Severity Severity { get; init; } = Severity.Warning;
}
