namespace Stopwise.Traces.Kin;

/// <summary>Global alignment of two sequences with linear gaps (Needleman and Wunsch, 1970).</summary>
/// <remarks>
/// Equal beginnings and ends are paired first, which costs no optimality because an equal pair scores most. What lies
/// between is exact up to <see cref="MostCells"/> cells of the table, one byte each. Above that only a band around the
/// diagonal is searched, as wide as the same number of cells allows: memory and time stay bounded, and
/// <see cref="Exact"/> is false.
/// </remarks>
internal sealed class Alignment
{
    /// <summary>Cells that are filled at most: two runs of 8,000 steps.</summary>
    public const int MostCells = 64_000_000;

    private const int Gap = -1;
    private const int Unreachable = int.MinValue / 2;

    private Alignment(List<(int A, int B)> pairs, int score, bool exact) =>
        (Pairs, Score, Exact) = (pairs, score, exact);

    private enum Move : byte
    {
        Pair,
        OnlyA,
        OnlyB,
    }

    /// <summary>The columns in order; -1 where one side has a gap.</summary>
    public IReadOnlyList<(int A, int B)> Pairs { get; }

    /// <summary>Sum over the columns: <see cref="Worth"/> for a pair, -1 for a gap.</summary>
    public int Score { get; }

    /// <summary>False where the runs were too long for the whole table.</summary>
    public bool Exact { get; }

    /// <summary>What a pair is worth; steps with nothing in common are never paired.</summary>
    public static int Worth(KinMatch match) =>
        match switch
        {
            KinMatch.Action => 5,
            KinMatch.Target => 4,
            KinMatch.Kind => 1,
            _ => Unreachable,
        };

    public static Alignment Of(KinStep[] a, KinStep[] b, int mostCells = MostCells)
    {
        // One order for both calls, the longer side first, so that swapping the runs mirrors the columns.
        if (ComesSecond(a, b))
        {
            var mirror = Of(b, a, mostCells);
            return new Alignment([.. mirror.Pairs.Select(p => (p.B, p.A))], mirror.Score, mirror.Exact);
        }

        var shorter = Math.Min(a.Length, b.Length);
        var head = 0;
        while (head < shorter && a[head].Match(b[head]) == KinMatch.Action)
        {
            head++;
        }

        var tail = 0;
        while (tail < shorter - head && a[^(tail + 1)].Match(b[^(tail + 1)]) == KinMatch.Action)
        {
            tail++;
        }

        var pairs = new List<(int, int)>(a.Length + b.Length);
        pairs.AddRange(Enumerable.Range(0, head).Select(i => (i, i)));
        var table = new Table(a[head..^tail], b[head..^tail], mostCells);
        table.Fill();
        pairs.AddRange(table.Columns().Select(c => (c.A < 0 ? -1 : c.A + head, c.B < 0 ? -1 : c.B + head)));
        pairs.AddRange(Enumerable.Range(0, tail).Select(i => (a.Length - tail + i, b.Length - tail + i)));
        return new Alignment(pairs, table.Score + (head + tail) * Worth(KinMatch.Action), table.Exact);
    }

    private static bool ComesSecond(KinStep[] a, KinStep[] b)
    {
        if (a.Length != b.Length)
        {
            return a.Length < b.Length;
        }

        var first = Enumerable.Range(0, a.Length).FirstOrDefault(i => a[i].Deed != b[i].Deed, -1);
        return first >= 0 && string.CompareOrdinal(a[first].Deed, b[first].Deed) > 0;
    }

    private sealed class Table
    {
        private readonly KinStep[] _a;
        private readonly KinStep[] _b;
        private readonly int _half;
        private readonly int _width;
        private readonly Move[] _moves;

        public Table(KinStep[] a, KinStep[] b, int mostCells)
        {
            (_a, _b) = (a, b);
            var (rows, columns) = (a.Length + 1L, b.Length + 1L);
            Exact = rows * columns <= mostCells;
            _half = Exact ? b.Length : (int)Math.Max(1, (mostCells / rows - 1) / 2);
            _width = (int)Math.Min(columns, 2L * _half + 1);
            _moves = new Move[rows * _width];
        }

        public bool Exact { get; }

        public int Score { get; private set; }

        public void Fill()
        {
            var (a, b) = (_a, _b);
            var above = new int[b.Length + 1];
            var row = new int[b.Length + 1];
            var (aboveFrom, aboveTo) = (0, -1);
            for (var i = 0; i <= a.Length; i++)
            {
                var (from, to) = Band(i);
                var moves = _moves.AsSpan((int)((long)i * _width), _width);
                for (var j = from; j <= to; j++)
                {
                    // Ties: a pair before a gap, a step of the longer run before one of the other.
                    var inAbove = j >= aboveFrom && j <= aboveTo;
                    var best = inAbove ? above[j] + Gap : Unreachable;
                    var move = Move.OnlyA;
                    if (j > from && row[j - 1] + Gap > best)
                    {
                        (best, move) = (row[j - 1] + Gap, Move.OnlyB);
                    }

                    if (i > 0 && j > 0 && j - 1 >= aboveFrom && j - 1 <= aboveTo)
                    {
                        var paired = above[j - 1] + Worth(a[i - 1].Match(b[j - 1]));
                        if (paired >= best)
                        {
                            (best, move) = (paired, Move.Pair);
                        }
                    }

                    row[j] = i == 0 && j == 0 ? 0 : Math.Max(best, Unreachable);
                    moves[j - from] = move;
                }

                (above, row) = (row, above);
                (aboveFrom, aboveTo) = (from, to);
            }

            Score = above[b.Length];
        }

        public List<(int A, int B)> Columns()
        {
            var columns = new List<(int, int)>(_a.Length + _b.Length);
            for (int i = _a.Length, j = _b.Length; i > 0 || j > 0; )
            {
                switch (_moves[(long)i * _width + j - Band(i).From])
                {
                    case Move.Pair:
                        columns.Add((--i, --j));
                        break;
                    case Move.OnlyA:
                        columns.Add((--i, -1));
                        break;
                    default:
                        columns.Add((-1, --j));
                        break;
                }
            }

            columns.Reverse();
            return columns;
        }

        /// <summary>The columns that a row has: the band is centred on the diagonal and never leaves the table.</summary>
        private (int From, int To) Band(int i)
        {
            var centre = _a.Length == 0 ? 0 : (int)((long)i * _b.Length / _a.Length);
            var from = Math.Clamp(centre - _half, 0, Math.Max(0, _b.Length + 1 - _width));
            return (from, Math.Min(_b.Length, from + _width - 1));
        }
    }
}
