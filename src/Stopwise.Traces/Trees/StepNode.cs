using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Trees;

/// <summary>A step in its place: when it was taken, in which state of the work, on whose behalf, and what it did.</summary>
public sealed class StepNode
{
    internal StepNode(StepReading reading) => Reading = reading;

    /// <summary>The step's <see cref="Runs.Step.Index"/>, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Number of its turn, from 0.</summary>
    public required int Turn { get; init; }

    /// <summary>Number of its stage, from 0.</summary>
    public required int Stage { get; init; }

    /// <summary>What it is for.</summary>
    public StepKind Kind => Reading.Kind;

    /// <summary>The step before it; <see cref="TraceTree.Start"/> for the first.</summary>
    public int RawParent => Index - 1;

    /// <summary>
    /// The step that opened the state in which this one was taken; <see cref="TraceTree.Start"/> for the state that the
    /// run began in. Steps that only look, check or talk hang on the same state as the step before them.
    /// </summary>
    public required int StateParent { get; init; }

    /// <summary>True where it changed something, so that later steps see another state.</summary>
    public required bool OpensState { get; init; }

    /// <summary>What it took back; null where it took nothing back.</summary>
    public Backtrack? Backtrack { get; init; }

    /// <summary>The step that this one was taken on behalf of: the call that started its sub-agent, or the hand-over to its agent.</summary>
    public int? StartedBy { get; init; }

    /// <summary>How many such steps lie between it and the main line; 0 in the main line.</summary>
    public int Depth { get; init; }

    /// <summary>First step of the group that one model turn asked for together; null where it stands alone.</summary>
    public int? ParallelGroup { get; init; }

    /// <summary>Its tool calls.</summary>
    public required IReadOnlyList<CallNode> Calls { get; init; }

    /// <summary>True where a call failed.</summary>
    public bool IsError => Reading.IsError;

    /// <summary>What the check in it said; null where none ran.</summary>
    public bool? CheckPassed => Reading.IsCheck ? Reading.CheckPassed : null;

    /// <summary>Failing tests that its output counts; null where it counts none.</summary>
    public int? FailingTests => Reading.IsCheck ? Reading.FailingTests : null;

    /// <summary>What its model call spent.</summary>
    public required TreeCost Cost { get; init; }

    internal StepReading Reading { get; }
}

/// <summary>One tool call of a step.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Looked">Files and folders it looked at, as it names them.</param>
/// <param name="Written">Files it wrote, as it names them.</param>
/// <param name="IsError">True where it failed.</param>
public sealed record CallNode(
    string Tool,
    StepKind Kind,
    IReadOnlyList<string> Looked,
    IReadOnlyList<string> Written,
    bool IsError
);

/// <summary>A step that takes work back.</summary>
/// <param name="ReturnsTo">
/// The step whose state it goes back to, <see cref="TraceTree.Start"/> for that of the beginning; null where the state
/// that it makes never was before.
/// </param>
/// <param name="Reason">Why that state, in words.</param>
public sealed record Backtrack(int? ReturnsTo, string Reason);
