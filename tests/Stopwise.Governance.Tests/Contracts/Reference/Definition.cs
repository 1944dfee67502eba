using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Tests.Contracts.Reference;

/// <summary>
/// What the contracts mean over a finished run, written as quantifiers over positions: no automaton, no state, nothing shared
/// with the engine but the meaning.
/// </summary>
internal static class Definition
{
    /// <summary>Null where a finished run keeps a contract; otherwise what the violation is blamed on.</summary>
    public static Found? Broken(Contract contract, IReadOnlyList<MessageActionRecord> run)
    {
        foreach (var stretch in Stretches(contract, run))
        {
            var broken = Slices(contract, stretch)
                .Select(slice => Broken(contract.Pattern, slice) is { } found ? found with { Key = slice.Key } : null)
                .Where(found => found is not null)
                .MinBy(found => found!.Cause);
            if (broken is not null)
            {
                return broken with { Opened = stretch.OriginSeq < 0 ? null : stretch.OriginSeq };
            }
        }

        return null;
    }

    /// <summary>How many slices of a finished run break it.</summary>
    public static int BrokenKeys(Contract contract, IReadOnlyList<MessageActionRecord> run) =>
        Stretches(contract, run)
            .SelectMany(stretch => Slices(contract, stretch))
            .Where(slice => Broken(contract.Pattern, slice) is not null)
            .Select(slice => slice.Key)
            .Distinct()
            .Count();

    /// <summary>The stretches in which it holds: after an opening record, before a closing one.</summary>
    private static List<Slice> Stretches(Contract contract, IReadOnlyList<MessageActionRecord> run)
    {
        var stretches = new List<Slice>();
        var at = 0;
        while (true)
        {
            var open = -1;
            if (contract.From is { } from)
            {
                open = Enumerable.Range(at, run.Count - at).FirstOrDefault(i => Is(from, run[i]), -1);
                if (open < 0)
                {
                    return stretches;
                }
            }

            var begin = open + 1;
            var end = contract.Until is { } until
                ? Enumerable.Range(begin, run.Count - begin).FirstOrDefault(i => Is(until, run[i]), run.Count)
                : run.Count;
            var origin = open < 0 ? (Seq: -1, Step: -1) : (run[open].Seq, run[open].Step);
            stretches.Add(new Slice("", origin.Seq, origin.Step, [.. run.Skip(begin).Take(end - begin)], []));
            if (end == run.Count || contract.From is null)
            {
                return stretches;
            }

            at = end;
        }
    }

    /// <summary>The records of each key, and beside them those without a key, which may only answer.</summary>
    private static IEnumerable<Slice> Slices(Contract contract, Slice stretch)
    {
        if (contract.Each == SliceBy.Run)
        {
            return [stretch];
        }

        return stretch
            .Records.SelectMany(r => r.Reads)
            .Distinct()
            .Select(key =>
            {
                var mine = stretch.Records.Where(r => r.Reads.Contains(key)).ToList();
                var answers = stretch.Records.Where(r => r.Reads.Count == 0).ToList();
                return new Slice(key, mine[0].Seq, mine[0].Step, mine, answers);
            });
    }

    /// <summary>Null where the slice keeps the pattern.</summary>
    private static Found? Broken(Pattern pattern, Slice s)
    {
        var all = s.Records.Concat(s.Answers).ToList();
        switch (pattern)
        {
            case StepPattern p:
                return First(s.Records.Where(r => Is(p.When, r) && !Is(p.Must, r)), _ => null);
            case AlphabetPattern p:
                return First(s.Records.Where(r => Is(p.Who, r) && !Is(p.Only, r)), _ => null);
            case AbsencePattern p:
                return First(s.Records.Where(r => Is(p.What, r)), _ => null);
            case ExistencePattern p:
                return all.Any(r => Is(p.What, r) && r.Step <= s.OriginStep + (p.Within ?? int.MaxValue / 2))
                    ? null
                    : new Found(s.OriginSeq < 0 ? null : s.OriginSeq);
            case PrecedencePattern p:
                return First(
                    s.Records.Where(then => Is(p.Then, then) && !all.Any(f => f.Seq <= then.Seq && Is(p.First, f))),
                    _ => null
                );
            case ResponsePattern p:
                return First(
                    s.Records.Where(when =>
                        Is(p.When, when)
                        && !all.Any(then =>
                            then.Seq >= when.Seq
                            && Is(p.Then, then)
                            && then.Step - when.Step <= (p.Within ?? int.MaxValue)
                        )
                    ),
                    when => when.Seq
                );
            case RepetitionPattern { InARow: true } p:
                return First(s.Records.Where(r => RowFrom(p, s.Records, r) > p.Most), r => r.Seq);
            case RepetitionPattern p:
                return First(
                    s.Records.Where(r =>
                        Is(p.What, r) && s.Records.Count(o => o.Seq >= r.Seq && Is(p.What, o) && Same(p, r, o)) > p.Most
                    ),
                    r => r.Seq
                );
            case FlowPattern p:
                return First(
                    s.Records.Where(to => Is(p.To, to)).SelectMany(to => Sources(p, s.Records, to)).Order(),
                    source => source
                );
            default:
                throw new ArgumentOutOfRangeException(nameof(pattern));
        }
    }

    /// <summary>How long the row is that begins with a record: the next one of its kind that counts, and so on.</summary>
    private static int RowFrom(
        RepetitionPattern p,
        IReadOnlyList<MessageActionRecord> records,
        MessageActionRecord first
    )
    {
        if (!Is(p.What, first))
        {
            return 0;
        }

        // The next that counts, unless one that does not comes before it and is of the same kind.
        var next = records.FirstOrDefault(r => r.Seq > first.Seq && (Is(p.What, r) || r.Kind == first.Kind));
        return next is not null && Is(p.What, next) && Same(p, first, next) ? 1 + RowFrom(p, records, next) : 1;
    }

    /// <summary>Every source from which a path of dependencies leads to a record, none of them cleaned.</summary>
    private static IEnumerable<int> Sources(
        FlowPattern p,
        IReadOnlyList<MessageActionRecord> records,
        MessageActionRecord at
    )
    {
        if (p.Unless is { } cleans && Is(cleans, at))
        {
            return [];
        }

        return records
            .Where(r => at.Provenance.Any(o => o.Seq == r.Seq))
            .SelectMany(r => Sources(p, records, r))
            .Concat(Is(p.From, at) ? [at.Seq] : []);
    }

    private static bool Same(RepetitionPattern p, MessageActionRecord one, MessageActionRecord other) =>
        p.Same switch
        {
            SameBy.None => true,
            SameBy.Tool => one.Name == other.Name,
            SameBy.Result => one.Payload == other.Payload,
            _ => one.Name == other.Name && one.Payload == other.Payload,
        };

    /// <summary>The predicates of these tests are single facts.</summary>
    private static bool Is(Predicate what, MessageActionRecord record) =>
        what == Letter.IsFirst ? record.Facts.HasFlag(RecordFacts.Read)
        : what == Letter.IsSecond ? record.Facts.HasFlag(RecordFacts.Edit)
        : what == Letter.IsFrom ? record.Facts.HasFlag(RecordFacts.Ask)
        : what == Letter.IsUntil ? record.Facts.HasFlag(RecordFacts.Commit)
        : what == Letter.IsUnless ? record.Facts.HasFlag(RecordFacts.Plan)
        : throw new ArgumentOutOfRangeException(nameof(what));

    private static Found? First<T>(IEnumerable<T> broken, Func<T, int?> cause)
    {
        foreach (var one in broken)
        {
            return new Found(cause(one));
        }

        return null;
    }

    /// <param name="Key">The file; empty for the whole run.</param>
    /// <param name="OriginSeq">The record after which the slice begins; the first that bears its key.</param>
    /// <param name="OriginStep">Its step.</param>
    /// <param name="Records">Its own records.</param>
    /// <param name="Answers">Records without a key.</param>
    private sealed record Slice(
        string Key,
        int OriginSeq,
        int OriginStep,
        IReadOnlyList<MessageActionRecord> Records,
        IReadOnlyList<MessageActionRecord> Answers
    );

    /// <param name="Cause">The earlier record that it is blamed on.</param>
    /// <param name="Key">The file; empty for the whole run.</param>
    /// <param name="Opened">The record after which the contract holds; null where it holds from the beginning.</param>
    public sealed record Found(int? Cause, string Key = "", int? Opened = null);
}
