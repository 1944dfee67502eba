namespace Stopwise.Traces.Onset.Rules;

/// <summary>How a call writes a file.</summary>
internal enum WriteMode
{
    /// <summary>It alters what is there: needs to know the text.</summary>
    InPlace,

    /// <summary>It writes the whole file: makes it or puts another in its place.</summary>
    Whole,

    /// <summary>Code does it, and how is not plain to see.</summary>
    ByCode,

    /// <summary>It moves, removes or restores it: the text plays no part.</summary>
    Moved,
}
