namespace Stopwise.Exits.Recipes;

/// <summary>What a stop does about the units it skips: who owes what to later work.</summary>
public enum Settlement : byte
{
    /// <summary>Nothing is owed: layers of a classifier, steps of one sample, epochs, candidates.</summary>
    None = 0,

    /// <summary>Skipped layers get their entries from the state that left early. Cheap, lossy.</summary>
    CopyForward = 1,

    /// <summary>Skipped layers hold no entry for this token. Free, lossy.</summary>
    Hole = 2,

    /// <summary>Depth never grows with position, so no later token misses an entry; see <see cref="Hosts.MonotoneGuard"/>.</summary>
    MonotoneGuard = 3,

    /// <summary>The remaining units run later for a whole block and decide what is kept.</summary>
    VerifyBlock = 4,

    /// <summary>The work so far is handed in, by one wrap-up turn or as it stands; then the run ends.</summary>
    HandIn = 5,

    /// <summary>The run ends and its work is thrown away.</summary>
    Discard = 6,
}

/// <summary>What a settlement promises.</summary>
public static class SettlementExtensions
{
    /// <summary>
    /// True where the output equals the one of the full computation whatever the rule does. Only verification gives
    /// that; where nothing is owed later units are untouched, but the answer may still differ.
    /// </summary>
    public static bool IsExact(this Settlement settlement) => settlement == Settlement.VerifyBlock;
}
