namespace Stopwise.Governance.Records;

/// <summary>
/// What a record does. Contract files spell the names in kebab case. An observation carries the facts of its action and
/// those that only the result shows. The numbers are written to disk and never change.
/// </summary>
[Flags]
public enum RecordFacts : long
{
    /// <summary>Nothing is known.</summary>
    None = 0,

    /// <summary>A file's text is read.</summary>
    Read = 1L << 0,

    /// <summary>A file that was there is changed.</summary>
    Edit = 1L << 1,

    /// <summary>A file that was not there is made.</summary>
    Create = 1L << 2,

    /// <summary>A file is removed.</summary>
    Delete = 1L << 3,

    /// <summary>Names are listed or text is searched for, without reading a file.</summary>
    Search = 1L << 4,

    /// <summary>Tests, a build, a linter or a script of the run's own is executed.</summary>
    Check = 1L << 5,

    /// <summary>Changes are put back to an earlier state.</summary>
    Revert = 1L << 6,

    /// <summary>Changes are committed.</summary>
    Commit = 1L << 7,

    /// <summary>Changes leave the machine: a push, a published package, a mail, a post.</summary>
    Publish = 1L << 8,

    /// <summary>A network host is contacted.</summary>
    Network = 1L << 9,

    /// <summary>Packages are installed.</summary>
    Install = 1L << 10,

    /// <summary>What it destroys cannot be had back: <c>rm -rf</c>, a dropped table, a forced push, a reset of all work.</summary>
    Destructive = 1L << 11,

    /// <summary>It runs with more rights than the agent's own: <c>sudo</c>, a bypassed permission.</summary>
    Privileged = 1L << 12,

    /// <summary>It may write what cannot be named.</summary>
    Opaque = 1L << 13,

    /// <summary>It holds or touches a secret: a masked token, a key file, an <c>.env</c>.</summary>
    Secret = 1L << 14,

    /// <summary>It changes a record of a service: a booking, an order, an account.</summary>
    Transact = 1L << 15,

    /// <summary>It asks the user for something.</summary>
    Ask = 1L << 16,

    /// <summary>The user agrees to what was asked.</summary>
    Consent = 1L << 17,

    /// <summary>A plan or a list of things to do is written.</summary>
    Plan = 1L << 18,

    /// <summary>Another agent is started or spoken to.</summary>
    Delegate = 1L << 19,

    /// <summary>It claims that work is done or verified.</summary>
    Claim = 1L << 20,

    /// <summary>The last message of the run, or the hand-in of its work.</summary>
    Final = 1L << 21,

    /// <summary>The call failed.</summary>
    Error = 1L << 22,

    /// <summary>A check was run and nothing says that it failed.</summary>
    CheckPassed = 1L << 23,

    /// <summary>A check was run and it failed.</summary>
    CheckFailed = 1L << 24,

    /// <summary>No result of the call is on record.</summary>
    Unanswered = 1L << 25,

    /// <summary>The text tries to give the agent orders although it is data.</summary>
    Injection = 1L << 26,

    /// <summary>The work is outside of the folders that the agent was given.</summary>
    Outside = 1L << 27,
}
