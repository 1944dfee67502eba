using System.Globalization;
using Stopwise.Governance.Contracts;

namespace Stopwise.Traces.Suites.Plans;

/// <summary>Expects that a contract is kept, or broken, or cannot be decided.</summary>
/// <param name="only">A set of the contract alone.</param>
/// <param name="status">What it says of the run.</param>
/// <param name="atStep">The step at which it breaks first; null for any.</param>
internal sealed class ContractExpectation(ContractSet only, ContractStatus status, int? atStep) : Expectation<PlanSeen>
{
    public Contract Contract => only.Contracts[0];

    public override string Words
    {
        get
        {
            var verb = status switch
            {
                ContractStatus.Pass => "kept",
                ContractStatus.Fail => "broken",
                _ => "undecided",
            };
            var where = atStep is { } step ? string.Create(CultureInfo.InvariantCulture, $" at step {step}") : "";
            return $"{Contract.Name} {verb}{where} ({Contract.Rule.TrimEnd('.')})";
        }
    }

    public override bool Holds(PlanSeen seen) =>
        VerdictOn(seen) is var verdict && verdict.Status == status && (atStep is null || verdict.First?.Step == atStep);

    public override string Found(PlanSeen seen) =>
        VerdictOn(seen) switch
        {
            { First: { } first } => string.Create(
                CultureInfo.InvariantCulture,
                $"broken at {(first.AtEnd ? "the end" : $"step {first.Step}")}: {Trees.PlainLine.Of(first.Detail, 200)}"
            ),
            { Status: ContractStatus.Pass, Applied: false } => "kept, with nothing in the run that it speaks of",
            { Status: ContractStatus.Pass } => "kept",
            _ => "undecided: the recording lacks what it needs",
        };

    private ContractVerdict VerdictOn(PlanSeen seen) => seen.VerdictOf(only);
}
