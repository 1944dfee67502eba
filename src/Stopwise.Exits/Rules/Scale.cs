namespace Stopwise.Exits.Rules;

/// <summary>How a term of an additive score reads its signal.</summary>
public enum Scale : byte
{
    /// <summary>As it is.</summary>
    Identity = 0,

    /// <summary><c>ln(1 + x)</c>, for counts that grow over orders of magnitude; not known below -1.</summary>
    LogPlusOne = 1,
}
