namespace Stopwise.Cli;

/// <summary>How the program ends. Scripts rely on the numbers: they never change.</summary>
internal static class ExitCodes
{
    /// <summary>Done, nothing to report.</summary>
    public const int Ok = 0;

    /// <summary>Done, and something was found: a file that failed, a check that did not pass.</summary>
    public const int Findings = 1;

    /// <summary>The command or its input is wrong; standard error says what to do.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by the user before it was done.</summary>
    public const int Stopped = 3;

    /// <summary>The data do not carry the promise that was asked for.</summary>
    public const int CannotPromise = 4;

    /// <summary>A mistake of the program itself, as in <c>sysexits.h</c>.</summary>
    public const int Mistake = 70;
}
