namespace Stopwise.Governance.Contracts.Automata;

/// <summary>The automata of the regular patterns. Atom numbers are bits: the first predicate of a pattern is 1, the second 2.</summary>
internal static class RegularPatterns
{
    private const int First = 1;
    private const int Second = 2;

    /// <summary>Letters of a repetition in a row: the row goes on, another begins, or it is interrupted.</summary>
    public const int Again = 1;

    /// <inheritdoc cref="Again"/>
    public const int Anew = 2;

    /// <inheritdoc cref="Again"/>
    public const int Interrupted = 4;

    /// <summary>G (when -> must), which is also the alphabet of a role: one state.</summary>
    public static Automaton Step() =>
        new Automaton(atoms: 2, states: 1) { Subject = First }.On(0, First, Second, to: 0, breaks: true);

    /// <summary>G !what: one state.</summary>
    public static Automaton Absence() => new Automaton(atoms: 1, states: 1).On(0, First, 0, to: 0, breaks: true);

    /// <summary>F what: waiting (0), happened (1), missed (2).</summary>
    public static Automaton Existence(int? within) =>
        new Automaton(atoms: 1, states: 3)
        {
            Owing = 0,
            Settled = 1,
            Late = 2,
            Within = within,
            Answer = First,
        }
            .On(0, First, 0, to: 1)
            .On(2, First, 0, to: 1);

    /// <summary>!then W first: waiting (0), came (1).</summary>
    public static Automaton Precedence() =>
        new Automaton(atoms: 2, states: 2)
        {
            Settled = 1,
            Answer = First,
            Subject = Second,
        }
            .On(0, First, 0, to: 1)
            .On(0, Second, First, to: 0, breaks: true);

    /// <summary>G (when -> F then): idle (0), owing (1).</summary>
    public static Automaton Response(int? within) =>
        new Automaton(atoms: 2, states: 2)
        {
            Owing = 1,
            Late = 0,
            Within = within,
            Answer = Second,
            Subject = First,
        }
            .On(0, First, Second, to: 1, opens: true)
            .On(1, Second, 0, to: 0);

    /// <summary>At most <paramref name="most"/>: a state for each number from 0; one more record breaks it.</summary>
    public static Automaton Repetition(int most)
    {
        var table = new Automaton(atoms: 1, states: most + 1) { Subject = First };
        Count(table, most, First);
        return table;
    }

    /// <summary>The same for a row, whose letters the machine finds by comparing with the record before.</summary>
    public static Automaton Row(int most)
    {
        var table = new Automaton(atoms: 3, states: most + 1) { Subject = Again | Anew };
        Count(table, most, Again);
        for (var state = 0; state <= most; state++)
        {
            table.On(state, Anew, 0, to: 1, opens: true).On(state, Interrupted, 0, to: 0);
        }

        return table;
    }

    private static void Count(Automaton table, int most, int letter)
    {
        for (var state = 0; state <= most; state++)
        {
            table.Slack[state] = (most + 1.0 - state) / (most + 1.0);
            table.On(state, letter, 0, Math.Min(state + 1, most), opens: state == 0, breaks: state == most);
        }
    }
}
