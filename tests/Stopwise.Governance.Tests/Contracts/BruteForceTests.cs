using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;
using Stopwise.Governance.Tests.Contracts.Reference;

namespace Stopwise.Governance.Tests.Contracts;

/// <summary>
/// Every verdict on every short run: at the end as the definition says, before it as all continuations together say, and the
/// first violating record as the shortest prefix that none of them mends.
/// </summary>
public class BruteForceTests
{
    private static readonly Letter None = new();
    private static readonly Letter First = new(First: true);
    private static readonly Letter Second = new(Second: true);
    private static readonly Letter Both = new(First: true, Second: true);
    private static readonly Letter From = new(From: true);
    private static readonly Letter Until = new(Until: true);

    private static readonly Letter[] One = Timed(None, First);
    private static readonly Letter[] Two = Timed(None, First, Second, Both);

    /// <summary>No word satisfies z: a run can always touch a file that it has not touched yet.</summary>
    private static readonly Letter[] Keyed =
    [
        None,
        First,
        Second,
        .. Keys(First, "x", "y"),
        .. Keys(Second, "x", "y", "z"),
        .. Keys(Both, "x"),
        .. Keys(None, "x", "y", "z"),
    ];

    private static readonly Letter[] Scoped =
    [
        None,
        First,
        Second,
        From,
        Until,
        new(From: true, Until: true),
        new(First: true, Until: true),
        new(Second: true, From: true),
        new(First: true, Later: true),
        new(Later: true),
    ];

    private static Pattern Step => Pattern.Step(Letter.IsFirst, Letter.IsSecond);
    private static Pattern Never => Pattern.Never(Letter.IsFirst);
    private static Pattern Precedence => Pattern.Precedence(Letter.IsFirst, Letter.IsSecond);

    private static Pattern Happens(int? within = null) => Pattern.Happens(Letter.IsFirst, within);

    private static Pattern Response(int? within = null) => Pattern.Response(Letter.IsFirst, Letter.IsSecond, within);

    private static Pattern Repetition(SameBy same, bool inARow) => Pattern.Repetition(Letter.IsFirst, 2, same, inARow);

    [Fact]
    public void Patterns_of_one_predicate()
    {
        Compare(Never.Set(), One, longest: 7, ahead: 2);
        Compare(Happens().Set(), One, longest: 7, ahead: 2);
        Compare(Happens(within: 1).Set(), One, longest: 7, ahead: 3);
        Compare(Happens(within: 2).Set(), One, longest: 7, ahead: 3);
        Compare(Pattern.Termination(2, Letter.IsFirst).Set(), One, longest: 7, ahead: 3);
    }

    [Fact]
    public void Patterns_of_two_predicates()
    {
        Compare(Step.Set(), Two, longest: 5, ahead: 2);
        Compare(Pattern.Alphabet(Letter.IsFirst, Letter.IsSecond).Set(), Two, longest: 5, ahead: 2);
        Compare(Precedence.Set(), Two, longest: 5, ahead: 2);
        Compare(Response().Set(), Two, longest: 5, ahead: 2);
        Compare(Response(within: 1).Set(), Two, longest: 5, ahead: 2);
        Compare(Response(within: 2).Set(), Two, longest: 5, ahead: 2);
    }

    [Fact]
    public void Repetitions()
    {
        Letter[] said =
        [
            None with
            {
                Said = "p",
            },
            First with
            {
                Said = "p",
            },
            First with
            {
                Said = "q",
            },
            None with
            {
                Kind = RecordKind.Observation,
            },
            First with
            {
                Said = "p",
                Kind = RecordKind.Observation,
            },
        ];
        foreach (var same in Enum.GetValues<SameBy>())
        {
            Compare(Repetition(same, inARow: false).Set(), said, longest: 6, ahead: 3);
            Compare(Repetition(same, inARow: true).Set(), said, longest: 6, ahead: 3);
        }
    }

    [Fact]
    public void Flows()
    {
        Letter[] linked =
        [
            None,
            First,
            Second,
            None with
            {
                On = 1,
            },
            Second with
            {
                On = 1,
            },
            Second with
            {
                On = 2,
            },
            Both with
            {
                On = 1,
            },
            None with
            {
                On = 1,
                Unless = true,
            },
            Second with
            {
                On = 1,
                Unless = true,
            },
        ];
        var flow = Pattern.Flow(Letter.IsFirst, Letter.IsSecond, Letter.IsUnless);
        Compare(flow.Set(), linked, longest: 5, ahead: 2);
        Compare(
            flow.Set(from: Letter.IsFrom, until: Letter.IsUntil),
            [First, Second with { On = 1 }, Second with { On = 2 }, None with { On = 1 }, From, Until],
            longest: 6,
            ahead: 3
        );
    }

    [Fact]
    public void Slices()
    {
        Letter[] later = [.. Keyed, None with { Later = true }, .. Keys(Second with { Later = true }, "x")];
        Compare(Step.Set(SliceBy.File), Keyed, longest: 4, ahead: 1);
        Compare(Never.Set(SliceBy.File), Keyed, longest: 4, ahead: 1);
        Compare(Precedence.Set(SliceBy.File), Keyed, longest: 4, ahead: 1);
        Compare(Happens().Set(SliceBy.File), Keyed, longest: 4, ahead: 1);
        Compare(Response().Set(SliceBy.File), Keyed, longest: 4, ahead: 1);
        Compare(Happens(within: 1).Set(SliceBy.File), later, longest: 4, ahead: 1);
        Compare(Response(within: 1).Set(SliceBy.File), later, longest: 4, ahead: 1);
        Letter[] few = [None, First, .. Keys(First, "x", "y"), .. Keys(None, "x")];
        Compare(Repetition(SameBy.None, inARow: false).Set(SliceBy.File), few, longest: 6, ahead: 3);
        Compare(Repetition(SameBy.Action, inARow: false).Set(SliceBy.File), few, longest: 6, ahead: 3);
        Compare(Repetition(SameBy.None, inARow: true).Set(SliceBy.File), few, longest: 6, ahead: 3);
    }

    [Fact]
    public void Scopes()
    {
        foreach (var pattern in new[] { Step, Never, Precedence, Happens(), Happens(1), Response(), Response(1) })
        {
            Compare(pattern.Set(from: Letter.IsFrom), Scoped, longest: 4, ahead: 2);
            Compare(pattern.Set(until: Letter.IsUntil), Scoped, longest: 4, ahead: 2);
            Compare(pattern.Set(from: Letter.IsFrom, until: Letter.IsUntil), Scoped, longest: 4, ahead: 2);
        }

        Letter[] few = [First, From, Until];
        Compare(Repetition(SameBy.None, false).Set(from: Letter.IsFrom, until: Letter.IsUntil), few, 8, ahead: 4);
        Compare(Repetition(SameBy.None, true).Set(from: Letter.IsFrom, until: Letter.IsUntil), few, 8, ahead: 4);
    }

    [Fact]
    public void Slices_in_scopes()
    {
        Letter[] letters =
        [
            From,
            Until,
            First,
            Second,
            .. Keys(First, "x", "y"),
            .. Keys(Second, "x", "z"),
            None with
            {
                Later = true,
            },
        ];
        // To break what a record without a key has answered takes three more: the stretch ends, another begins, and it breaks.
        Letter[] few = [From, Until, First, .. Keys(First, "x"), .. Keys(Second, "z")];
        foreach (var pattern in new[] { Step, Never, Precedence, Happens(), Happens(1), Response(), Response(1) })
        {
            var set = pattern.Set(SliceBy.File, from: Letter.IsFrom, until: Letter.IsUntil);
            Compare(set, letters, longest: 5, ahead: 3);
            Compare(set, few, longest: 6, ahead: 3);
        }
    }

    private static void Compare(ContractSet set, Letter[] alphabet, int longest, int ahead)
    {
        var words = new ShortWords(set.Contracts[0], alphabet, longest);
        words.Compare(set, ahead).ShouldBeGreaterThan(1_000);
    }

    private static Letter[] Timed(params Letter[] letters) =>
        [.. letters, .. letters.Select(l => l with { Later = true })];

    private static IEnumerable<Letter> Keys(Letter letter, params string[] keys) =>
        keys.Select(k => letter with { Key = k });
}
