using System.CommandLine;
using Stopwise.Exits;
using Stopwise.Traces.Replay;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise replay</c>: gives recorded answers again, to an agent or to the recording itself, with or without faults.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string> Name = new("CASSETTE|RUN")
    {
        Description = "A cassette file, or the id of a run, the beginning of one, or last.",
    };

    private static readonly Option<string?> Agent = new("--agent")
    {
        Description =
            "Run this command against the recording: it finds the server in OPENAI_BASE_URL, ANTHROPIC_BASE_URL and STOPWISE_TOOLS_URL.",
        HelpName = "COMMAND",
    };

    private static readonly Option<string> Mode = new("--mode")
    {
        Description = "A call that is not recorded: fails (strict), or goes to --endpoint and is recorded (hybrid).",
        HelpName = "strict|hybrid",
        DefaultValueFactory = _ => "strict",
    };

    private static readonly Option<string?> Endpoint = new("--endpoint")
    {
        Description = "Address of the live API for --mode hybrid, such as https://api.openai.com/v1.",
        HelpName = "URL",
    };

    private static readonly Option<string?> Out = new("--out", "-o")
    {
        Description = "Where --mode hybrid writes the cassette with what it added; may be the same file.",
        HelpName = "FILE",
    };

    private static readonly Option<string> Exhausted = new("--when-exhausted")
    {
        Description = "The same is asked more often than it was recorded: count it as not recorded (miss), or repeat.",
        HelpName = "miss|repeat",
        DefaultValueFactory = _ => "miss",
    };

    private static readonly Option<bool> AnyModel = new("--any-model")
    {
        Description = "Answer for whatever model is asked.",
    };

    private static readonly Option<int> Times = new("--times")
    {
        Description = "Without --agent: how many times to replay the recording against itself.",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "replay",
            "Replays recorded answers to an agent, or a run with faults put in, and tells where it leaves the recording.",
            Replay,
            [Name, Agent, Mode, Endpoint, Out, Exhausted, AnyModel, Times, .. FaultsAsked.Options]
        );

    private static int Replay(CommandCall call)
    {
        var options = new ReplayOptions
        {
            Mode = Word(call, Mode, "strict", "hybrid") == 0 ? ReplayMode.Strict : ReplayMode.Hybrid,
            Exhausted = Word(call, Exhausted, "miss", "repeat") == 0 ? WhenExhausted.Miss : WhenExhausted.RepeatLast,
            AnyModel = call.Get(AnyModel),
        };
        var recording = Recording.Open(call, call.Get(Name)!, mayBeNew: options.Mode == ReplayMode.Hybrid);
        var faults = FaultsAsked.Of(call);
        if (call.Get(Agent) is not { Length: > 0 } command)
        {
            if (options.Mode == ReplayMode.Hybrid)
            {
                throw new StopwiseException("--mode hybrid needs an agent that asks: name its command with --agent.");
            }

            if (call.Get(Out) is not null)
            {
                throw new StopwiseException(
                    "--out goes with --agent. To write the answers of a run, use stopwise cassette."
                );
            }

            return faults is not null
                ? faults.OpenLoop(call, recording)
                : SelfReplayed.Run(call, recording, options, call.Get(Times));
        }

        var agent = new ReplayedAgent(call, command, options, LiveAddress(call, options.Mode));
        if (faults is not null)
        {
            return faults.ClosedLoop(call, agent, recording.Cassette);
        }

        if (options.Mode == ReplayMode.Hybrid && call.Get(Out) is null)
        {
            throw new StopwiseException("--mode hybrid records: say with --out where the cassette is to be written.");
        }

        var outcome = agent.Run(recording.Cassette, faults: null);
        if (call.Get(Out) is { } path)
        {
            WholeFile.WriteBytes(path, outcome.Player.ToCassette().Write);
        }

        return ReplayScreen.Write(call, outcome, call.Get(Out));
    }

    private static Uri? LiveAddress(CommandCall call, ReplayMode mode)
    {
        var text = call.Get(Endpoint);
        if (mode == ReplayMode.Strict)
        {
            return text is null
                ? null
                : throw new StopwiseException("--endpoint goes with --mode hybrid: a strict replay asks nobody.");
        }

        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        )
        {
            throw new StopwiseException(
                "--mode hybrid needs --endpoint with an address, such as https://api.openai.com/v1."
            );
        }

        return address.Scheme == Uri.UriSchemeHttps || address.IsLoopback
            ? address
            : throw new StopwiseException(
                $"{address.Host} is another machine: use https, so that the key is not sent in the open."
            );
    }

    private static int Word(CommandCall call, Option<string> option, string first, string second)
    {
        var said = call.Get(option)!;
        return said == first ? 0
            : said == second ? 1
            : throw new StopwiseException($"{option.Name} is {said}: say {first} or {second}.");
    }
}
