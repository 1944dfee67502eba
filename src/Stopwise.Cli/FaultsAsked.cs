using System.CommandLine;
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

    private static readonly Option<string?> Contracts = new("--contracts")
    {
        Description = "Contracts in YAML. Without it those that ship with the program.",
        HelpName = "FILE",
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

    public static IReadOnlyList<Option> Options { get; } = [Faults, Contracts, Budget, Seed];

    /// <summary>Null where no fault is asked for.</summary>
    public static FaultsAsked? Of(CommandCall call)
    {
        if (call.Get(Faults) is not { } words)
        {
            return null;
        }

        var budget = call.Get(Budget);
        if (budget < 2)
        {
            throw new StopwiseException($"--budget is {budget}: say 2 or more, one replay is made without faults.");
        }

        var path = call.Get(Contracts);
        var contracts = path is null ? ContractSet.Shipped : ContractSet.Parse(WholeFile.Read(path), path);
        return new FaultsAsked(FaultKinds.Parse(words), contracts, budget, call.Get(Seed));
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
        var granted = Capabilities(RunRecords.Of(run)).ToHashSet(StringComparer.Ordinal);
        var space = FaultSpace.Of(run, kinds, seed);
        var found = FaultSearch.Run(
            space,
            plan =>
            {
                call.Stop.ThrowIfCancellationRequested();
                var (faulty, injected) = Stopwise.Traces.Replay.Faults.OpenLoop.Put(run, plan, others);
                var records = RunRecords.Of(faulty);
                return new TrialOutcome(
                    Verdicts(records),
                    [.. Capabilities(records).Where(c => !granted.Contains(c))],
                    injected
                );
            },
            budget,
            seed
        );
        return FaultScreen.Write(call, found, run.Id, closed: false);
    }

    /// <summary>Faults at the boundaries of an agent that is run anew for each plan; that it ends with exit code 0 is the contract.</summary>
    public int ClosedLoop(CommandCall call, ReplayedAgent agent, Cassette cassette)
    {
        if (call.Has(Contracts))
        {
            throw new StopwiseException(
                "--contracts with --agent is not there yet: with a command the contract is that it ends with exit code 0."
            );
        }

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
                var failed = agent.Run(cassette, injector).ExitCode != 0;
                return new TrialOutcome(
                    [new TrialVerdict(AgentEnds, failed, failed ? 0 : 1, null)],
                    [],
                    injector.Injected
                );
            },
            budget,
            seed
        );
        return FaultScreen.Write(call, found, cassette.Source, closed: true);
    }

    private List<TrialVerdict> Verdicts(IReadOnlyList<MessageActionRecord> records)
    {
        var monitor = contracts.Start();
        foreach (var record in records)
        {
            monitor.Step(record);
        }

        return
        [
            .. monitor
                .Verdicts(over: true)
                .Select(v => new TrialVerdict(
                    v.Contract.Name,
                    v.Status == ContractStatus.Fail,
                    v.Slack,
                    v.First?.Step
                )),
        ];
    }

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
