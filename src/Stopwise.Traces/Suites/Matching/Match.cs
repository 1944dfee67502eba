namespace Stopwise.Traces.Suites.Matching;

/// <summary>A condition on one value.</summary>
internal abstract class Match
{
    /// <summary>The condition in words that follow the name of the value: <c>contains "refund"</c>.</summary>
    public abstract string Words { get; }

    public abstract bool Holds(SeenValue value);

    /// <summary>What a reader must see of a value that does not fit.</summary>
    public virtual string Found(SeenValue value) => Clip.Of(value.Text);
}

/// <summary>Holds where another condition does not.</summary>
internal sealed class NotMatch(Match inner) : Match
{
    public override string Words => $"does not fit: {inner.Words}";

    public override bool Holds(SeenValue value) => !inner.Holds(value);

    public override string Found(SeenValue value) => inner.Found(value);
}

/// <summary>Holds where all conditions do.</summary>
internal sealed class AllMatch(IReadOnlyList<Match> all) : Match
{
    public override string Words => string.Join(" and ", all.Select(m => m.Words));

    public override bool Holds(SeenValue value) => all.All(m => m.Holds(value));

    public override string Found(SeenValue value) => (all.FirstOrDefault(m => !m.Holds(value)) ?? all[0]).Found(value);
}
