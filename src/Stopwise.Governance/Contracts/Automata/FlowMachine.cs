using Stopwise.Governance.Contracts.Predicates;

namespace Stopwise.Governance.Contracts.Automata;

/// <summary>
/// Follows labels along provenance: a record bears one if it is a source or depends on a record that does, unless it cleans.
/// A register a record, which holds the source of its label.
/// </summary>
internal sealed class FlowMachine(Contract contract, Scope scope, int from, int to, int unless)
    : Machine(contract, scope)
{
    private const int None = -1;

    /// <summary>By sequence number: the earliest source whose label the record bears, and that source's step.</summary>
    private (int Seq, int Step)[] _labels = [];
    private int _begin;

    protected override void Begin(int seq, int step) => _begin = seq + 1;

    protected override void Feed(RecordLens seen)
    {
        var label = LabelOf(seen);
        Applied |= label.Seq == seen.Record.Seq;
        Put(seen.Record.Seq, label);
        if (label.Seq != None && seen.Holds(to))
        {
            Break(seen, Fault.Record, new Blame(SliceKey.Whole, label.Seq, label.Step));
        }
    }

    protected override bool FeedBreaks(RecordLens seen) => LabelOf(seen).Seq != None && seen.Holds(to);

    private (int Seq, int Step) LabelOf(RecordLens seen)
    {
        var label = (Seq: None, Step: None);
        if (unless >= 0 && seen.Holds(unless))
        {
            return label;
        }

        var origins = seen.Record.Provenance;
        for (var i = 0; i < origins.Count; i++)
        {
            var at = origins[i].Seq;
            if (
                at >= _begin
                && at < seen.Record.Seq
                && at < _labels.Length
                && _labels[at].Seq >= _begin
                && (label.Seq == None || _labels[at].Seq < label.Seq)
            )
            {
                label = _labels[at];
            }
        }

        return label.Seq == None && seen.Holds(from) ? (seen.Record.Seq, seen.Step) : label;
    }

    private void Put(int seq, (int, int) label)
    {
        if (seq >= _labels.Length)
        {
            var old = _labels.Length;
            Array.Resize(ref _labels, Math.Max(seq + 1, Math.Max(256, old * 2)));
            _labels.AsSpan(old).Fill((None, None));
        }

        _labels[seq] = label;
    }
}
