namespace Stopwise.Traces.Onset;

/// <summary>A reason to look at a step: a rule fired on it.</summary>
/// <param name="Step">The accused step, from 0.</param>
/// <param name="Rule">The rule's name, e.g. <c>edit-unread</c>.</param>
/// <param name="Reason">Why, in one sentence that names what was seen. Text of the run may be quoted: it is data.</param>
public sealed record Finding(int Step, string Rule, string Reason)
{
    /// <summary>Other steps that show it: earlier ones that make it a fault, later ones where it came back.</summary>
    public IReadOnlyList<int> Evidence { get; init; } = [];

    /// <summary>Code of the failure mode in MAST (arXiv 2503.13657), e.g. <c>FM-3.2</c>; null where none applies.</summary>
    public string? Mast { get; init; }
}
