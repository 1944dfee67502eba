using FsCheck;
using FsCheck.Fluent;
using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Tests.Contracts;

/// <summary>
/// Runs that keep a contract, into which one violation is put at a known place: every one is found, and at the right record.
/// With and without slices, and with and without a scope.
/// </summary>
public class InjectionTests
{
    private const RecordFacts Opens = RecordFacts.Plan;
    private const RecordFacts Closes = RecordFacts.Claim;
    private const int Bound = 3;

    private static readonly Predicate Read = Predicate.Does(RecordFacts.Read);
    private static readonly Predicate Edit = Predicate.Does(RecordFacts.Edit);

    /// <summary>The kinds of contracts: how a run keeps each, and what breaks it where.</summary>
    private static readonly Kind[] Kinds =
    [
        new("step", Pattern.Step(Edit, Read), RecordFacts.Edit | RecordFacts.Read, [RecordFacts.Edit], Broken: 0),
        new("absence", Pattern.Never(Edit), RecordFacts.Read, [RecordFacts.Edit], Broken: 0),
        new(
            "alphabet",
            Pattern.Alphabet(Edit, Read),
            RecordFacts.Edit | RecordFacts.Read,
            [RecordFacts.Edit],
            Broken: 0
        ),
        new("precedence", Pattern.Precedence(Read, Edit), RecordFacts.Search, [RecordFacts.Edit], Broken: 0),
        new("response", Pattern.Response(Edit, Read), RecordFacts.Search, [RecordFacts.Edit], Broken: null, Cause: 0),
        new(
            "response-within",
            Pattern.Response(Edit, Read, Bound),
            RecordFacts.Edit | RecordFacts.Read,
            [RecordFacts.Edit, 0, 0, 0, 0],
            Broken: 4,
            Cause: 0
        ),
        new("existence", Pattern.Happens(Read), RecordFacts.Search, [RecordFacts.Search], Broken: null),
        new(
            "repetition",
            Pattern.Repetition(Edit, Bound),
            RecordFacts.Search,
            [RecordFacts.Edit, RecordFacts.Edit, 0, RecordFacts.Edit, RecordFacts.Edit],
            Broken: 4,
            Cause: 0
        ),
        new(
            "repetition-row",
            Pattern.Repetition(Edit, 2, SameBy.Action, inARow: true),
            RecordFacts.Search,
            [RecordFacts.Edit, RecordFacts.Edit, RecordFacts.Edit],
            Broken: 2,
            Cause: 0
        ),
    ];

    [Fact]
    public void Every_violation_is_found_at_its_record()
    {
        var found = 0;
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
                seed =>
                {
                    foreach (var kind in Kinds)
                    {
                        foreach (var sliced in new[] { false, true })
                        {
                            foreach (var scoped in new[] { false, true })
                            {
                                Inject(kind, sliced, scoped, new Random(seed));
                                found++;
                            }
                        }
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure);
        found.ShouldBe(Kinds.Length * 4 * 100);
    }

    [Fact]
    public void Bounded_existence_breaks_at_the_first_record_after_its_last_step() =>
        Prop.ForAll(
                Gen.Choose(1, 40).ToArbitrary(),
                within =>
                {
                    foreach (var pattern in new[] { Pattern.Happens(Read, within), Pattern.Termination(within, Read) })
                    {
                        var run = Make.Run([.. Enumerable.Repeat(RecordFacts.Search, within + 5)]);
                        var first = pattern.Set().Judge(run).First.ShouldNotBeNull();
                        (first.Seq, first.Step, first.CauseSeq, first.AtEnd).ShouldBe((within, within, null, false));
                        pattern.Set().Judge(run.Take(within), over: false).Status.ShouldBe(ContractStatus.Unknown);
                        var kept = run.Take(within - 1).Append(Make.Record(within - 1, within - 1, RecordFacts.Read));
                        pattern.Set().Judge(kept).Status.ShouldBe(ContractStatus.Pass);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_flow_is_found_where_the_label_arrives() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var (source, hops) = (random.Next(10), 1 + random.Next(10));
                    var run = Make.Run([.. Enumerable.Repeat(RecordFacts.Edit, 40)]).ToArray();
                    run[source] = run[source] with { Facts = RecordFacts.Read };
                    var at = source;
                    for (var hop = 0; hop < hops; hop++)
                    {
                        var next = at + 1 + random.Next(3);
                        var last = hop == hops - 1;
                        run[next] = run[next] with
                        {
                            Facts = last ? RecordFacts.Edit : RecordFacts.Search,
                            Provenance =
                            [
                                new Origin(OriginKind.Model, -1, ""),
                                new Origin(OriginKind.Tool, at, "tool"),
                            ],
                        };
                        at = next;
                    }

                    var flow = Pattern.Flow(Read, Edit, Predicate.Does(RecordFacts.Check));
                    var first = flow.Set().Judge(run).First.ShouldNotBeNull();
                    (first.Seq, first.CauseSeq, first.AtEnd).ShouldBe((at, source, false));

                    // Cleaned on its way, it never arrives.
                    var hub = run[at].Provenance[1].Seq;
                    run[hub] = run[hub] with { Facts = RecordFacts.Check };
                    flow.Set().Judge(run).Status.ShouldBe(ContractStatus.Pass);
                }
            )
            .Check(Config.QuickThrowOnFailure);

    [Theory]
    [InlineData(Spending.Tokens)]
    [InlineData(Spending.InputTokens)]
    [InlineData(Spending.OutputTokens)]
    [InlineData(Spending.Usd)]
    [InlineData(Spending.Steps)]
    [InlineData(Spending.Calls)]
    [InlineData(Spending.Minutes)]
    public void A_budget_breaks_at_the_record_that_exceeds_it(Spending of) =>
        Prop.ForAll(
                Gen.Choose(1, 50).ToArbitrary(),
                limit =>
                {
                    foreach (var each in new[] { SliceBy.Run, SliceBy.Agent })
                    {
                        var run = Make.Run(new RecordFacts[60])
                            .Select(r =>
                                r with
                                {
                                    Agent = "a",
                                    At = DateTimeOffset.UnixEpoch.AddMinutes(r.Seq),
                                    Cost = of switch
                                    {
                                        Spending.Usd => new RecordCost(0, 0, 0, 1, false),
                                        Spending.OutputTokens => new RecordCost(5, 1, 0, null, false),
                                        _ => new RecordCost(1, 0, 0, null, false),
                                    },
                                }
                            )
                            .ToList();
                        // The first record is minute 0 and unit 1.
                        var seq = of == Spending.Minutes ? limit + 1 : limit;
                        var first = Pattern.Budget(of, limit).Set(each).Judge(run).First.ShouldNotBeNull();
                        (first.Seq, first.CauseSeq, first.AtEnd).ShouldBe((seq, null, false));
                        Pattern.Budget(of, limit).Set(each).Judge(run.Take(seq)).Status.ShouldBe(ContractStatus.Pass);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_budget_whose_costs_are_not_all_known_is_unknown_until_the_known_ones_exceed_it()
    {
        var dollars = Pattern.Budget(Spending.Usd, 2).Set();
        MessageActionRecord Spends(int seq, decimal? usd) =>
            Make.Record(seq, seq) with
            {
                Cost = new RecordCost(1, 1, 0, usd, false),
            };

        dollars.Judge([Spends(0, 1), Spends(1, null)]).Status.ShouldBe(ContractStatus.Unknown);
        dollars.Judge([Spends(0, 1), Spends(1, 1)]).Status.ShouldBe(ContractStatus.Pass);
        dollars.Judge([Spends(0, 1), Spends(1, null), Spends(2, 1.01m)]).First?.Seq.ShouldBe(2);
    }

    private static void Inject(Kind kind, bool sliced, bool scoped, Random random)
    {
        // Before the scope opens anything may happen: here, what would break the contract.
        var run = new List<MessageActionRecord>();
        void Add(RecordFacts facts, string key) =>
            run.Add(Make.Record(run.Count, run.Count, facts, sliced && key.Length > 0 ? [key] : []));

        if (scoped)
        {
            kind.Breaking.ToList().ForEach(facts => Add(facts, "x"));
            Add(Opens, "");
        }

        var opened = run.Count - 1;
        Noise(random.Next(8));
        var at = run.Count;
        foreach (var facts in kind.Breaking)
        {
            Add(facts, facts == 0 && sliced ? "" : "x");
        }

        Noise(random.Next(8));
        var close = run.Count;
        if (scoped)
        {
            Add(Closes, "");
            kind.Breaking.ToList().ForEach(facts => Add(facts, "z"));
        }

        var set = kind.Pattern.Set(
            sliced ? SliceBy.File : SliceBy.Run,
            scoped ? Predicate.Does(Opens) : null,
            scoped ? Predicate.Does(Closes) : null
        );
        var first = set.Judge(run).First.ShouldNotBeNull($"{kind.Name} {sliced} {scoped}");
        var existence = kind.Pattern is ExistencePattern;
        var cause =
            existence
                ? (
                    sliced ? run.First(r => r.Seq > opened && r.Writes.Count > 0).Seq
                    : scoped ? opened
                    : (int?)null
                )
            : kind.Cause is { } offset ? at + offset
            : scoped ? opened
            : null;
        first.Seq.ShouldBe(
            kind.Broken is { } broken ? at + broken
                : scoped ? close
                : run.Count - 1,
            kind.Name
        );
        first.CauseSeq.ShouldBe(cause, kind.Name);
        first.AtEnd.ShouldBe(kind.Broken is null && !scoped, kind.Name);
        first.Key.ShouldBe(
            !sliced ? null
                : existence ? run[cause!.Value].Writes[0]
                : "x",
            kind.Name
        );

        void Noise(int records)
        {
            for (var i = 0; i < records; i++)
            {
                Add(kind.Kept, "y");
            }
        }
    }

    /// <param name="Name">For messages.</param>
    /// <param name="Pattern">The pattern.</param>
    /// <param name="Kept">What may be done as often as one likes.</param>
    /// <param name="Breaking">What is put in.</param>
    /// <param name="Broken">Which of these records breaks it; null where only the end does.</param>
    /// <param name="Cause">Which of them is to blame beside that one.</param>
    private sealed record Kind(
        string Name,
        Pattern Pattern,
        RecordFacts Kept,
        RecordFacts[] Breaking,
        int? Broken,
        int? Cause = null
    );
}
