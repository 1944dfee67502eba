namespace Stopwise.Governance.Contracts;

/// <summary>What a contract says of a run.</summary>
public enum ContractStatus
{
    /// <summary>Kept, whatever may follow; or the run is over and it was never broken.</summary>
    Pass,

    /// <summary>Broken, whatever may follow.</summary>
    Fail,

    /// <summary>Not decided: the run goes on, or the recording lacks what the contract needs.</summary>
    Unknown,
}
