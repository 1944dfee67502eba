namespace Stopwise.Traces.Costs;

/// <summary>Why a call may have been in vain. One call can be in several kinds.</summary>
public enum WasteKind
{
    /// <summary>After the last change that the result needed: known with hindsight only, no rule could have seen it.</summary>
    AfterLastChange = 0,

    /// <summary>While a loop rule fires: the same action again and again, or two that alternate.</summary>
    InLoop = 1,

    /// <summary>The same action with the same result as earlier in the run.</summary>
    Repeated = 2,

    /// <summary>The step ended in an error.</summary>
    InError = 3,

    /// <summary>In a run that failed, by a trusted verdict.</summary>
    FailedRun = 4,
}

/// <summary>The calls of one kind in one run.</summary>
/// <param name="Kind">Why they may have been in vain.</param>
/// <param name="Spent">What they spent.</param>
public sealed record RunWaste(WasteKind Kind, Spend Spent);

/// <summary>The calls of one kind over runs. Kinds overlap, so they must not be added up.</summary>
/// <param name="Kind">Why they may have been in vain.</param>
/// <param name="RunsWith">Runs that have such calls.</param>
/// <param name="Spent">What they spent, over all runs.</param>
public sealed record WasteSum(WasteKind Kind, int RunsWith, SpendSum Spent);
