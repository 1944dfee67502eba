using Stopwise.Traces.Suites.Matching;

namespace Stopwise.Traces.Suites;

/// <summary>What a test expects of an answer or of a run.</summary>
internal abstract class Expectation<TSeen>
{
    /// <summary>The line of the suite file.</summary>
    public required long Line { get; init; }

    /// <summary>What is expected, in words that follow "expected".</summary>
    public abstract string Words { get; }

    /// <summary>The calls that it speaks of.</summary>
    public virtual IEnumerable<CallMatch> Calls => [];

    public abstract bool Holds(TSeen seen);

    /// <summary>What a reader must see of what does not fit, in words that follow "found".</summary>
    public abstract string Found(TSeen seen);
}

/// <summary>Expects that something is not so.</summary>
internal sealed class NotExpectation<TSeen>(Expectation<TSeen> inner) : Expectation<TSeen>
{
    public override string Words => $"anything but {inner.Words}";

    public override IEnumerable<CallMatch> Calls => inner.Calls;

    public override bool Holds(TSeen seen) => !inner.Holds(seen);

    public override string Found(TSeen seen) => inner.Found(seen);
}
