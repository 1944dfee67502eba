using System.Runtime.CompilerServices;

namespace Stopwise.Exits;

/// <summary>What a rule remembers of one computation: a fixed buffer that is zero at the start and copied by value.</summary>
/// <remarks>
/// A speculative host keeps a copy and puts it back to roll back. A combinator gives each inner rule its own
/// slice, see <see cref="IExitRule.MemorySlots"/>.
/// </remarks>
[InlineArray(Capacity)]
public struct RuleMemory
{
    /// <summary>The slots of one memory; a rule that needs more is refused when it is bound.</summary>
    public const int Capacity = 32;

    private float _first;

    /// <summary>The slots as a span that lives as long as this memory.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public Span<float> Slots => this;
}
