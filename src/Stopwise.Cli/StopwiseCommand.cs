using System.CommandLine;
using System.CommandLine.Parsing;
using Stopwise.Cli.Commands;
using Stopwise.Exits;

namespace Stopwise.Cli;

/// <summary>The command tree, and the one edge where failures become messages and exit codes.</summary>
internal static class StopwiseCommand
{
    public static int Run(IReadOnlyList<string> args, Surroundings around, CancellationToken stop)
    {
        var root = Tree(around, stop);

        // "@name" is a path like any other here, not a file of arguments.
        var parsed = root.Parse(
            args.Count == 0 ? ["--help"] : args,
            new ParserConfiguration { ResponseFileTokenReplacer = null }
        );
        if (parsed.Errors.Count > 0)
        {
            return Misused(parsed, around);
        }

        try
        {
            return parsed.Invoke(
                new InvocationConfiguration
                {
                    Output = around.Output,
                    Error = around.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                }
            );
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            around.Error.WriteLine("Stopped.");
            return ExitCodes.Stopped;
        }
        catch (StopwiseException e)
        {
            around.Error.WriteLine($"stopwise: {Shown.Block(e.Message)}");
            return ExitCodes.Usage;
        }
        // The edge of the process: whatever else comes is our mistake, and a stack trace helps no user.
        catch (Exception e) when (string.IsNullOrEmpty(around.Variable("STOPWISE_TRACE")))
        {
            around.Error.WriteLine(
                $"stopwise: A mistake of stopwise itself: {Shown.Line($"{e.GetType().Name}: {e.Message}")}"
            );
            around.Error.WriteLine("Set STOPWISE_TRACE=1 to see where.");
            return ExitCodes.Mistake;
        }
    }

    private static RootCommand Tree(Surroundings around, CancellationToken stop)
    {
        var root = new RootCommand(
            """
            Knows when an agent run has done enough: imports recorded runs, learns when to stop, and rehearses what it would have saved.

            Exit codes: 0 ok, 1 findings, 2 usage, 3 stopped, 4 cannot promise.
            """
        );
        root.Options.Add(CommandCall.StoreOption);
        root.Options.Add(CommandCall.JsonOption);
        foreach (var verb in Verbs(new CommandFactory(around, stop)))
        {
            root.Subcommands.Add(verb);
        }

        // Without an action of its own the parser adds a second, vaguer message to that of an unknown verb.
        root.SetAction(_ =>
        {
            around.Error.WriteLine("stopwise: Say what to do. Try: stopwise --help");
            return ExitCodes.Usage;
        });
        return root;
    }

    private static IEnumerable<Command> Verbs(CommandFactory factory) =>
        [
            DemoCommand.Create(factory),
            ImportCommand.Create(factory),
            ExportCommand.Create(factory),
            FormatCommand.Create(factory),
            RunsCommand.Create(factory),
            ShowCommand.Create(factory),
            TreeCommand.Create(factory),
            ExplainCommand.Create(factory),
            CheckCommand.Create(factory),
            LagCommand.Create(factory),
            DiffCommand.Create(factory),
            CutCommand.Create(factory),
            CassetteCommand.Create(factory),
            ReplayCommand.Create(factory),
            LabelCommand.Create(factory),
            TestCommand.Create(factory),
            CostCommand.Create(factory),
            RehearseCommand.Create(factory),
            LearnCommand.Create(factory),
            PolicyCommand.Create(factory),
            WordsCommand.Create(factory),
            DoctorCommand.Create(factory),
        ];

    private static int Misused(ParseResult parsed, Surroundings around)
    {
        foreach (var message in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
        {
            around.Error.WriteLine($"stopwise: {Shown.Line(message)}");
        }

        around.Error.WriteLine($"Try: {NameOf(parsed.CommandResult)} --help");
        return ExitCodes.Usage;
    }

    private static string NameOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : "stopwise";
}
