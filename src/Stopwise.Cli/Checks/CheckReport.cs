using Stopwise.Governance.Contracts;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Checks;

/// <summary>What contracts say of the runs that were checked: the document of <c>--json</c>, of the screen and of SARIF.</summary>
/// <param name="Runs">Runs checked.</param>
/// <param name="BrokenRuns">Those that broke at least one contract.</param>
/// <param name="HistoryRuns">Runs of the store that the histories were taken over; 0 where there is none.</param>
/// <param name="Contracts">Every contract that was checked: the gravest first, then the most often broken.</param>
/// <param name="Violations">The first violation of each contract in each run, those to read first in front.</param>
/// <param name="Failed">Inputs that could not be read.</param>
/// <param name="Ignored">Files given that hold no run.</param>
internal sealed record CheckReport(
    int Runs,
    int BrokenRuns,
    int HistoryRuns,
    IReadOnlyList<CheckedContract> Contracts,
    IReadOnlyList<FoundViolation> Violations,
    IReadOnlyList<FileFailed> Failed,
    int Ignored
);

/// <summary>A contract over the runs that were checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Applied">Runs in which something was subject to it.</param>
/// <param name="Broken">Runs that broke it.</param>
/// <param name="Undecided">Runs whose recording lacks what it needs.</param>
/// <param name="History">The same rule over earlier runs; null where it was kept, or there are none.</param>
internal sealed record CheckedContract(
    string Name,
    string Rule,
    Severity Severity,
    int Applied,
    int Broken,
    int Undecided,
    ContractHistory? History
);

/// <summary>Where a run broke a contract first.</summary>
/// <param name="Contract">The contract's name.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Run">The run's id.</param>
/// <param name="Outcome">How the run ended.</param>
/// <param name="Source">Where the run was read.</param>
/// <param name="Key">The file, tool, agent or host it broke for; null where the contract speaks of the whole run.</param>
/// <param name="Detail">What was found, in one line.</param>
/// <param name="AtEnd">True where nothing broke it but the end of the run.</param>
/// <param name="Count">How often the run broke it.</param>
/// <param name="Evidence">The record at which it broke.</param>
/// <param name="Cause">The earlier record that called for what did not come; null where there is none.</param>
/// <param name="Fingerprint">The same for the same fault of the same run, wherever the recording lies.</param>
internal sealed record FoundViolation(
    string Contract,
    Severity Severity,
    string Run,
    OutcomeState Outcome,
    RunSource Source,
    string? Key,
    string Detail,
    bool AtEnd,
    int Count,
    Evidence Evidence,
    Evidence? Cause,
    string Fingerprint
);
