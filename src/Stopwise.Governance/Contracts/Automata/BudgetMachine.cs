using System.Runtime.InteropServices;
using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Contracts.Automata;

/// <summary>Adds up what each slice of a run spends: a register a slice, broken by each record that adds to what is over the limit.</summary>
internal sealed class BudgetMachine : Machine
{
    /// <summary>Keeps sums far from overflow whatever a recording claims: no run spends more.</summary>
    private const decimal MostAtOnce = 1e15m;

    private readonly BudgetPattern _budget;
    private readonly Dictionary<SliceKey, int> _places = [];
    private readonly List<Purse> _purses = [];
    private bool _unknown;

    public BudgetMachine(Contract contract, Scope scope, BudgetPattern budget)
        : base(contract, scope)
    {
        _budget = budget;
        Begin(-1, -1);
    }

    protected override bool IsKnown => !_unknown;

    protected override void Begin(int seq, int step)
    {
        _places.Clear();
        _purses.Clear();
    }

    protected override void Feed(RecordLens seen)
    {
        var keys = seen.Keys(Contract.Each);
        Applied |= keys.Count > 0;
        for (var i = 0; i < keys.Count; i++)
        {
            ref var purse = ref PurseOf(keys[i]);
            if (purse.Seq == seen.Record.Seq)
            {
                continue;
            }

            var spent = Spent(purse, seen);
            Pay(ref purse, spent, seen);
            if (spent > 0 && purse.Spent > _budget.Limit)
            {
                Break(seen, Fault.Record, new Blame(keys[i], -1, -1));
            }
            else if (purse.Spent <= _budget.Limit)
            {
                Came(Left(purse.Spent));
            }
        }

        if (keys.Count > 0)
        {
            // How long it took is what the last record says: an untimed one in between hides nothing.
            _unknown = Lacks(seen.Record) || (_unknown && _budget.Of != Spending.Minutes);
        }
    }

    protected override bool FeedBreaks(RecordLens seen)
    {
        var keys = seen.Keys(Contract.Each);
        for (var i = 0; i < keys.Count; i++)
        {
            var purse = _places.TryGetValue(keys[i], out var place) ? _purses[place] : Purse.Empty;
            var spent = Spent(purse, seen);
            if (spent > 0 && purse.Spent + spent > _budget.Limit)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The share that is left; what is counted in whole numbers keeps its last unit apart from zero, which means broken.</summary>
    private double Left(decimal spent) =>
        Math.Max(
            _budget.Of is Spending.Usd or Spending.Minutes
                ? (double)((_budget.Limit - spent) / _budget.Limit)
                : (double)((_budget.Limit + 1 - spent) / (_budget.Limit + 1)),
            1e-9
        );

    private bool Lacks(MessageActionRecord record) =>
        _budget.Of switch
        {
            Spending.Tokens => record.Cost.InputTokens is null || record.Cost.OutputTokens is null,
            Spending.InputTokens => record.Cost.InputTokens is null,
            Spending.OutputTokens => record.Cost.OutputTokens is null,
            Spending.Usd => record.Cost.Usd is null,
            Spending.Minutes => record.At is null,
            _ => false,
        };

    /// <summary>What a record adds, as far as the recording says.</summary>
    private decimal Spent(in Purse purse, RecordLens seen)
    {
        var record = seen.Record;
        var cost = record.Cost;
        return _budget.Of switch
        {
            Spending.InputTokens => Tokens(cost.InputTokens),
            Spending.OutputTokens => Tokens(cost.OutputTokens),
            Spending.Tokens => Tokens(cost.InputTokens) + Tokens(cost.OutputTokens),
            Spending.Usd => Math.Clamp(cost.Usd ?? 0, 0, MostAtOnce),
            Spending.Steps => seen.Step >= 0 && seen.Step != purse.Step ? 1 : 0,
            Spending.Calls => record.Kind == RecordKind.Action ? 1 : 0,
            _ => Elapsed(purse, record.At),
        };
    }

    private static decimal Tokens(long? tokens) => Math.Clamp(tokens ?? 0, 0, MostAtOnce);

    private static decimal Elapsed(in Purse purse, DateTimeOffset? at) =>
        at is { } now && purse.Began is { } began ? Math.Max(0, (decimal)(now - began).TotalMinutes - purse.Spent) : 0;

    private static void Pay(ref Purse purse, decimal spent, RecordLens seen)
    {
        purse.Spent += spent;
        purse.Seq = seen.Record.Seq;
        purse.Step = seen.Step;
        purse.Began ??= seen.Record.At;
    }

    private ref Purse PurseOf(in SliceKey key)
    {
        if (!_places.TryGetValue(key, out var place))
        {
            place = _purses.Count;
            _places.Add(key, place);
            _purses.Add(Purse.Empty);
        }

        return ref CollectionsMarshal.AsSpan(_purses)[place];
    }

    private struct Purse
    {
        public decimal Spent;

        /// <summary>The record and the step that it saw last.</summary>
        public int Seq;
        public int Step;
        public DateTimeOffset? Began;

        public static Purse Empty => new() { Seq = -1, Step = -1 };
    }
}
