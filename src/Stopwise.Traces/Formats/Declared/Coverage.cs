using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>Which text of a file a format reads: characters of JSON strings, record by record.</summary>
/// <remarks>
/// An element is known by where its text begins in the record. Recordings say many things twice: a text that repeats one of
/// its record that was read counts as read.
/// </remarks>
internal sealed class Coverage
{
    private const int DeepestPath = 12;
    private const int MostPaths = 20_000;
    private const int ShortestRepeat = 8;

    private readonly List<(nint Start, nint End)> _read = [];
    private readonly Dictionary<string, long> _left = new(StringComparer.Ordinal);
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly List<(string Path, string Text)> _unread = [];
    private JsonElement _record;

    /// <summary>Characters of all strings.</summary>
    public long Characters { get; private set; }

    /// <summary>Characters of strings that were read.</summary>
    public long Covered { get; private set; }

    /// <summary>Characters that were not read, by the place that holds them, most first.</summary>
    public IEnumerable<(string Path, long Characters)> Left =>
        _left.OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal).Select(l => (l.Key, l.Value));

    /// <summary>Begins a record: what is added after it lies in it.</summary>
    public void Begin(JsonElement record)
    {
        _record = record;
        _read.Clear();
        _texts.Clear();
        _unread.Clear();
    }

    /// <summary>Notes that an element of the record was read.</summary>
    public void Add(JsonElement element)
    {
        var start = Offset(element);
        _read.Add((start, start + Math.Max(1, JsonMarshal.GetRawUtf8Value(element).Length)));
    }

    /// <summary>Counts the record.</summary>
    public void End()
    {
        _read.Sort();
        Walk(_record, new StringBuilder("$"), 0, covered: false);
        foreach (var (path, text) in _unread)
        {
            if (text.Length >= ShortestRepeat && _texts.Contains(text))
            {
                Covered += text.Length;
            }
            else
            {
                var place = _left.Count < MostPaths ? path : "$";
                _left[place] = _left.GetValueOrDefault(place) + text.Length;
            }
        }
    }

    private void Walk(JsonElement element, StringBuilder path, int depth, bool covered)
    {
        covered = covered || IsRead(element);
        var length = path.Length;
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                Count(path, element.AsText()!, covered);
                break;
            case JsonValueKind.Array:
                path.Append(depth < DeepestPath ? "[*]" : "");
                foreach (var item in element.EnumerateArray())
                {
                    Walk(item, path, depth + 1, covered);
                }

                path.Length = length;
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    path.Append(depth < DeepestPath ? JsonPath.Quoted(NameOf(property)) : "");
                    Walk(property.Value, path, depth + 1, covered);
                    path.Length = length;
                }

                break;
        }
    }

    private void Count(StringBuilder path, string text, bool covered)
    {
        Characters += text.Length;
        if (covered)
        {
            Covered += text.Length;
            _texts.Add(text);
        }
        else if (text.Length > 0)
        {
            _unread.Add((path.ToString(), text));
        }
    }

    private bool IsRead(JsonElement element)
    {
        var at = _read.BinarySearch((Offset(element), nint.MinValue));
        at = at < 0 ? ~at : at;
        return at < _read.Count && _read[at].Start == Offset(element);
    }

    /// <summary>A name that holds half of a surrogate pair cannot be shown as it is.</summary>
    internal static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    private nint Offset(JsonElement element) =>
        Unsafe.ByteOffset(
            ref MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(_record)),
            ref MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(element))
        );
}
