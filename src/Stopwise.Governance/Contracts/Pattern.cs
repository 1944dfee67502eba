namespace Stopwise.Governance.Contracts;

/// <summary>
/// What must or must not happen: the property patterns of Dwyer, Avrunin and Corbett (ICSE 1999) over finite runs, and the
/// bounded counts, budgets and flows of arXiv 2603.18096.
/// </summary>
/// <remarks>
/// All but <see cref="Budget"/> and <see cref="Flow"/> are regular and become explicit automata; those two are registers.
/// Bounds in steps are steps of the run, not records: <c>within: 2</c> of a record in step 5 is kept by any record up to and
/// including step 7. While a run goes on a verdict is pass or fail only where no continuation can change it; a violation is at
/// the first record after which none can mend it, or at the end where something was owed. A record that matches both
/// predicates of a pattern answers itself, precedes itself, and is a flow of its own.
/// </remarks>
public abstract record Pattern
{
    /// <summary>The largest number of steps or repetitions that a pattern may name.</summary>
    public const int MostSteps = 100_000;

    private protected Pattern() { }

    /// <summary>Every record that matches <paramref name="when"/> matches <paramref name="must"/> too.</summary>
    /// <remarks>Fails at the record; passes only when the run is over. Subject to it is what matches <paramref name="when"/>.</remarks>
    public static Pattern Step(Predicate when, Predicate must) => new StepPattern(Given(when), Given(must));

    /// <summary>No record matches.</summary>
    /// <remarks>Fails at the record; passes only when the run is over. Every record is subject to it.</remarks>
    public static Pattern Never(Predicate what) => new AbsencePattern(Given(what));

    /// <summary>Some record matches, within a number of steps where one is given.</summary>
    /// <param name="what">What must happen.</param>
    /// <param name="within">Steps after the beginning; null for any time before the end.</param>
    /// <remarks>Passes at the record; fails at the first record of a step beyond the bound, or at the end.</remarks>
    public static Pattern Happens(Predicate what, int? within = null) =>
        new ExistencePattern(Given(what), Bounded(within));

    /// <summary>No record matches <paramref name="then"/> unless it or an earlier one matches <paramref name="first"/>.</summary>
    /// <remarks>Passes at the first record that matches <paramref name="first"/>; fails at the record that matches only <paramref name="then"/>.</remarks>
    public static Pattern Precedence(Predicate first, Predicate then) =>
        new PrecedencePattern(Given(first), Given(then));

    /// <summary>Every record that matches <paramref name="when"/> matches <paramref name="then"/>, or a later one does.</summary>
    /// <param name="when">What calls for an answer.</param>
    /// <param name="then">What answers.</param>
    /// <param name="within">Steps from the record that calls; null for any time before the end.</param>
    /// <remarks>Fails at the first record of a step beyond the bound, or at the end; the earliest unanswered record is the cause. Passes only when the run is over.</remarks>
    public static Pattern Response(Predicate when, Predicate then, int? within = null) =>
        new ResponsePattern(Given(when), Given(then), Bounded(within));

    /// <summary>At most <paramref name="most"/> records match, counted by what they share.</summary>
    /// <param name="what">What is counted.</param>
    /// <param name="most">The largest number that is kept, from 1.</param>
    /// <param name="same">What they share.</param>
    /// <param name="inARow">True where only repetitions without another record of the same kind between them count.</param>
    /// <remarks>Fails at record <paramref name="most"/> + 1, whose cause is the first of them; passes only when the run is over.</remarks>
    public static Pattern Repetition(Predicate what, int most, SameBy same = SameBy.None, bool inARow = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, RepetitionPattern.Largest);
        return new RepetitionPattern(Given(what), most, same, inARow);
    }

    /// <summary>A record that matches <paramref name="who"/> does nothing but what <paramref name="only"/> matches.</summary>
    /// <remarks>Fails at the record; passes only when the run is over.</remarks>
    public static Pattern Alphabet(Predicate who, Predicate only) => new AlphabetPattern(Given(who), Given(only));

    /// <summary>No more than <paramref name="limit"/> is spent.</summary>
    /// <remarks>Fails at the record that exceeds it. At the end it is unknown where costs are, unless the known ones exceed it.</remarks>
    public static Pattern Budget(Spending of, decimal limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return new BudgetPattern(of, limit);
    }

    /// <summary>The run comes to its end within a number of steps.</summary>
    /// <param name="within">Steps from the beginning.</param>
    /// <param name="with">What ends it.</param>
    /// <remarks>Passes and fails as <see cref="Happens"/> does.</remarks>
    public static Pattern Termination(int within, Predicate with) => new ExistencePattern(Given(with), Bounded(within));

    /// <summary>Nothing that depends on what matches <paramref name="from"/> matches <paramref name="to"/>.</summary>
    /// <param name="from">Where the label is put on.</param>
    /// <param name="to">Where it must not arrive.</param>
    /// <param name="unless">What takes it off.</param>
    /// <remarks>Fails at the record where a label arrives, whose cause is the earliest source; passes only when the run is over.</remarks>
    public static Pattern Flow(Predicate from, Predicate to, Predicate? unless = null) =>
        new FlowPattern(Given(from), Given(to), unless);

    private static Predicate Given(Predicate what)
    {
        ArgumentNullException.ThrowIfNull(what);
        return what;
    }

    private static int? Bounded(int? within)
    {
        if (within is { } steps)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, MostSteps);
        }

        return within;
    }
}

/// <summary>What repeated records have in common.</summary>
public enum SameBy
{
    /// <summary>Nothing: all that match are counted together.</summary>
    None,

    /// <summary>Name and payload.</summary>
    Action,

    /// <summary>Name.</summary>
    Tool,

    /// <summary>Payload.</summary>
    Result,
}

/// <summary>What a budget counts.</summary>
public enum Spending
{
    /// <summary>Input and output tokens.</summary>
    Tokens,

    /// <summary>Input tokens, cached ones included.</summary>
    InputTokens,

    /// <summary>Output tokens.</summary>
    OutputTokens,

    /// <summary>US dollars.</summary>
    Usd,

    /// <summary>Steps of the run that have a record.</summary>
    Steps,

    /// <summary>Actions.</summary>
    Calls,

    /// <summary>Minutes between the first record and the latest.</summary>
    Minutes,
}

internal sealed record StepPattern(Predicate When, Predicate Must) : Pattern;

internal sealed record AbsencePattern(Predicate What) : Pattern;

internal sealed record ExistencePattern(Predicate What, int? Within) : Pattern;

internal sealed record PrecedencePattern(Predicate First, Predicate Then) : Pattern;

internal sealed record ResponsePattern(Predicate When, Predicate Then, int? Within) : Pattern;

internal sealed record RepetitionPattern(Predicate What, int Most, SameBy Same, bool InARow) : Pattern
{
    /// <summary>One state a repetition: a table larger than this says nothing that a budget does not.</summary>
    public const int Largest = 10_000;
}

internal sealed record AlphabetPattern(Predicate Who, Predicate Only) : Pattern;

internal sealed record BudgetPattern(Spending Of, decimal Limit) : Pattern;

internal sealed record FlowPattern(Predicate From, Predicate To, Predicate? Unless) : Pattern;
