namespace Stopwise.Exits;

/// <summary>Looks at a running computation and says whether to go on.</summary>
/// <remarks>
/// A rule is immutable and may serve many computations at once; what it remembers of one lies in the memory it is
/// given. It is called once a unit, in order, never throws on a probe whose signals have the width it was bound to,
/// allocates nothing, and reads neither clock nor randomness: the same probes give the same decisions, today and in a
/// replay. A signal that is NaN (not known) never makes a rule fire; trees, which send it to a side of its own, need one known
/// signal at least.
/// </remarks>
public interface IExitRule
{
    /// <summary>Slots of memory that <see cref="Step"/> may use, 0 to <see cref="RuleMemory.Capacity"/>.</summary>
    int MemorySlots { get; }

    /// <summary>Decides after one more unit.</summary>
    /// <param name="probe">The computation as of now.</param>
    /// <param name="memory">At least <see cref="MemorySlots"/> slots, zero before the first unit.</param>
    Decision Step(in Probe probe, Span<float> memory);
}
