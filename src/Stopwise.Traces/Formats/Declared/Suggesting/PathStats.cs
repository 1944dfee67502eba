using System.Globalization;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <summary>What the values at one place of many rows are like.</summary>
internal sealed class PathStats(string path, string name, int depth)
{
    private const int MostDistinct = 2_000;
    private const int ManyValues = 400;
    private const int LongestWord = 80;

    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);
    private string? _last;
    private double? _lastNumber;
    private int _rises;
    private int _falls;

    public string Path { get; } = path;

    /// <summary>The last name of the path, in lower-case letters and digits alone.</summary>
    public string Name { get; } = FieldNames.Plain(name);

    public int Depth { get; } = depth;

    /// <summary>Rows that have a value here.</summary>
    public int Rows { get; private set; }

    public int Texts { get; private set; }

    public int Numbers { get; private set; }

    public int Truths { get; private set; }

    public int Objects { get; private set; }

    /// <summary>Lists of which the first element is an object.</summary>
    public int Lists { get; private set; }

    public int OtherLists { get; private set; }

    public int Times { get; private set; }

    /// <summary>Texts that are an object written as JSON.</summary>
    public int JsonTexts { get; private set; }

    /// <summary>Texts with a fenced block.</summary>
    public int Fenced { get; private set; }

    public long Characters { get; private set; }

    public int Longest { get; private set; }

    /// <summary>Rows whose value is that of the row before.</summary>
    public int Repeats { get; private set; }

    public bool HasManyValues => _values.Count >= ManyValues || Longest > LongestWord;

    public int Distinct => _values.Count;

    public IReadOnlyDictionary<string, int> Values => _values;

    /// <summary>Numbers that go up and never down, over eight rows or more.</summary>
    public bool OnlyRises => _rises >= 7 && _falls == 0;

    public bool IsText => Texts > 0 && Texts >= Rows * 0.8;

    public bool IsNumber => Numbers > 0 && Numbers >= Rows * 0.8;

    public bool IsTime => Times > 0 && Times >= Rows * 0.8;

    /// <summary>A short word from a small set, such as a role.</summary>
    public bool IsWord => IsText && !HasManyValues && Longest <= 48;

    public double MeanLength => Texts == 0 ? 0 : (double)Characters / Texts;

    public void Add(JsonElement value)
    {
        Rows++;
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Text(value.AsText()!);
                break;
            case JsonValueKind.Number:
                Number(value);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Truths++;
                Keep(value.GetRawText());
                break;
            case JsonValueKind.Object:
                Objects++;
                break;
            case JsonValueKind.Array:
                var list = value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Object;
                Lists += list ? 1 : 0;
                OtherLists += list ? 0 : 1;
                break;
        }
    }

    private void Text(string text)
    {
        Texts++;
        Characters += text.Length;
        Longest = Math.Max(Longest, text.Length);
        Fenced += text.Contains("```", StringComparison.Ordinal) ? 1 : 0;
        JsonTexts += text.AsSpan().TrimStart().StartsWith('{') && text.AsSpan().TrimEnd().EndsWith('}') ? 1 : 0;
        Times +=
            text.Length is >= 10 and <= 40
            && char.IsDigit(text[0])
            && text.Contains('-', StringComparison.Ordinal)
            && JsonReading.TimeOf(text) is not null
                ? 1
                : 0;
        if (text.Length <= LongestWord)
        {
            Keep(text);
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                Numbers++;
                Move(number);
            }
        }
    }

    private void Number(JsonElement value)
    {
        Numbers++;
        if (value.TryGetDouble(out var number))
        {
            Times += number is > 1_000_000_000 and < 4_000_000_000 or > 1_000_000_000_000 and < 4_000_000_000_000
                ? 1
                : 0;
            Move(number);
            Keep(value.GetRawText());
        }
    }

    private void Move(double number)
    {
        _rises += number > _lastNumber ? 1 : 0;
        _falls += number < _lastNumber ? 1 : 0;
        _lastNumber = number;
    }

    private void Keep(string value)
    {
        Repeats += value == _last ? 1 : 0;
        _last = value;
        if (_values.TryGetValue(value, out var count))
        {
            _values[value] = count + 1;
        }
        else if (_values.Count < MostDistinct)
        {
            _values[value] = 1;
        }
    }
}
