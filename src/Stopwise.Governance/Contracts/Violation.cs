namespace Stopwise.Governance.Contracts;

/// <summary>Where a contract broke first.</summary>
/// <param name="Seq">The record at which no continuation could keep it any more; the last record where the end broke it.</param>
/// <param name="Step">The step of that record.</param>
/// <param name="CauseSeq">
/// The earlier record that called for what then did not come: the trigger of a response, the first of too many repetitions,
/// the source of a flow; else the record from which on the contract holds; null where there is none of these.
/// </param>
/// <param name="CauseStep">The step of <paramref name="CauseSeq"/>.</param>
/// <param name="Key">The file, tool, agent or host it broke for; null where the contract speaks of the whole run.</param>
/// <param name="AtEnd">True where nothing broke it but the end of the run.</param>
/// <param name="Detail">What was found, in one line.</param>
public sealed record Violation(
    int Seq,
    int Step,
    int? CauseSeq,
    int? CauseStep,
    string? Key,
    bool AtEnd,
    string Detail
);
