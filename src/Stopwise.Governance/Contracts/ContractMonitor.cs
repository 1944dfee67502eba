using Stopwise.Governance.Contracts.Automata;
using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Contracts;

/// <summary>Watches one run: every contract of a set, record by record.</summary>
/// <remarks>
/// For one run and one thread at a time. A record takes constant time a contract, amortised over the files, tools, agents and
/// hosts that are new to it, and allocates nothing but for those, for violations, and for payloads that a contract reads as
/// JSON. The same records give the same verdicts, today and in a replay.
/// </remarks>
public sealed class ContractMonitor
{
    private readonly IReadOnlyList<Contract> _contracts;
    private readonly Machine[] _machines;
    private readonly RecordLens _lens;
    private MessageActionRecord? _last;
    private int _step = -1;

    internal ContractMonitor(
        IReadOnlyList<Contract> contracts,
        IReadOnlyList<Func<Machine>> start,
        PredicateTable table
    )
    {
        _contracts = contracts;
        _machines = [.. start.Select(make => make())];
        _lens = new RecordLens(table);
    }

    /// <summary>How often each contract broke, once more for each record even where a verdict counts keys.</summary>
    internal IReadOnlyList<int> Breaks => [.. _machines.Select(machine => machine.Breaks)];

    /// <summary>Takes the next record of the run.</summary>
    /// <param name="record">The record; its <see cref="MessageActionRecord.Seq"/> is greater than that of the one before.</param>
    /// <exception cref="ArgumentException">It does not come after the record before.</exception>
    public void Step(MessageActionRecord record)
    {
        Look(record);
        _step = _lens.Step;
        foreach (var machine in _machines)
        {
            machine.Step(_lens);
        }

        _last = record;
    }

    /// <summary>
    /// The contracts that a record would break if it came now, also those that are broken already and would be once more. It
    /// changes nothing: the record may be taken, rewritten or refused.
    /// </summary>
    /// <param name="next">The record, with the <see cref="MessageActionRecord.Seq"/> that it would have.</param>
    /// <exception cref="ArgumentException">It does not come after the record before.</exception>
    public IReadOnlyList<Contract> WouldBreak(MessageActionRecord next)
    {
        Look(next);
        List<Contract>? broken = null;
        for (var i = 0; i < _machines.Length; i++)
        {
            if (_machines[i].WouldBreak(_lens))
            {
                (broken ??= []).Add(_contracts[i]);
            }
        }

        return broken ?? (IReadOnlyList<Contract>)[];
    }

    /// <summary>What each contract says, in the order of the set.</summary>
    /// <param name="over">True where the run has ended: what is still owed then is broken.</param>
    public IReadOnlyList<ContractVerdict> Verdicts(bool over) =>
        [.. _machines.Select(machine => machine.Verdict(over, _last))];

    private void Look(MessageActionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Seq <= (_last?.Seq ?? -1))
        {
            throw new ArgumentException(
                $"Record {record.Seq} does not come after record {_last?.Seq ?? -1}; records come in their order.",
                nameof(record)
            );
        }

        _lens.Look(record, Math.Max(record.Step, _step));
    }
}
