using System.CommandLine;
using Stopwise.Cli.Checks;
using Stopwise.Exits;
using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;
using Stopwise.Traces.Records;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Replay.Faults;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli;

/// <summary>The faults that a user asks for, and the search for the smallest that breaks a contract.</summary>
internal sealed class FaultsAsked(IReadOnlyList<FaultKind> kinds, ContractSet contracts, int budget, int seed)
{
    private const string AgentEnds = "agent-ends-well";
    private const int MostKin = 5;

    private const RecordFacts SideEffects =
        RecordFacts.Edit
        | RecordFacts.Create
        | RecordFacts.Delete
        | RecordFacts.Commit
        | RecordFacts.Publish
        | RecordFacts.Network
        | RecordFacts.Install
        | RecordFacts.Transact;

    private static readonly Option<string?> Faults = new("--faults")
    {
        Description =
            "Put faults in and look for the smallest that breaks a contract: all, or some of dropped, duplicated, delayed, truncated, stale, wrong-but-valid, injected-instruction and, with --agent, http-429, http-500.",
        HelpName = "KINDS",
    };

    private static readonly Option<int> Budget = new("--budget")
    {
        Description = "The most replays with faults.",
        HelpName = "N",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Decides which faults are tried; the same seed gives the same result.",
        HelpName = "S",
        DefaultValueFactory = _ => 1,
    };

    public static IReadOnlyList<Option> Options { get; } = [Faults, ContractsAsked.Option, Budget, Seed];

    /// <summary>Null where no fault is asked for.</summary>
    public static FaultsAsked? Of(CommandCall call)
    {
        if (call.Get(Faults) is not { } words)
        {
            return call.Get(ContractsAsked.Option) is { Length: > 0 }
                ? throw new StopwiseException(
                    "--contracts goes with --faults. To check a run as it is, use stopwise check."
                )
                : null;
        }

        var budget = call.Get(Budget);
        if (budget < 2)
        {
            throw new StopwiseException($"--budget is {budget}: say 2 or more, one replay is made without faults.");
        }

        return new FaultsAsked(FaultKinds.Parse(words), ContractsAsked.Of(call), budget, call.Get(Seed));
    }

    /// <summary>Faults in a recorded run whose model's answers stay.</summary>
    public int OpenLoop(CommandCall call, Recording recording)
    {
        var run =
            recording.Run
            ?? throw new StopwiseException(
                "--faults without --agent needs a run: a cassette alone does not say how its calls hang together."
            );
        var others = KinResults(call, run);
        var space = FaultSpace.Of(run, kinds, seed);
        var found = FaultSearch.Run(
            space,
            plan =>
            {
                call.Stop.ThrowIfCancellationRequested();
                var (faulty, injected) = Stopwise.Traces.Replay.Faults.OpenLoop.Put(run, plan, others);
                var records = RunRecords.Of(faulty);
                return new TrialOutcome(Verdicts(records), [.. Capabilities(records)], injected);
            },
            budget,
            seed
        );
        return FaultScreen.Write(call, found, run.Id, closed: false);
    }

    /// <summary>
    /// Faults at the boundaries of an agent that is run anew for each plan: it must end with exit code 0, and what went over the wire must
    /// keep the contracts.
    /// </summary>
    public int ClosedLoop(CommandCall call, ReplayedAgent agent, Cassette cassette)
    {
        var space = FaultSpace.Of(
            cassette.Entries.Count(e => e.Kind == CallKind.Model),
            cassette.Entries.Count(e => e.Kind == CallKind.Tool),
            kinds,
            seed
        );
        var found = FaultSearch.Run(
            space,
            plan =>
            {
                var injector = new FaultInjector(plan);
                var outcome = agent.Run(cassette, injector);
                var failed = outcome.ExitCode != 0;
                var runs = ReplayedRuns.Of(outcome.Player.Report()).Select(RunRecords.Of).ToList();
                return new TrialOutcome(
                    [new TrialVerdict(AgentEnds, failed, failed ? 0 : 1, null), .. Worst(runs)],
                    [.. runs.SelectMany(Capabilities)],
                    injector.Injected
                );
            },
            budget,
            seed
        );
        return FaultScreen.Write(call, found, cassette.Source, closed: true);
    }

    /// <summary>Of several conversations each contract says the worst; where none came about, what it says of nothing.</summary>
    private IEnumerable<TrialVerdict> Worst(List<IReadOnlyList<MessageActionRecord>> runs)
    {
        var verdicts = runs.Count == 0 ? Verdicts([]) : runs.SelectMany(Verdicts);
        return verdicts
            .GroupBy(v => v.Contract, StringComparer.Ordinal)
            .Select(g => g.MinBy(v => v.Failed ? -1 : v.Slack)!);
    }

    private List<TrialVerdict> Verdicts(IReadOnlyList<MessageActionRecord> records) =>
        [
            .. contracts
                .Check(records)
                .Select(v => new TrialVerdict(
                    v.Contract.Name,
                    v.Status == ContractStatus.Fail,
                    v.Slack,
                    v.First?.Step
                )),
        ];

    /// <summary>What the actions with side effects need: a run is granted what it used without faults.</summary>
    private static IEnumerable<string> Capabilities(IEnumerable<MessageActionRecord> records) =>
        records
            .Where(r => r.Kind == RecordKind.Action && (r.Facts & SideEffects) != RecordFacts.None)
            .SelectMany(r => r.Capabilities)
            .Distinct(StringComparer.Ordinal);

    /// <summary>Results of the same tools in other runs of the task: what a stale answer may be.</summary>
    private static Dictionary<string, IReadOnlyList<string>> KinResults(CommandCall call, Run run)
    {
        if (run.TaskId is null)
        {
            return new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        }

        using var store = call.ExistingStore();
        return store
            .LoadAll(new RunFilter { TaskId = run.TaskId })
            .Where(r => r.Id != run.Id)
            .Take(MostKin)
            .SelectMany(r => r.Steps)
            .SelectMany(s => s.Calls)
            .Where(c => c.Result is not null)
            .GroupBy(c => c.Name, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                IReadOnlyList<string> (g) => [.. g.Select(c => c.Result!)],
                StringComparer.Ordinal
            );
    }
}
