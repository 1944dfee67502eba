using System.ComponentModel;
using System.Diagnostics;
using Stopwise.Exits;
using Stopwise.Gateway.Cassettes;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Replay.Faults;

namespace Stopwise.Cli;

/// <summary>An agent's command that is run against a recording. What it writes goes to standard error.</summary>
internal sealed class ReplayedAgent(CommandCall call, string command, ReplayOptions options, Uri? endpoint)
{
    // What clients want to see that check for a key before they ask; the server looks at none.
    private const string NoKey = "stopwise-replay";

    /// <summary>Where the command is started; null for the current folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Serves the cassette on a free port, runs the command to its end, and stops.</summary>
    public AgentOutcome Run(Cassette cassette, FaultInjector? faults)
    {
        var player = new CassettePlayer(cassette, options);
        var server = CassetteServer
            .StartAsync(
                player,
                new CassetteServerOptions
                {
                    Endpoint = endpoint,
                    Clock = call.Around.Clock,
                    Faults = faults,
                },
                call.Stop
            )
            .GetAwaiter()
            .GetResult();
        try
        {
            return new AgentOutcome(command, RunToEnd(server.Address), player);
        }
        finally
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private int RunToEnd(Uri address)
    {
        using var process = Start(address);
        using var ended = call.Stop.Register(() => process.Kill(entireProcessTree: true));
        var output = CopyAsync(process.StandardOutput, call.Around.Error);
        process.WaitForExit();
        output.GetAwaiter().GetResult();
        call.Stop.ThrowIfCancellationRequested();
        return process.ExitCode;
    }

    private Process Start(Uri address)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", $"/d /s /c \"{command}\"")
            : new ProcessStartInfo("/bin/sh", ["-c", command]);
        (start.RedirectStandardOutput, start.UseShellExecute) = (true, false);
        start.WorkingDirectory = Folder ?? "";
        var root = address.AbsoluteUri.TrimEnd('/');
        start.Environment["OPENAI_BASE_URL"] = $"{root}/v1";
        start.Environment["OPENAI_API_BASE"] = $"{root}/v1";
        start.Environment["ANTHROPIC_BASE_URL"] = root;
        start.Environment["STOPWISE_TOOLS_URL"] = $"{root}/tools";

        // A proxy that the agent is told to use does not know this machine's own addresses.
        foreach (var name in (string[])["NO_PROXY", "no_proxy"])
        {
            start.Environment[name] =
                start.Environment.TryGetValue(name, out var own) && own is { Length: > 0 }
                    ? $"{own},{address.Host}"
                    : address.Host;
        }

        foreach (var key in (string[])["OPENAI_API_KEY", "ANTHROPIC_API_KEY"])
        {
            start.Environment[key] = call.Around.Variable(key) is { Length: > 0 } set ? set : NoKey;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new StopwiseException($"The agent's command cannot be started: {e.Message}", e);
        }
    }

    private static async Task CopyAsync(StreamReader from, TextWriter to)
    {
        var some = new char[4096];
        while (await from.ReadAsync(some) is > 0 and var read)
        {
            await to.WriteAsync(some.AsMemory(0, read));
        }
    }
}

/// <summary>How an agent's command ended.</summary>
/// <param name="Command">The command.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Player">What it was answered.</param>
internal sealed record AgentOutcome(string Command, int ExitCode, CassettePlayer Player);
