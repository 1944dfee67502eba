using System.Runtime.InteropServices;

namespace Stopwise.Traces.Formats.Jsonl;

/// <summary>Lines of one content: neighbours are one range, so that lines which follow each other are never copied.</summary>
internal sealed class LineRanges(byte[] content)
{
    private readonly List<(int Start, int End)> _ranges = [];

    /// <summary>Takes a slice of the content, a line without its end.</summary>
    public void Add(ReadOnlyMemory<byte> line)
    {
        MemoryMarshal.TryGetArray(line, out var slice);
        var (start, end) = (slice.Offset, slice.Offset + slice.Count);
        if (_ranges.Count > 0 && _ranges[^1].End + 1 == start)
        {
            _ranges[^1] = (_ranges[^1].Start, end);
        }
        else
        {
            _ranges.Add((start, end));
        }
    }

    /// <summary>All lines, each ended by a line feed.</summary>
    public ReadOnlyMemory<byte> Joined()
    {
        if (_ranges is [var (from, to)] && to < content.Length)
        {
            return content.AsMemory(from, to + 1 - from);
        }

        var joined = new byte[_ranges.Sum(r => r.End - r.Start + 1)];
        var at = 0;
        foreach (var (start, end) in _ranges)
        {
            content.AsSpan(start, end - start).CopyTo(joined.AsSpan(at));
            at += end - start;
            joined[at++] = (byte)'\n';
        }

        return joined;
    }
}
