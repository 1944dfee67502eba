using System.CommandLine;
using Spectre.Console;
using Stopwise.Exits;
using Stopwise.Traces.Costs;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise cost</c>: what the runs spent, what was in vain, and what a command takes on this machine.</summary>
internal static class CostCommand
{
    private static readonly Option<string?> Csv = new("--csv")
    {
        Description = "Also write one line a run as comma-separated values.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Measure = new("--measure")
    {
        Description = "Run the command after -- and report its seconds, CPU seconds and joules.",
    };

    private static readonly Option<double?> Watts = new("--watts")
    {
        Description = "With --measure: watts of a busy core, to estimate joules where no counter can be read.",
        HelpName = "W",
    };

    private static readonly Argument<string[]> Program = new("COMMAND")
    {
        Description = "With --measure: a command with its arguments, after --.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "cost",
            "Sums up tokens, dollars, wall time and estimated joules of the runs, and what of it was in vain.",
            Run,
            [.. CostAsked.Options, Csv, Measure, Watts, Program]
        );

    private static int Run(CommandCall call)
    {
        var command = call.Get(Program) ?? [];
        if (call.Get(Measure))
        {
            return MeasureCommand(call, command);
        }

        if (command.Length > 0 || call.Has(Watts))
        {
            throw new StopwiseException("COMMAND and --watts need --measure: stopwise cost --measure -- COMMAND");
        }

        var options = CostAsked.OptionsOf(call);
        var filter = CostAsked.FilterOf(call);
        using var store = call.ExistingStore();
        var runs = call.WithProgress(
            "Reading runs",
            bar => RunSpend.All(RunsCommand.Read(store, filter, bar, call.Stop), options)
        );
        if (call.Get(Csv) is { } file)
        {
            WholeFile.Write(file, to => CostCsv.Write(runs, to));
            call.Note($"Wrote {file}");
        }

        var report = CostReport.Of(runs, options);
        if (call.Json)
        {
            call.WriteJson(report, CostJson.Default.CostReport);
        }
        else if (runs.Count == 0)
        {
            call.Console.WriteLine(RunsCommand.Nothing(store));
        }
        else
        {
            CostScreen.Write(call.Console, report);
        }

        return ExitCodes.Ok;
    }

    private static int MeasureCommand(CommandCall call, string[] command)
    {
        if (command.Length == 0)
        {
            throw new StopwiseException("--measure needs a command: stopwise cost --measure -- COMMAND");
        }

        if (call.Get(Watts) is { } watts && !(watts > 0 && double.IsFinite(watts)))
        {
            throw new StopwiseException($"--watts is {watts}: give a power above 0.");
        }

        var measured = MeasuredCommand.Run(command, call.Get(Watts), call.Around, call.Stop);
        if (call.Json)
        {
            call.WriteJson(measured, CostJson.Default.MeasuredCommand);
        }
        else
        {
            CostScreen.Write(call.Console, measured);
        }

        return measured.ExitCode == 0 ? ExitCodes.Ok : ExitCodes.Findings;
    }
}
