namespace Stopwise.Traces.Rehearsal;

/// <summary>What counts as harm. The two are never mixed.</summary>
public enum StopLoss
{
    /// <summary>Of the runs that would have succeeded, the share that is stopped too early.</summary>
    GoodRunsStopped = 0,

    /// <summary>Of all runs, the share that would have succeeded and is stopped too early.</summary>
    SuccessPoints = 1,
}

/// <summary>What a stop does with the work so far. The numbers are the loss columns of a run table.</summary>
public enum StopSettlement
{
    /// <summary>The work so far is handed in; only a stop before the last useful change harms.</summary>
    HandIn = 0,

    /// <summary>The work is thrown away; every stop of a good run harms.</summary>
    Discard = 1,
}

/// <summary>The promise to rehearse and how to rehearse it.</summary>
public sealed record RehearsalOptions
{
    /// <summary>The bound on the harm, above 0 and below 1. The default is 0.10.</summary>
    public double Alpha
    {
        get;
        init => field = Open(value, nameof(Alpha));
    } = 0.10;

    /// <summary>Probability that the calibration draw was unlucky and the bound does not hold, above 0 and below 1. The default is 0.10.</summary>
    public double Delta
    {
        get;
        init => field = Open(value, nameof(Delta));
    } = 0.10;

    /// <summary>What counts as harm. The default is the share of good runs stopped.</summary>
    public StopLoss Loss { get; init; } = StopLoss.GoodRunsStopped;

    /// <summary>What a stop does. The default hands in the work so far.</summary>
    public StopSettlement Settlement { get; init; } = StopSettlement.HandIn;

    /// <summary>Seed of every draw. The default is 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>True to train and judge learned heads as well, which takes seconds. The default is false.</summary>
    public bool Heads { get; init; }

    /// <summary>True to judge exits of runs that look finished as well. The default is false: few runs go on for long after they are done.</summary>
    public bool Done { get; init; }

    /// <summary>Parts of the cross-fitting: each task is judged by a policy calibrated without it. 2 to 50, the default is 5.</summary>
    public int Folds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 50);
            field = value;
        }
    } = 5;

    /// <summary>Draws of the task bootstrap, at least 100. The default is 400.</summary>
    public int BootstrapDraws
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 100);
            field = value;
        }
    } = 400;

    private static double Open(double value, string name) =>
        value is > 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must lie above 0 and below 1.");
}
