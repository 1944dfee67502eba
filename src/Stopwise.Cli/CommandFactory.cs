using System.CommandLine;

namespace Stopwise.Cli;

/// <summary>Makes the verbs: a command that is given what surrounds the program when it runs.</summary>
internal sealed class CommandFactory(Surroundings around, CancellationToken stop)
{
    /// <param name="name">The verb.</param>
    /// <param name="description">One sentence for the help.</param>
    /// <param name="run">
    /// Does the work and returns an exit code. It may throw <c>StopwiseException</c> (exit 2, the message is shown) and
    /// <c>OperationCanceledException</c> after a stop (exit 3).
    /// </param>
    /// <param name="symbols">Its arguments and options.</param>
    public Command Create(
        string name,
        string description,
        Func<CommandCall, int> run,
        params ReadOnlySpan<Symbol> symbols
    )
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    command.Arguments.Add(argument);
                    break;
                case Option option:
                    command.Options.Add(option);
                    break;
                case Command nested:
                    command.Subcommands.Add(nested);
                    break;
            }
        }

        command.SetAction(parsed => run(new CommandCall(parsed, around, stop)));
        return command;
    }
}
