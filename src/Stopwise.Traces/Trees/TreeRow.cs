using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Trees;

/// <summary>A line of a tree: a step, several steps that look alike, or steps that were left out.</summary>
public sealed record TreeRow
{
    /// <summary>Its first step.</summary>
    public required int First { get; init; }

    /// <summary>Its last step.</summary>
    public required int Last { get; init; }

    /// <summary>What its steps are for; null where steps of several kinds are left out.</summary>
    public StepKind? Kind { get; init; }

    /// <summary>What happens in it, clean and on one line.</summary>
    public required string Text { get; init; }

    /// <summary>Steps of sub-agents between it and the main line.</summary>
    public int Depth { get; init; }

    /// <summary>First step of the group that one model turn asked for together; null where it stands alone.</summary>
    public int? ParallelGroup { get; init; }

    /// <summary>What its model calls spent.</summary>
    public required TreeCost Cost { get; init; }

    /// <summary>Steps in it.</summary>
    public int Count => Last - First + 1;

    /// <summary>True where it is one step.</summary>
    public bool IsStep => First == Last;
}
