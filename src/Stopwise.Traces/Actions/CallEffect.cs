namespace Stopwise.Traces.Actions;

/// <summary>What one call does to the world, whatever came back.</summary>
internal readonly record struct CallEffect(
    bool Changes,
    bool Edits,
    bool Opaque,
    bool Check,
    bool CleansUp,
    bool LooksAtDiff,
    IReadOnlyList<string> Written,
    IReadOnlyList<string> Looked
)
{
    public static CallEffect None { get; } = new(false, false, false, false, false, false, [], []);
}
