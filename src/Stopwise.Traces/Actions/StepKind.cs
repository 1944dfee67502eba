namespace Stopwise.Traces.Actions;

/// <summary>What a call or step is for, by what it does and not by what it says. Of several, the greatest counts.</summary>
public enum StepKind
{
    /// <summary>It talks: to the user, to another agent, to nobody.</summary>
    Communicate = 0,

    /// <summary>It only looks.</summary>
    Explore = 1,

    /// <summary>It runs a check: tests, a build, a linter, a script the run wrote to see whether something works.</summary>
    Verify = 2,

    /// <summary>It alters something that outlives it: files, packages, processes, records of a remote system.</summary>
    Change = 3,
}
