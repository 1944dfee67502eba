using System.Security.Cryptography;
using System.Text;
using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Records;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Checks;

/// <summary>Checks runs against a set of contracts; may be called from several threads at once.</summary>
internal sealed class RunChecker(ContractSet contracts)
{
    private const int FingerprintDigits = 32;

    public IReadOnlyList<Contract> Contracts => contracts.Contracts;

    /// <param name="run">The run.</param>
    /// <param name="originals">Asked for the recording's own text where lines are to be named.</param>
    public CheckedRun Check(Run run, Func<IReadOnlyList<Payload>>? originals = null)
    {
        var records = RunRecords.Of(run);
        var verdicts = contracts.Check(records);
        var broken = verdicts.Where(v => v.Status == ContractStatus.Fail).ToList();
        var lines = broken.Count > 0 && originals is not null ? new RecordLines(run, originals()) : RecordLines.None;
        return new CheckedRun(
            run.Id,
            run.Outcome,
            [.. verdicts.Select(MarkOf)],
            [.. broken.Select(v => Found(run, records, v, lines))]
        );
    }

    private static Mark MarkOf(ContractVerdict verdict) =>
        verdict.Status switch
        {
            ContractStatus.Fail => Mark.Broken,
            ContractStatus.Unknown => Mark.Undecided,
            _ => verdict.Applied ? Mark.Kept : Mark.NotApplied,
        };

    private static FoundViolation Found(
        Run run,
        IReadOnlyList<MessageActionRecord> records,
        ContractVerdict verdict,
        RecordLines lines
    )
    {
        var first = verdict.First!;
        var at = records[first.Seq];
        var cause = first.CauseSeq is { } seq ? records[seq] : null;
        return new FoundViolation(
            verdict.Contract.Name,
            verdict.Contract.Severity,
            run.Id,
            run.Outcome.State,
            run.Source,
            first.Key is { } key ? Shown.Line(key, 200) : null,
            Shown.Line(first.Detail, 400),
            first.AtEnd,
            verdict.Count,
            Evidence.Of(at, lines.Of(at)),
            cause is null ? null : Evidence.Of(cause, lines.Of(cause)),
            Fingerprint(verdict.Contract.Name, run.Id, first.Key, at)
        );
    }

    // Neither the place of the file nor the number of the record: both change while the fault stays the same.
    private static string Fingerprint(string contract, string run, string? key, MessageActionRecord at) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', contract, run, key, at.PayloadSha256)))
        )[..FingerprintDigits];
}
