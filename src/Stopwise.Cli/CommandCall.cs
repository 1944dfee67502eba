using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Stopwise.Exits;
using Stopwise.Traces.Store;

namespace Stopwise.Cli;

/// <summary>One call of a verb: what the user wrote, where the answer goes, and when to give up.</summary>
internal sealed class CommandCall(ParseResult parsed, Surroundings around, CancellationToken stop)
{
    private IAnsiConsole? _console;

    public static Option<string?> StoreOption { get; } =
        new("--store")
        {
            Description = "The store of runs. Default: $STOPWISE_STORE, else runs.db in your data folder.",
            HelpName = "FILE",
            Recursive = true,
        };

    public static Option<bool> JsonOption { get; } =
        new("--json") { Description = "Write the result as JSON.", Recursive = true };

    public Surroundings Around => around;

    /// <summary>Set when the user wants to stop; pass it on, or throw by it between two pieces of work.</summary>
    public CancellationToken Stop => stop;

    public bool Json => parsed.GetValue(JsonOption);

    /// <summary>The option, else the environment, else the user's data folder.</summary>
    public string StorePath =>
        parsed.GetValue(StoreOption) is { Length: > 0 } named ? named
        : around.Variable("STOPWISE_STORE") is { Length: > 0 } usual ? usual
        : RunStore.DefaultPath;

    /// <summary>Renders the result. With <c>--json</c> write nothing but the JSON.</summary>
    public IAnsiConsole Console => _console ??= around.OutputConsole();

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>True where the user wrote the option.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The store to write into, made where it is missing. The caller disposes it.</summary>
    public RunStore OpenStore() => RunStore.Open(StorePath, around.Clock);

    /// <summary>The store to read from, which must be there. The caller disposes it.</summary>
    public RunStore ExistingStore() => RunStore.OpenExisting(StorePath, around.Clock);

    public void WriteJson<T>(T value, JsonTypeInfo<T> type) =>
        around.Output.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>A line about the work on standard error, where it does not mix with the result.</summary>
    public void Note(string text) => around.Error.WriteLine(Shown.Line(text));

    /// <summary>Works with a bar on a terminal's standard error; elsewhere silently.</summary>
    public T WithProgress<T>(string title, Func<ProgressBar, T> work)
    {
        if (!around.ErrorIsTerminal)
        {
            return work(new ProgressBar(null));
        }

        return around
            .ErrorConsole()
            .Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn()
            )
            .Start(shown => work(new ProgressBar(shown.AddTask(Markup.Escape(Shown.Line(title))))));
    }

    /// <summary>Asks on the terminal; no terminal, no consent.</summary>
    /// <exception cref="StopwiseException">Nobody can be asked.</exception>
    public bool Confirm(string question)
    {
        if (!around.InputIsTerminal || !around.ErrorIsTerminal)
        {
            throw new StopwiseException($"{question} Nobody can be asked here: say --yes.");
        }

        around.Error.Write($"{Shown.Line(question)} [y/N] ");
        var answer = around.Input.ReadLine()?.Trim();
        return "y".Equals(answer, StringComparison.OrdinalIgnoreCase)
            || "yes".Equals(answer, StringComparison.OrdinalIgnoreCase);
    }
}
