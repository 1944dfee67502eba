using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Stopwise.Traces.Formats.Exchanges;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.RequestLogs;

/// <summary>
/// Logs of calls to a model, a row a call, as proxies and clients keep them. All logs under one path are read together: a run
/// may go on in the next file, and a batch keeps its requests apart from its answers.
/// </summary>
internal sealed class RequestLogFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var files = catalog.Free(FileKind.RequestLog).ToList();
        files.ForEach(catalog.Claim);
        return files.Count == 0 ? [] : [new RunLead(files[0], () => Read(files))];
    }

    private static IEnumerable<ImportItem> Read(List<SourceFile> files)
    {
        var exchanges = new List<LoggedExchange>();
        var masked = 0;
        Original? first = null;
        foreach (var file in files)
        {
            var (original, problem) = Collect(file, exchanges);
            if (problem is not null)
            {
                yield return problem;
            }

            first ??= original;
            masked += original?.Masked ?? 0;
        }

        if (first is null)
        {
            yield break;
        }

        var answered = exchanges
            .Where(e => !e.IsQuestionOnly)
            .Select(e => e.CustomId)
            .ToHashSet(StringComparer.Ordinal);
        if (exchanges.Count(e => e.IsQuestionOnly && !answered.Contains(e.CustomId)) is > 0 and var open)
        {
            yield return new FileIgnored(
                first.File.Display,
                $"{open} of the questions of a batch have no answer under this path."
            );
        }

        var index = 0;
        foreach (var threads in Runs(BatchesJoined(exchanges)))
        {
            var run = ToRun(threads) with { SecretsMasked = index == 0 ? masked : 0, Source = first.Source(index) };
            yield return new RunFound(run, [new Payload($"{first.File.Name}#{index++}", Lines(threads))]);
        }
    }

    /// <summary>The runs that calls of one client make.</summary>
    internal static IEnumerable<Run> RunsOf(IEnumerable<LoggedExchange> exchanges) => Runs(exchanges).Select(ToRun);

    private static (Original?, FileFailed?) Collect(SourceFile file, List<LoggedExchange> exchanges)
    {
        Original? original = null;
        int? broken = null;
        try
        {
            original = Original.Read(file);
            foreach (var (number, row) in JsonRows.Read(original))
            {
                if (row is { } known && LoggedExchange.Read(known, JsonRows.OnOneLine(known)) is { } exchange)
                {
                    exchanges.Add(exchange);
                }
                else
                {
                    broken ??= number;
                }
            }
        }
        catch (JsonException e)
        {
            return (
                original,
                new FileFailed(file.Display, (int?)e.LineNumber + 1, "The JSON is cut off or broken here.")
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (
                original,
                new FileFailed(file.Display, null, $"The file cannot be read ({e.Message.TrimEnd('.')}).")
            );
        }

        return (
            original,
            broken is null
                ? null
                : new FileFailed(
                    file.Display,
                    broken,
                    "The row is broken or holds no call of a model; the others were read."
                )
        );
    }

    /// <summary>Rows of a batch that only ask give their messages to the rows that answer.</summary>
    private static IEnumerable<LoggedExchange> BatchesJoined(List<LoggedExchange> exchanges)
    {
        var questions = exchanges
            .Where(e => e.IsQuestionOnly)
            .DistinctBy(e => e.CustomId, StringComparer.Ordinal)
            .ToDictionary(e => e.CustomId!, StringComparer.Ordinal);
        foreach (var exchange in exchanges.Where(e => !e.IsQuestionOnly))
        {
            yield return exchange.CustomId is { } id && questions.TryGetValue(id, out var question)
                ? exchange with
                {
                    Call = exchange.Call.CompletedBy(question.Call),
                    Session = exchange.Session ?? question.Session,
                    Trace = exchange.Trace ?? question.Trace,
                    User = exchange.User ?? question.User,
                    Source = Joined(question.Source, exchange.Source),
                }
                : exchange;
        }
    }

    private static byte[] Joined(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b) => [.. a.Span, (byte)'\n', .. b.Span];

    /// <summary>The threads of each run: all of a session, or one alone.</summary>
    private static List<List<CallThread>> Runs(IEnumerable<LoggedExchange> exchanges)
    {
        var threads = new CallThreads();
        foreach (var exchange in exchanges.OrderBy(e => e.Call.StartedAt ?? e.Call.EndedAt ?? DateTimeOffset.MinValue))
        {
            threads.Add(exchange);
        }

        var named = new Dictionary<string, List<CallThread>>(StringComparer.Ordinal);
        var runs = new List<List<CallThread>>();
        foreach (var thread in threads.All)
        {
            var names = thread
                .Calls.Select(c => c.Session ?? c.Trace)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .ToList();
            var run = names.Select(n => named.GetValueOrDefault(n)).FirstOrDefault(r => r is not null);
            if (run is null)
            {
                runs.Add(run = []);
            }

            run.Add(thread);
            names.ForEach(n => named.TryAdd(n, run));
        }

        return runs;
    }

    private static Run ToRun(List<CallThread> threads)
    {
        var sequence = new CallSequence();
        var parents = new Dictionary<CallThread, string?>(ReferenceEqualityComparer.Instance);
        var ordered = threads
            .SelectMany(t => t.Calls.Select(c => (Thread: t, Exchange: c)))
            .OrderBy(c => c.Exchange.Call.StartedAt ?? c.Exchange.Call.EndedAt ?? DateTimeOffset.MinValue)
            .ToList();
        for (var i = 0; i < ordered.Count; i++)
        {
            var (thread, exchange) = ordered[i];
            if (!parents.TryGetValue(thread, out var parent))
            {
                // A thread that begins with what a call of another asked for is that call's sub-agent.
                parents[thread] = parent =
                    sequence.IsEmpty || thread.Asked is not { } asked ? null : sequence.CallThatAsks(asked);
            }

            var call = exchange.Call;
            sequence.Add(
                call with
                {
                    ParentCallId = parent,
                    Id = $"{call.Id} {call.Sent.Count} {(call.Id.Length == 0 ? i : 0)}",
                }
            );
        }

        var first = ordered[0].Exchange;
        return new Run
        {
            Id = first.Session ?? CommonTrace(ordered.Select(c => c.Exchange)) ?? IdOf(first),
            Format = "request-log",
            Agent = ordered.Select(c => c.Exchange.Agent).FirstOrDefault(a => a is not null) ?? "unknown",
            Model = ordered.Select(c => c.Exchange.Call.Model).FirstOrDefault(m => m is not null),
            Prompt = sequence.Prompt,
            StartedAt = first.Call.StartedAt,
            EndedAt = ordered[^1].Exchange.Call.EndedAt ?? ordered[^1].Exchange.Call.StartedAt,
            Outcome = Outcome.Unknown,
            Steps = sequence.Build(),
            Source = new RunSource(""),
        };
    }

    private static string? CommonTrace(IEnumerable<LoggedExchange> exchanges) =>
        exchanges.Select(e => e.Trace).Distinct(StringComparer.Ordinal).Take(2).ToList() is [{ } only] ? only : null;

    /// <summary>Without a session the first call names the run: it stays the first while the log grows.</summary>
    private static string IdOf(LoggedExchange first) =>
        first.Call.Id.Length > 0
            ? first.Call.Id
            : "call-" + Convert.ToHexStringLower(SHA256.HashData(first.Source.Span))[..16];

    private static byte[] Lines(List<CallThread> threads)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var exchange in threads.SelectMany(t => t.Calls))
        {
            lines.Write(exchange.Source.Span);
            lines.Write("\n"u8);
        }

        return lines.WrittenSpan.ToArray();
    }
}
