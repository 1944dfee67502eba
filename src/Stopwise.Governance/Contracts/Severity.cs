namespace Stopwise.Governance.Contracts;

/// <summary>How much a broken contract matters: the levels of SARIF 2.1.0, 3.27.10.</summary>
public enum Severity
{
    /// <summary>Worth knowing; never fails a job.</summary>
    Note,

    /// <summary>Worth a look; fails a job only where that is asked for.</summary>
    Warning,

    /// <summary>Must not happen; fails a job.</summary>
    Error,
}
