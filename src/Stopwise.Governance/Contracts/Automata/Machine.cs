using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Contracts.Automata;

/// <summary>
/// The state of one contract over one run: where the contract holds, what broke it first, how often, and how near it came.
/// </summary>
/// <remarks>
/// Hot: a record takes constant time, amortised over the keys that it bears, and nothing is allocated but for new keys and
/// violations. <see cref="Step"/> and <see cref="WouldBreak"/> read a record the same way; only the first one moves.
/// </remarks>
internal abstract class Machine
{
    private readonly int _from;
    private readonly int _until;
    private readonly HashSet<string> _brokenKeys = new(StringComparer.Ordinal);
    private Violation? _first;
    private int _count;
    private (int Seq, int Step) _opened = (-1, -1);

    protected Machine(Contract contract, Scope scope)
    {
        Contract = contract;
        (_from, _until) = scope;
        Stretch = _from < 0 ? Stretch.Open : Stretch.Before;
    }

    /// <summary>How often it broke, every key and every record counted.</summary>
    public int Breaks { get; private set; }

    protected Contract Contract { get; }

    /// <summary>Whether a record of the run was subject to the contract.</summary>
    protected bool Applied { get; set; }

    protected double Slack { get; private set; } = 1;

    private Stretch Stretch { get; set; }

    /// <summary>Takes the next record.</summary>
    public void Step(RecordLens seen)
    {
        if (Stretch == Stretch.Open)
        {
            if (_until < 0 || !seen.Holds(_until))
            {
                Feed(seen);
                return;
            }

            Close(seen);
            Stretch = _from < 0 ? Stretch.After : Stretch.Before;
        }

        if (Stretch == Stretch.Before && seen.Holds(_from))
        {
            Stretch = Stretch.Open;
            _opened = (seen.Record.Seq, seen.Step);
            Begin(seen.Record.Seq, seen.Step);
        }
    }

    /// <summary>Whether the record would break the contract, once more where it is broken already.</summary>
    public bool WouldBreak(RecordLens seen) =>
        Stretch == Stretch.Open && (_until < 0 || !seen.Holds(_until) ? FeedBreaks(seen) : Owed().Slices > 0);

    /// <summary>What is to be said now, or at the end.</summary>
    /// <param name="over">True where the run has ended.</param>
    /// <param name="last">The last record; null where there was none.</param>
    public ContractVerdict Verdict(bool over, MessageActionRecord? last)
    {
        var owed = over && Stretch == Stretch.Open ? Owed() : default;
        var first =
            _first
            ?? (owed.Slices > 0 ? Found(Fault.Owed, owed.Earliest, last?.Seq ?? -1, last?.Step ?? -1, null) : null);
        var status =
            first is not null ? ContractStatus.Fail
            : (over || IsKept) && IsKnown ? ContractStatus.Pass
            : ContractStatus.Unknown;
        return new ContractVerdict(
            Contract,
            status,
            first,
            _count + owed.NewKeys,
            Applied || first is not null,
            first is null ? Slack : 0
        );
    }

    /// <summary>A stretch in which the contract holds begins after this record; -1 where the run does.</summary>
    protected abstract void Begin(int seq, int step);

    /// <summary>Takes a record of the stretch.</summary>
    protected abstract void Feed(RecordLens seen);

    /// <summary>Whether <see cref="Feed"/> would break it.</summary>
    protected abstract bool FeedBreaks(RecordLens seen);

    /// <summary>Whether nothing that follows in this stretch can break it.</summary>
    protected virtual bool IsSettled => false;

    /// <summary>Whether the recording has what the contract needs.</summary>
    protected virtual bool IsKnown => true;

    /// <summary>What the end of the stretch breaks.</summary>
    protected virtual Owing Owed() => default;

    /// <summary>Marks each slice that the end of the stretch breaks.</summary>
    protected virtual void Close(RecordLens seen) { }

    protected void Break(RecordLens seen, Fault fault, in Blame blame)
    {
        Breaks++;
        Slack = 0;
        _first ??= Found(fault, blame, seen.Record.Seq, seen.Step, seen.Record);
        if (Contract.Each == SliceBy.Run || _brokenKeys.Add(blame.Key.Shown()))
        {
            _count++;
        }
    }

    protected void Came(double near) => Slack = Math.Min(Slack, near);

    protected bool IsBroken(in SliceKey key) =>
        Contract.Each != SliceBy.Run && _brokenKeys.Count > 0 && _brokenKeys.Contains(key.Shown());

    private bool IsKept =>
        Stretch == Stretch.After || (Stretch == Stretch.Open && IsSettled && (_from < 0 || _until < 0));

    private Violation Found(Fault fault, in Blame blame, int seq, int step, MessageActionRecord? record)
    {
        // What nothing else calls for, the record does from which on the contract holds.
        var cause = blame.Seq >= 0 ? (blame.Seq, blame.Step) : _opened;
        return new(
            seq,
            step,
            cause.Seq < 0 ? null : cause.Seq,
            cause.Seq < 0 ? null : cause.Step,
            Contract.Each == SliceBy.Run ? null : blame.Key.Shown(),
            AtEnd: record is null,
            FaultWords.Of(Contract.Pattern, fault, blame, record)
        );
    }
}

/// <summary>The numbers of the predicates that begin and end a stretch; -1 where there is none.</summary>
internal readonly record struct Scope(int From, int Until);

/// <summary>Where a contract stands with its <see cref="Contract.From"/> and <see cref="Contract.Until"/>.</summary>
internal enum Stretch
{
    Before,
    Open,
    After,
}

/// <summary>How it broke.</summary>
internal enum Fault
{
    /// <summary>By the record itself.</summary>
    Record,

    /// <summary>By a step that came although what was owed had not.</summary>
    Late,

    /// <summary>By the end of the stretch or of the run.</summary>
    Owed,
}

/// <summary>What a violation is blamed on beside the record that completes it.</summary>
/// <param name="Key">The slice.</param>
/// <param name="Seq">The earlier record; -1 where there is none.</param>
/// <param name="Step">Its step.</param>
internal readonly record struct Blame(SliceKey Key, int Seq, int Step);

/// <summary>What the end of a stretch breaks.</summary>
/// <param name="Slices">How many slices.</param>
/// <param name="NewKeys">Those among them that were not broken before.</param>
/// <param name="Earliest">Of what is owed longest.</param>
internal readonly record struct Owing(int Slices, int NewKeys, Blame Earliest);
