namespace Stopwise.Traces.Formats.Spans;

/// <summary>The spans of one run by parent. Parents may be missing, and a broken source may even make them a circle.</summary>
internal sealed class SpanTree(IReadOnlyList<RecordedSpan> spans)
{
    private const int DeepestNesting = 512;

    private readonly Dictionary<(string, string), RecordedSpan> _byId = spans.ToDictionary(s => (s.Trace, s.Id));

    /// <summary>From the parent up to the root.</summary>
    public IEnumerable<RecordedSpan> Above(RecordedSpan span)
    {
        for (
            var i = 0;
            i < DeepestNesting && span.Parent is { } id && _byId.TryGetValue((span.Trace, id), out var parent);
            i++
        )
        {
            yield return parent;
            span = parent;
        }
    }

    /// <summary>
    /// The outermost span that tells of the same work: instrumentations of a framework and of the client below it each record
    /// a call of a model, and each record a tool.
    /// </summary>
    public RecordedSpan Outermost(RecordedSpan span)
    {
        var outermost = span;
        foreach (var above in Above(span))
        {
            if (above.Work == span.Work)
            {
                outermost = above;
            }
            else if (above.Work != SpanWork.Other)
            {
                break;
            }
        }

        return outermost;
    }

    public RecordedSpan? ToolAbove(RecordedSpan span) => Above(span).FirstOrDefault(s => s.Work == SpanWork.Tool);
}
