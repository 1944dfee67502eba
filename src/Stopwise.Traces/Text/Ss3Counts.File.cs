using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Stopwise.Exits;

namespace Stopwise.Traces.Text;

public sealed partial class Ss3Counts
{
    private const int FileVersion = 1;
    private const int MostCategories = 64;
    private const string FileKind = "stopwise-words";

    // Words of all languages, never put into a page.
    private static readonly JsonWriterOptions Look = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The counts as JSON, terms in ordinal order: equal counts give equal text.</summary>
    /// <param name="leastCount">Terms seen less often in all are dropped; 1 keeps every term, so that more can be added later.</param>
    public string ToJson(int leastCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leastCount, 1);
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Look))
        {
            Write(json, leastCount);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan) + "\n";
    }

    private void Write(Utf8JsonWriter json, int leastCount)
    {
        json.WriteStartObject();
        json.WriteString("kind", FileKind);
        json.WriteNumber("version", FileVersion);
        WriteOptions(json);
        WriteNames(json, "categories", Categories);
        WriteNumbers(json, "runs", _runs);
        json.WriteNumber("leastCount", Math.Max(leastCount, LeastCount));
        json.WriteStartObject("terms");
        var terms =
            from node in Enumerable.Range(1, Terms)
            where Total(node) >= leastCount
            select (Text: _terms.Text(node), Node: node);
        foreach (var (text, node) in terms.OrderBy(t => t.Text, StringComparer.Ordinal))
        {
            json.WritePropertyName(text);
            // One term a line, so that the file can be read and compared.
            json.WriteRawValue($"[{string.Join(", ", CountsOf(node).ToArray())}]", skipInputValidation: true);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="StopwiseException">The text is no such file, or its numbers cannot be counts.</exception>
    public static Ss3Counts Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Read(json.RootElement);
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or ArgumentOutOfRangeException
            )
        {
            throw new StopwiseException($"This is not a readable word file: {e.Message}", e);
        }
    }

    private static Ss3Counts Read(JsonElement root)
    {
        if (!root.TryGetProperty("kind", out var kind) || kind.GetString() != FileKind)
        {
            throw new StopwiseException($"This is not a word file: it has no \"kind\": \"{FileKind}\".");
        }

        var version = root.GetProperty("version").GetInt32();
        if (version is < 1 or > FileVersion)
        {
            throw new StopwiseException(
                $"The word file has version {version}; this program reads 1 to {FileVersion}: update it, or learn the words anew."
            );
        }

        string[] categories = [.. root.GetProperty("categories").EnumerateArray().Select(c => c.GetString() ?? "")];
        if (
            categories.Length is < 2 or > MostCategories
            || categories.Distinct(StringComparer.Ordinal).Count() < categories.Length
        )
        {
            throw new StopwiseException($"The word file needs 2 to {MostCategories} categories of different names.");
        }

        var counts = new Ss3Counts(categories, ReadOptions(root.GetProperty("options")));
        counts.ReadNumbers(root.GetProperty("runs"), "runs").CopyTo(counts._runs, 0);
        foreach (var term in root.GetProperty("terms").EnumerateObject())
        {
            counts.Put(term.Name, counts.ReadNumbers(term.Value, term.Name));
        }

        counts.LeastCount = Math.Max(1, root.GetProperty("leastCount").GetInt32());
        counts.CheckBeginnings();
        return counts;
    }

    private long[] ReadNumbers(JsonElement value, string name)
    {
        long[] numbers = [.. value.EnumerateArray().Select(n => n.GetInt64())];
        return numbers.Length == Categories.Count && numbers.All(n => n >= 0)
            ? numbers
            : throw new StopwiseException(
                $"The word file has {value.GetRawText()} for '{name}': wanted are {Categories.Count} counts, none below 0."
            );
    }

    private void Put(string term, long[] counts)
    {
        var words = term.Split(' ');
        if (words.Length > Options.LongestTerm || words.Any(w => w.Length == 0))
        {
            throw new StopwiseException(
                $"The word file has the term '{term}': a term is 1 to {Options.LongestTerm} words with one blank between two."
            );
        }

        var node = words.Aggregate(0, (parent, word) => WithRoom(_terms.AddChild(parent, _terms.AddWord(word))));
        counts.CopyTo(CollectionsMarshal.AsSpan(_counts)[(node * counts.Length)..]);
    }

    /// <summary>A phrase cannot be more frequent than its beginning.</summary>
    private void CheckBeginnings()
    {
        for (var node = 1; node < _terms.Count; node++)
        {
            for (var c = 0; _terms.Parent(node) is > 0 and var parent && c < Categories.Count; c++)
            {
                if (CountsOf(node)[c] > CountsOf(parent)[c])
                {
                    throw new StopwiseException(
                        $"The word file counts '{_terms.Text(node)}' more often than '{_terms.Text(parent)}', with which it begins: the file was changed or cut."
                    );
                }
            }
        }
    }

    private long Total(int node)
    {
        var total = 0L;
        foreach (var count in CountsOf(node))
        {
            total += count;
        }

        return total;
    }

    private void WriteOptions(Utf8JsonWriter json)
    {
        json.WriteStartObject("options");
        json.WriteNumber("sigma", Options.Sigma);
        json.WriteNumber("lambda", Options.Lambda);
        json.WriteNumber("rho", Options.Rho);
        json.WriteNumber("noiseFrequency", Options.NoiseFrequency);
        json.WriteNumber("alpha", Options.Alpha);
        json.WriteNumber("longestTerm", Options.LongestTerm);
        json.WriteBoolean("dropsCommonTerms", Options.DropsCommonTerms);
        json.WriteBoolean("normalises", Options.Normalises);
        json.WriteEndObject();
    }

    private static Ss3Options ReadOptions(JsonElement json) =>
        new()
        {
            Sigma = json.GetProperty("sigma").GetDouble(),
            Lambda = json.GetProperty("lambda").GetDouble(),
            Rho = json.GetProperty("rho").GetDouble(),
            NoiseFrequency = json.GetProperty("noiseFrequency").GetInt32(),
            Alpha = json.GetProperty("alpha").GetDouble(),
            LongestTerm = json.GetProperty("longestTerm").GetInt32(),
            DropsCommonTerms = json.GetProperty("dropsCommonTerms").GetBoolean(),
            Normalises = json.GetProperty("normalises").GetBoolean(),
        };

    private static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
