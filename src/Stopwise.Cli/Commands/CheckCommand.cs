using System.CommandLine;
using System.Text.Json;
using Stopwise.Cli.Checks;
using Stopwise.Cli.Sarif;
using Stopwise.Exits;
using Stopwise.Governance.Contracts;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise check</c>: what a run must never do, over stored runs and, in CI, over recordings.</summary>
internal static class CheckCommand
{
    private const string StandardOutput = "-";

    private static readonly Argument<string[]> Names = new("RUNS")
    {
        Description =
            "Recordings (files, folders, archives), ids of stored runs, beginnings of ids, or last. Without any, all stored runs.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> List = new("--list") { Description = "List the contracts and end." };

    private static readonly Option<string?> Sarif = new("--sarif")
    {
        Description = "Also write the violations as SARIF 2.1.0; - writes them to standard output instead.",
        HelpName = "FILE",
    };

    private static readonly Option<string> FailOn = new("--fail-on")
    {
        Description = "The least severity that ends with exit code 1.",
        HelpName = "error|warning|note|never",
        DefaultValueFactory = _ => "error",
    };

    private static readonly Option<int> History = new("--history")
    {
        Description = "How many earlier runs of the store each broken contract is compared with; 0 for none.",
        HelpName = "N",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "The most violations to show.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option[] Narrowing =
    [
        RunsCommand.Model,
        RunsCommand.Agent,
        RunsCommand.OnTask,
        RunsCommand.Verdict,
    ];

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "check",
            "Checks runs against contracts: what must never happen, what must come first, what must follow.",
            Check,
            [Names, ContractsAsked.Option, List, Sarif, FailOn, History, Limit, .. Narrowing]
        );

    private static int Check(CommandCall call)
    {
        var failOn = Gravest(call);
        var contracts = ContractsAsked.Of(call);
        if (call.Get(List))
        {
            return ListThem(call, contracts);
        }

        var names = call.Get(Names) ?? [];
        Refuse(call, names);
        var report = new CheckAsked(call, new RunChecker(contracts), call.Get(History)).Of(names);
        var found = report.Failed.Count > 0 || (failOn is { } least && report.Violations.Any(v => v.Severity >= least));
        var code = found ? ExitCodes.Findings : ExitCodes.Ok;
        WriteSarif(call, report, code);
        if (call.Json)
        {
            call.WriteJson(report, CheckJson.Default.CheckReport);
        }
        else if (call.Get(Sarif) != StandardOutput)
        {
            CheckScreen.Write(call.Console, report, call.Get(Limit));
        }

        return code;
    }

    /// <summary>The least severity that fails the check; null where none does.</summary>
    private static Severity? Gravest(CommandCall call) =>
        call.Get(FailOn) switch
        {
            "error" => Severity.Error,
            "warning" => Severity.Warning,
            "note" => Severity.Note,
            "never" => null,
            var other => throw new StopwiseException($"--fail-on is {other}: say error, warning, note or never."),
        };

    private static void Refuse(CommandCall call, string[] names)
    {
        if (call.Get(History) < 0)
        {
            throw new StopwiseException($"--history is {call.Get(History)}: give a number from 0 up.");
        }

        if (call.Get(Limit) < 0)
        {
            throw new StopwiseException($"--limit is {call.Get(Limit)}: give a number from 0 up.");
        }

        if (names.Length > 0 && Array.Find(Narrowing, call.Has) is { } option)
        {
            throw new StopwiseException($"{option.Name} narrows the stored runs: leave it out, or leave out RUNS.");
        }

        if (call.Json && call.Get(Sarif) == StandardOutput)
        {
            throw new StopwiseException("--json and --sarif - would be written to one place: name a file for SARIF.");
        }
    }

    private static int ListThem(CommandCall call, ContractSet contracts)
    {
        if (call.Json)
        {
            call.WriteJson(
                new ContractList([
                    .. contracts
                        .Contracts.OrderBy(c => c.Name, StringComparer.Ordinal)
                        .Select(c => new ListedContract(c.Name, c.Severity, c.Rule)),
                ]),
                CheckJson.Default.ContractList
            );
        }
        else
        {
            CheckScreen.Write(call.Console, contracts);
        }

        return ExitCodes.Ok;
    }

    private static void WriteSarif(CommandCall call, CheckReport report, int code)
    {
        if (call.Get(Sarif) is not { Length: > 0 } place)
        {
            return;
        }

        var log = new SarifReport(report, Directory.GetCurrentDirectory()).Write(code);
        var text = JsonSerializer.Serialize(log, SarifJson.Default.SarifLog);
        if (place == StandardOutput)
        {
            call.Around.Output.WriteLine(text);
        }
        else
        {
            WholeFile.Write(place, file => file.WriteLine(text));
        }
    }
}
