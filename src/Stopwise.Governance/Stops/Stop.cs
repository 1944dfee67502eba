namespace Stopwise.Governance.Stops;

/// <summary>A stop of a run: the reason from the closed list, and what there is to say beyond it.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">E.g. <c>1,000,000 of 1,000,000 tokens</c>; null where the reason says all.</param>
public sealed record Stop(StopReason Reason, string? Detail = null)
{
    /// <summary>Reason and detail for the end of a sentence, without a full stop.</summary>
    public string Words => string.IsNullOrWhiteSpace(Detail) ? Reason.Words() : $"{Reason.Words()} ({Detail.Trim()})";
}
