namespace Stopwise.Traces.Replay;

/// <summary>How a cassette is replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>What happens with a call that is not recorded. The default is <see cref="ReplayMode.Strict"/>.</summary>
    public ReplayMode Mode { get; init; }

    /// <summary>What happens when the same is asked more often than it was recorded. The default is <see cref="WhenExhausted.Miss"/>.</summary>
    public WhenExhausted Exhausted { get; init; }

    /// <summary>Answers for whatever model is asked. The default is false: a call of another model is not recorded.</summary>
    public bool AnyModel { get; init; }
}

/// <summary>What happens with a call that is not recorded.</summary>
public enum ReplayMode
{
    /// <summary>It fails, and the replay has diverged.</summary>
    Strict,

    /// <summary>It goes to the live model or tool, and the answer is recorded and counted.</summary>
    Hybrid,
}

/// <summary>What happens when the same is asked more often than it was recorded.</summary>
public enum WhenExhausted
{
    /// <summary>It counts as not recorded.</summary>
    Miss,

    /// <summary>The last recorded answer is given again.</summary>
    RepeatLast,
}
