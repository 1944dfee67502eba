using Stopwise.Exits;
using Stopwise.Traces.Export;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli;

/// <summary>A recording that is replayed against itself many times: every time it must be the same to the last byte.</summary>
internal static class SelfReplayed
{
    public static int Run(CommandCall call, Recording recording, ReplayOptions options, int times)
    {
        if (times < 1)
        {
            throw new StopwiseException($"--times is {times}: say 1 or more.");
        }

        // A log of whole requests is keyed by those, which a run does not tell: there the calls are replayed one by one.
        var lived =
            recording is { Run: { } run, Cassette: var cassette }
            && cassette.Entries.All(e => e.Form is CallForm.Conversation or CallForm.Tool)
                ? run
                : null;
        var wanted = lived is null ? null : BytesOf(lived);
        var (equal, sha256) = (0, "");
        CassetteEntry? first = null;
        for (var i = 0; i < times; i++)
        {
            call.Stop.ThrowIfCancellationRequested();
            var player = new CassettePlayer(recording.Cassette, options);
            var differing = SelfReplay.Of(recording.Cassette, player);
            first ??= differing.Count > 0 ? differing[0] : null;
            var same = differing.Count == 0 && (sha256.Length == 0 || sha256 == player.Report().Sha256);
            sha256 = sha256.Length == 0 ? player.Report().Sha256 : sha256;
            if (lived is not null)
            {
                var again = SelfReplay.Of(lived, new CassettePlayer(recording.Cassette, options));
                same &= BytesOf(again).AsSpan().SequenceEqual(wanted);
            }

            equal += same ? 1 : 0;
        }

        return Tell(call, new SelfReplayResult(times, equal, recording.Cassette.Entries.Count, sha256, first?.Step));
    }

    private static int Tell(CommandCall call, SelfReplayResult result)
    {
        if (call.Json)
        {
            call.WriteJson(result, CliJson.Default.SelfReplayResult);
        }
        else
        {
            call.Around.Output.WriteLine(
                $"{Words.Count(result.Equal)} of {Words.Plural(result.Times, "replay")} of {Words.Plural(result.Calls, "call")} are equal to the recording, byte for byte."
            );
            if (result.FirstStep is { } step)
            {
                call.Around.Output.WriteLine($"The first that differs is in step {step}.");
            }
        }

        return result.Equal == result.Times ? ExitCodes.Ok : ExitCodes.Findings;
    }

    private static byte[] BytesOf(Run run)
    {
        using var lines = new MemoryStream();
        JsonLinesExport.Write(run, lines);
        return lines.ToArray();
    }
}

/// <summary>What replaying a recording against itself came to.</summary>
internal sealed record SelfReplayResult(int Times, int Equal, int Calls, string Sha256, int? FirstStep);
