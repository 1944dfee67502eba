namespace Stopwise.Governance.Contracts;

/// <summary>What one contract says of one run.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Status">Kept, broken or not decided.</param>
/// <param name="First">Where it broke first; null unless <paramref name="Status"/> is <see cref="ContractStatus.Fail"/>.</param>
/// <param name="Count">How often it broke: records, or files, tools, agents, hosts where it holds for each.</param>
/// <param name="Applied">False where nothing in the run was subject to it, so that keeping it says nothing.</param>
/// <param name="Slack">
/// How far from breaking it stayed at its nearest, from 0 (broken) to 1 (never near): the share of a budget, of allowed
/// repetitions or of a deadline that was left. What a search for a perturbation makes small.
/// </param>
public sealed record ContractVerdict(
    Contract Contract,
    ContractStatus Status,
    Violation? First,
    int Count,
    bool Applied,
    double Slack
);
