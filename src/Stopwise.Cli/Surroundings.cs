using Spectre.Console;

namespace Stopwise.Cli;

/// <summary>Everything outside of the program that a command may touch; tests bring their own.</summary>
internal sealed record Surroundings
{
    // Wide enough for a table of runs; what is piped is read by grep and by people who scroll.
    private const int PipedWidth = 160;

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public TextReader Input { get; init; } = TextReader.Null;

    public bool InputIsTerminal { get; init; }

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public Func<string, string?> Variable { get; init; } = _ => null;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public static Surroundings OfProcess() =>
        new()
        {
            Output = Console.Out,
            Error = Console.Error,
            Input = Console.In,
            InputIsTerminal = !Console.IsInputRedirected,
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Variable = Environment.GetEnvironmentVariable,
        };

    /// <summary>Renders to standard output: the result.</summary>
    public IAnsiConsole OutputConsole() => Render(Output, OutputIsTerminal);

    /// <summary>Renders to standard error: progress and questions.</summary>
    public IAnsiConsole ErrorConsole() => Render(Error, ErrorIsTerminal);

    private IAnsiConsole Render(TextWriter writer, bool terminal)
    {
        var colour = terminal && string.IsNullOrEmpty(Variable("NO_COLOR"));
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            }
        );
        console.Profile.Capabilities.Unicode = true;
        if (!terminal)
        {
            console.Profile.Width = PipedWidth;
        }

        return console;
    }
}
