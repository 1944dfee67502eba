namespace Stopwise.Governance.Contracts.Automata;

/// <summary>
/// The deterministic automaton of a regular pattern as a table: a row a state, a column a letter, which is the set of the
/// pattern's atoms that hold on a record.
/// </summary>
/// <remarks>
/// Its rejecting sink is written as a mark on the transitions into it: a monitor has to go on counting after the first
/// violation, so the table says where to continue. The bounded wait of <c>within</c> is one clock and not a state a step: what
/// happens when it runs out is the column <see cref="Late"/>. The letter without atoms always stays.
/// </remarks>
internal sealed class Automaton
{
    private readonly int _letters;
    private readonly Cell[] _cells;

    /// <param name="atoms">How many atoms there are.</param>
    /// <param name="states">How many states; the first is where a slice begins.</param>
    public Automaton(int atoms, int states)
    {
        _letters = 1 << atoms;
        _cells = new Cell[states * _letters];
        for (var state = 0; state < states; state++)
        {
            _cells.AsSpan(state * _letters, _letters).Fill(new Cell(state, false, false));
        }

        Slack = new double[states];
        Slack.AsSpan().Fill(1);
    }

    public int States => Slack.Length;

    /// <summary>The state from which no continuation breaks it; -1 where there is none.</summary>
    public int Settled { get; init; } = -1;

    /// <summary>The state in which something is owed: the end of the run breaks it there; -1 where nothing ever is.</summary>
    public int Owing { get; init; } = -1;

    /// <summary>Where it goes on when what is owed does not come in time.</summary>
    public int Late { get; init; }

    /// <summary>Steps in which what is owed must come; null for any time before the end.</summary>
    public int? Within { get; init; }

    /// <summary>The letter that keeps a promise for every key when the record bears none; it leads from all states to one.</summary>
    public int Answer { get; init; }

    /// <summary>Letters that make the contract applicable; 0 where any record does.</summary>
    public int Subject { get; init; }

    /// <summary>How far from breaking each state is, from 0 to 1.</summary>
    public double[] Slack { get; }

    public Cell this[int state, int letter] => _cells[(state * _letters) + letter];

    /// <summary>Sets where the letters with these atoms lead.</summary>
    /// <param name="from">The state.</param>
    /// <param name="with">Atoms that hold.</param>
    /// <param name="without">Atoms that do not.</param>
    /// <param name="to">The next state.</param>
    /// <param name="opens">True where the record begins what a violation is later blamed on.</param>
    /// <param name="breaks">True where the transition is into the rejecting sink.</param>
    public Automaton On(int from, int with, int without, int to, bool opens = false, bool breaks = false)
    {
        for (var letter = 0; letter < _letters; letter++)
        {
            if ((letter & with) == with && (letter & without) == 0)
            {
                _cells[(from * _letters) + letter] = new Cell(to, opens, breaks);
            }
        }

        return this;
    }

    /// <summary>One entry of the table.</summary>
    public readonly record struct Cell(int Next, bool Opens, bool Breaks);
}
