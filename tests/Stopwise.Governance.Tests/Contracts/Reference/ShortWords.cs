using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Tests.Contracts.Reference;

/// <summary>
/// All words over an alphabet up to a length, each judged as a finished run by <see cref="Definition"/>; and from that, for
/// every word, what all its continuations say together.
/// </summary>
internal sealed class ShortWords
{
    private readonly Contract _contract;
    private readonly Letter[] _alphabet;
    private readonly int _longest;
    private readonly bool[][] _kept;
    private readonly bool[][] _canBeKept;
    private readonly bool[][] _canBeBroken;

    public ShortWords(Contract contract, Letter[] alphabet, int longest)
    {
        (_contract, _alphabet, _longest) = (contract, alphabet, longest);
        _kept = new bool[longest + 1][];
        _canBeKept = new bool[longest + 1][];
        _canBeBroken = new bool[longest + 1][];
        for (int length = 0, words = 1; length <= longest; length++, words *= alphabet.Length)
        {
            (_kept[length], _canBeKept[length], _canBeBroken[length]) = (
                new bool[words],
                new bool[words],
                new bool[words]
            );
            for (var word = 0; word < words; word++)
            {
                var kept = Definition.Broken(contract, Records(length, word)) is null;
                (_kept[length][word], _canBeKept[length][word], _canBeBroken[length][word]) = (kept, kept, !kept);
            }
        }

        for (var length = longest; length > 0; length--)
        {
            for (var word = 0; word < _kept[length].Length; word++)
            {
                _canBeKept[length - 1][word / alphabet.Length] |= _canBeKept[length][word];
                _canBeBroken[length - 1][word / alphabet.Length] |= _canBeBroken[length][word];
            }
        }
    }

    /// <summary>
    /// Compares the monitor with what follows from the definition, at the end of every word and, where continuations of
    /// <paramref name="ahead"/> more letters are known, at every word as a prefix. Returns how many words were compared.
    /// </summary>
    public int Compare(ContractSet set, int ahead)
    {
        var compared = 0;
        for (var length = 0; length <= _longest; length++)
        {
            for (var word = 0; word < _kept[length].Length; word++)
            {
                var records = Records(length, word);
                var monitor = set.Start();
                foreach (var record in records)
                {
                    monitor.Step(record);
                }

                var name = string.Join(
                    " ",
                    records.Select(r => $"{r.Step}:{r.Kind}:{r.Facts}:{string.Join(',', r.Reads)}:{r.Payload}")
                );
                CompareEnd(monitor.Verdicts(over: true).Single(), length, word, records, ahead, name);
                if (length + ahead <= _longest)
                {
                    monitor.Verdicts(over: false).Single().Status.ShouldBe(Expected(length, word), name);
                }

                compared++;
            }
        }

        return compared;
    }

    private void CompareEnd(
        ContractVerdict verdict,
        int length,
        int word,
        MessageActionRecord[] records,
        int ahead,
        string name
    )
    {
        verdict.Status.ShouldBe(_kept[length][word] ? ContractStatus.Pass : ContractStatus.Fail, name);
        (verdict.Slack == 0).ShouldBe(verdict.Status == ContractStatus.Fail, name);
        if (verdict.Status == ContractStatus.Pass)
        {
            verdict.First.ShouldBeNull(name);
            verdict.Count.ShouldBe(0, name);
            return;
        }

        verdict.Applied.ShouldBeTrue(name);
        if (_contract.Each != SliceBy.Run)
        {
            verdict.Count.ShouldBe(Definition.BrokenKeys(_contract, records), name);
        }

        if (length + ahead > _longest)
        {
            return;
        }

        // The first violating step: the shortest prefix that nothing can mend; the end, where each can be mended.
        var first = Enumerable.Range(0, length + 1).FirstOrDefault(n => !_canBeKept[n][Prefix(length, word, n)], -1);
        var at = first < 0 ? length - 1 : first - 1;
        verdict.First.ShouldNotBeNull(name);
        verdict.First.AtEnd.ShouldBe(first < 0, name);
        verdict.First.Seq.ShouldBe(at, name);
        verdict.First.Step.ShouldBe(at < 0 ? -1 : records[at].Step, name);

        var found = Definition.Broken(_contract, records[..(at + 1)]).ShouldNotBeNull(name);
        var blamed = found.Cause ?? found.Opened;
        verdict.First.CauseSeq.ShouldBe(blamed, name);
        verdict.First.CauseStep.ShouldBe(blamed is { } cause ? records[cause].Step : null, name);
        verdict.First.Key.ShouldBe(
            _contract.Each == SliceBy.Run ? null
                : found.Cause is null ? records[at].Reads[0]
                : found.Key,
            name
        );
    }

    private ContractStatus Expected(int length, int word) =>
        !_canBeKept[length][word] ? ContractStatus.Fail
        : !_canBeBroken[length][word] ? ContractStatus.Pass
        : ContractStatus.Unknown;

    /// <summary>The number of the prefix of a word.</summary>
    private int Prefix(int length, int word, int of)
    {
        for (; length > of; length--)
        {
            word /= _alphabet.Length;
        }

        return word;
    }

    private MessageActionRecord[] Records(int length, int word)
    {
        var letters = new Letter[length];
        for (var i = length - 1; i >= 0; i--)
        {
            (word, var letter) = Math.DivRem(word, _alphabet.Length);
            letters[i] = _alphabet[letter];
        }

        return Letter.Records(letters);
    }
}
