using System.Globalization;

namespace Stopwise.Traces.Replay.Faults;

/// <summary>Which call of a replay: the n-th one, or the n-th one of a name or of a request.</summary>
/// <param name="Kind">What is called.</param>
/// <param name="Number">Counted over the calls that the rest describes, from 0.</param>
/// <param name="Name">Only calls of this model or tool; null for all.</param>
/// <param name="Sha256">Only calls with this request; null for all.</param>
public sealed record FaultPlace(CallKind Kind, int Number, string? Name = null, string? Sha256 = null)
{
    internal bool Describes(CallKind kind, string name, string sha256) =>
        kind == Kind && (Name is null || Name == name) && (Sha256 is null || Sha256 == sha256);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Kind == CallKind.Model ? "model" : "tool")} call {Number}{(Name is null ? "" : $" of {Name}")}{(Sha256 is null ? "" : $" with {Sha256[..12]}")}"
        );
}

/// <summary>One fault at one call.</summary>
/// <param name="Place">The call.</param>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Seed">Decides what is left open: where a result is cut, which value is wrong.</param>
public sealed record Perturbation(FaultPlace Place, FaultKind Kind, int Seed)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{FaultKinds.WordOf(Kind)} at {Place} (seed {Seed})");
}

/// <summary>Faults that are put into one replay: a set, whose order does not count.</summary>
public sealed class FaultPlan
{
    private FaultPlan(IReadOnlyList<Perturbation> faults)
    {
        Faults = faults;
        Key = string.Join('\n', faults.Select(f => f.ToString()));
    }

    /// <summary>No fault at all.</summary>
    public static FaultPlan None { get; } = new([]);

    /// <summary>The faults by their place.</summary>
    public IReadOnlyList<Perturbation> Faults { get; }

    /// <summary>The same for two plans of the same faults.</summary>
    internal string Key { get; }

    /// <summary>A plan; of two faults at one place the first holds.</summary>
    public static FaultPlan Of(IEnumerable<Perturbation> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        return new FaultPlan([
            .. faults
                .DistinctBy(f => f.Place)
                .OrderBy(f => f.Place.Kind)
                .ThenBy(f => f.Place.Number)
                .ThenBy(f => f.Place.Name, StringComparer.Ordinal)
                .ThenBy(f => f.Place.Sha256, StringComparer.Ordinal),
        ]);
    }

    /// <inheritdoc/>
    public override string ToString() => Faults.Count == 0 ? "no fault" : string.Join("; ", Faults);
}

/// <summary>A fault that was put in.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Name">The model or tool that it hit.</param>
/// <param name="Step">The step of the run, where it is known.</param>
public sealed record InjectedFault(Perturbation Fault, string Name, int? Step);
