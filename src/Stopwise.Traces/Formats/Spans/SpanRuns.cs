using System.Buffers;
using Stopwise.Traces.Formats.Exchanges;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Spans;

/// <summary>
/// Sorts spans into runs: a run is a trace, or all traces of a session. The same span told twice (an exporter that tried again,
/// two exporters) counts once.
/// </summary>
internal sealed class SpanRuns
{
    private readonly Dictionary<(string Trace, string Id), RecordedSpan> _spans = [];
    private readonly List<RecordedSpan> _inOrder = [];
    private readonly string _format;

    private int _tracesWithoutCall;
    private int _toolsWithoutCall;

    private SpanRuns(string format) => _format = format;

    private void Add(RecordedSpan span)
    {
        if (_spans.TryAdd((span.Trace, span.Id), span))
        {
            _inOrder.Add(span);
        }
    }

    /// <summary>The runs in the order of their first span, each with its spans as lines of JSON; then what was left out.</summary>
    public static IEnumerable<ImportItem> Of(
        string format,
        IEnumerable<RecordedSpan> spans,
        Original original,
        int masked
    )
    {
        var runs = new SpanRuns(format);
        foreach (var span in spans)
        {
            runs.Add(span);
        }

        if (runs._inOrder.Count == 0)
        {
            yield return new FileIgnored(original.File.Display, "It holds no span.");
        }

        foreach (var run in runs.Read(original, masked))
        {
            yield return run;
        }

        if (runs._tracesWithoutCall > 0)
        {
            yield return new FileIgnored(
                original.File.Display,
                $"{runs._tracesWithoutCall} of its traces hold no call of a model."
            );
        }

        if (runs._toolsWithoutCall > 0)
        {
            yield return new FileIgnored(
                original.File.Display,
                $"{runs._toolsWithoutCall} of its tool spans come before any call of a model and belong to no step."
            );
        }
    }

    private IEnumerable<RunFound> Read(Original original, int masked)
    {
        var sessions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var span in _inOrder.Where(s => s.Session is not null))
        {
            sessions.TryAdd(span.Trace, span.Session!);
        }

        var index = 0;
        foreach (
            var group in _inOrder.GroupBy(s => sessions.GetValueOrDefault(s.Trace) ?? s.Trace, StringComparer.Ordinal)
        )
        {
            var spans = group.ToList();
            if (!spans.Exists(s => s.Work == SpanWork.Model))
            {
                _tracesWithoutCall++;
                continue;
            }

            var run = ToRun(group.Key, spans) with
            {
                SecretsMasked = index == 0 ? masked : 0,
                Source = original.Source(index),
            };
            var payload = new Payload($"{original.File.Name}#{index++}", Lines(spans));
            yield return new RunFound(run, [payload]);
        }
    }

    private Run ToRun(string id, List<RecordedSpan> spans)
    {
        var tree = new SpanTree(spans);
        var ordered = spans
            .OrderBy(s => s.StartedAt ?? s.EndedAt ?? DateTimeOffset.MinValue)
            .ThenBy(s => s.EndedAt)
            .ToList();
        var calls = CallsOf(ordered, tree);
        var sequence = new CallSequence();
        var ran = new Dictionary<RecordedSpan, string?>(ReferenceEqualityComparer.Instance);
        foreach (var span in ordered)
        {
            if (calls.TryGetValue(span, out var call))
            {
                sequence.Add(call with { ParentCallId = LaneOf(span) });
            }
            else if (span is { Work: SpanWork.Tool, Tool: { } tool } && tree.Outermost(span) == span)
            {
                ran[span] = sequence.Ran(tool.Id.Length > 0 ? tool : tool with { Id = span.Id }, LaneOf(span));
                _toolsWithoutCall += ran[span] is null ? 1 : 0;
            }
        }

        var roots = spans.Where(s => !tree.Above(s).Any()).ToList();
        var first =
            ordered.Find(s => s.Work == SpanWork.Agent && s.Agent is not null)
            ?? ordered.Find(s => s.Agent is not null);
        var steps = sequence.Build();
        return new Run
        {
            Id = id,
            Format = _format,
            Agent = first?.Agent ?? roots.FirstOrDefault()?.Name ?? "unknown",
            AgentVersion = first?.AgentVersion,
            Model = calls.Values.Select(c => c.Model).FirstOrDefault(m => m is not null),
            TaskId = spans.Select(s => s.Task).FirstOrDefault(t => t is not null),
            Prompt = sequence.Prompt,
            StartedAt = spans.Min(s => s.StartedAt),
            EndedAt = spans.Max(s => s.EndedAt),
            ExitStatus = roots.Exists(s => s.Failed) ? "error" : null,
            Outcome = spans.Select(s => s.Outcome).FirstOrDefault(o => o is not null) ?? Outcome.Unknown,
            Steps = steps,
            Source = new RunSource(""),
        };

        string? LaneOf(RecordedSpan span) =>
            tree.ToolAbove(span) is { } tool && ran.TryGetValue(tree.Outermost(tool), out var call) ? call : null;
    }

    /// <summary>The calls of models, each at the outermost of the spans that tell of it.</summary>
    private static Dictionary<RecordedSpan, ModelCall> CallsOf(List<RecordedSpan> ordered, SpanTree tree)
    {
        var calls = new Dictionary<RecordedSpan, ModelCall>(ReferenceEqualityComparer.Instance);
        var byId = new Dictionary<string, RecordedSpan>(StringComparer.Ordinal);
        foreach (var span in ordered.Where(s => s.Call is not null))
        {
            var call = span.Call!();
            var owner = tree.Outermost(span);
            if (byId.TryGetValue(call.Id, out var first) && owner != first)
            {
                // Test servers give every answer one id: only records of one moment are the same call.
                (owner, call) = Overlap(first, span)
                    ? (first, call)
                    : (owner, call with { Id = $"{span.Trace} {span.Id}" });
            }

            byId[call.Id] = owner;
            calls[owner] = calls.TryGetValue(owner, out var known) ? known.CompletedBy(call) : call;
        }

        return calls;
    }

    private static bool Overlap(RecordedSpan a, RecordedSpan b) => a.StartedAt <= b.EndedAt && b.StartedAt <= a.EndedAt;

    private static byte[] Lines(IReadOnlyList<RecordedSpan> spans)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var line in spans.Select(s => s.Source).OfType<Func<byte[]>>())
        {
            lines.Write(line());
            lines.Write("\n"u8);
        }

        return lines.WrittenSpan.ToArray();
    }
}
