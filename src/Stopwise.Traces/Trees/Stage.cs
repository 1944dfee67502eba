namespace Stopwise.Traces.Trees;

/// <summary>A stretch of steps with one purpose.</summary>
public sealed record Stage
{
    /// <summary>Position in the run, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>What most of it is for.</summary>
    public required StageKind Kind { get; init; }

    /// <summary>What happens in it, e.g. <c>explore: 12 steps, 8 files</c>. It quotes names of the run, cleaned for one line.</summary>
    public required string Name { get; init; }

    /// <summary>Its first step.</summary>
    public required int First { get; init; }

    /// <summary>Its last step.</summary>
    public required int Last { get; init; }

    /// <summary>Why it begins where it does.</summary>
    public required StageCut Cut { get; init; }

    /// <summary>The same in words; names of the run in it are cleaned for one line.</summary>
    public required string Reason { get; init; }

    /// <summary>What its model calls spent, sub-agents included.</summary>
    public required TreeCost Cost { get; init; }

    /// <summary>Steps in it.</summary>
    public int Count => Last - First + 1;
}

/// <summary>What a stage is for.</summary>
public enum StageKind
{
    /// <summary>Talk: between agents, or with a user.</summary>
    Communicate = 0,

    /// <summary>Looking.</summary>
    Explore = 1,

    /// <summary>Checking.</summary>
    Verify = 2,

    /// <summary>Changing something.</summary>
    Change = 3,

    /// <summary>What comes after the last edit.</summary>
    HandIn = 4,
}

/// <summary>Why a stage begins where it does. Where too many places qualify, those with the greater number stay.</summary>
public enum StageCut
{
    /// <summary>The run begins.</summary>
    Start = 0,

    /// <summary>Looking gives way to acting, or acting to looking.</summary>
    Shift = 1,

    /// <summary>Another agent takes over.</summary>
    HandOver = 2,

    /// <summary>The user has answered.</summary>
    UserReply = 3,

    /// <summary>Work is taken back.</summary>
    Backtracking = 4,

    /// <summary>A check went worse than the one before.</summary>
    Regression = 5,

    /// <summary>The last edit is behind.</summary>
    HandIn = 6,

    /// <summary>The first edit.</summary>
    FirstEdit = 7,
}
