using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Stopwise.Benchmarks.Diagnosing;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Replay.Wires;

namespace Stopwise.Benchmarks.Replaying;

/// <summary>What a replay costs, each part beside the least that it could: a look-up in a dictionary, reading the file, hashing the bytes.</summary>
internal static class ReplaySpeed
{
    private const int Steps = 1_000;
    private const int Turns = 100;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    public static string Write()
    {
        var cassette = Cassette.Of(GeneratedRun.Of(Steps, seed: 1));
        var bodies = Bodies();
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.Create(path))
            {
                cassette.Write(file);
            }

            var page = new StringBuilder();
            page.Append(
                CultureInfo.InvariantCulture,
                $"A generated run of {Steps:N0} steps (seed 1), {cassette.Entries.Count:N0} calls, {new FileInfo(path).Length / 1e6:0.0} MB as a file; "
            );
            page.Append(
                CultureInfo.InvariantCulture,
                $"a conversation of {Turns} requests, {bodies.Sum(b => b.Length) / 1e6:0.0} MB. Best round of {Measured.TotalSeconds:0} s\n\n"
            );
            page.Append(
                "| part | a second | µs per call | bytes per call | limit | µs per call | bytes per call | times the limit |\n|---|---:|---:|---:|---|---:|---:|---:|\n"
            );
            var asked = Asked(cassette);
            Row(
                page,
                "replay",
                asked.Count,
                () => Play(cassette, asked),
                "dictionary made and asked",
                () => LookUp(asked, cassette)
            );
            Row(
                page,
                "cassette loaded",
                asked.Count,
                () => Cassette.Load(path),
                "file read",
                () => File.ReadAllBytes(path)
            );
            Row(
                page,
                "requests read off the wire",
                Turns,
                () => bodies.ForEach(ReadOff),
                "SHA-256 of them",
                () => bodies.ForEach(Hash)
            );
            return page.ToString();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static List<AskedCall> Asked(Cassette cassette) =>
        [.. cassette.Entries.Select(e => new AskedCall(e.Kind, e.Name, [new AskedForm(e.Form, e.Request)]))];

    /// <summary>The requests of a conversation that grows by a question and an answer each time.</summary>
    private static List<byte[]> Bodies()
    {
        var messages = new List<object>();
        var bodies = new List<byte[]>();
        for (var i = 0; i < Turns; i++)
        {
            messages.Add(
                new
                {
                    role = "user",
                    content = string.Create(CultureInfo.InvariantCulture, $"Question {i}: ") + new string('q', 400),
                }
            );
            bodies.Add(
                JsonSerializer.SerializeToUtf8Bytes(
                    new
                    {
                        model = "m",
                        messages,
                        temperature = 0,
                    }
                )
            );
            messages.Add(
                new
                {
                    role = "assistant",
                    content = string.Create(CultureInfo.InvariantCulture, $"Answer {i}: ") + new string('a', 400),
                }
            );
        }

        return bodies;
    }

    private static void Play(Cassette cassette, List<AskedCall> asked)
    {
        var player = new CassettePlayer(cassette);
        foreach (var call in asked)
        {
            if (player.Play(call).Entry is null)
            {
                throw new InvalidOperationException("A recorded call was not answered.");
            }
        }
    }

    private static void LookUp(List<AskedCall> asked, Cassette cassette)
    {
        var answers = new Dictionary<(string Name, string Sha256), string>();
        foreach (var entry in cassette.Entries)
        {
            answers[(entry.Name, entry.Request.Sha256)] = entry.Response;
        }

        foreach (var call in asked)
        {
            _ = answers[(call.Name, call.Own.Request.Sha256)];
        }
    }

    private static void ReadOff(byte[] body) => _ = ModelWire.OpenAiChat.Read(body)!.Own.Request.Sha256;

    private static void Hash(byte[] body) => SHA256.HashData(body);

    private static void Row(StringBuilder page, string part, int calls, Action work, string limit, Action least)
    {
        var (ours, atLeast) = (Best(work), Best(least));
        page.Append(
            CultureInfo.InvariantCulture,
            $"| {part} | {1 / ours.Seconds:N0} | {ours.Seconds * 1e6 / calls:0.00} | {ours.Bytes / calls:N0} | {limit} | {atLeast.Seconds * 1e6 / calls:0.00} | {atLeast.Bytes / calls:N0} | {ours.Seconds / atLeast.Seconds:0.0} |\n"
        );
    }

    private static (double Seconds, long Bytes) Best(Action work)
    {
        var best = (Seconds: double.MaxValue, Bytes: long.MaxValue);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Measured; )
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            work();
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            best = (
                Math.Min(best.Seconds, seconds),
                Math.Min(best.Bytes, GC.GetAllocatedBytesForCurrentThread() - allocated)
            );
        }

        return best;
    }
}
