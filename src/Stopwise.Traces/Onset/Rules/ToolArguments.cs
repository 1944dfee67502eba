using System.Text.Json;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>One record that a call names.</summary>
/// <param name="Field">The argument, e.g. <c>order_id</c>.</param>
/// <param name="Id">Its value.</param>
internal readonly record struct RecordName(string Field, string Id);

/// <summary>Reads the arguments of tools; what is no JSON object has none.</summary>
internal static class ToolArguments
{
    private const int MostTexts = 64;

    /// <summary>All texts among the arguments with the name of the argument they stand under, at most 64.</summary>
    public static IReadOnlyList<(string Field, string Value)> Texts(string json)
    {
        var texts = new List<(string, string)>();
        Visit(json, root => Collect(root, "", texts));
        return texts;
    }

    /// <summary>The id whose name the tool's name holds, else the first id; null where there is none.</summary>
    public static RecordName? RecordOf(string tool, IReadOnlyList<(string Field, string Value)> texts)
    {
        RecordName? first = null;
        foreach (var (field, value) in texts)
        {
            if (!IsId(field))
            {
                continue;
            }

            var record = new RecordName(field, value);
            if (IsNamedBy(record, tool))
            {
                return record;
            }

            first ??= record;
        }

        return first;
    }

    /// <summary>True where the tool's name says that it is about such a record: <c>order_id</c> and <c>cancel_pending_order</c>.</summary>
    public static bool IsNamedBy(RecordName record, string tool) =>
        tool.Contains(record.Field[..record.Field.LastIndexOf('_')], StringComparison.OrdinalIgnoreCase);

    public static bool IsId(string field) =>
        field.Length > 3
        && (
            field.EndsWith("_id", StringComparison.OrdinalIgnoreCase)
            || field.EndsWith("_ids", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Calls back with the root where the text is a JSON object.</summary>
    public static void Visit(string? json, Action<JsonElement> visit)
    {
        if (json.AsSpan().TrimStart() is not ['{', ..])
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(json!);
            visit(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Cut off, not JSON after all, or half a surrogate pair: the call names nothing that a rule could use.
        }
    }

    private static void Collect(JsonElement value, string field, List<(string, string)> into)
    {
        if (into.Count == MostTexts)
        {
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                into.Add((field, value.GetString()!));
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    Collect(property.Value, property.Name, into);
                }

                break;
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    Collect(element, field, into);
                }

                break;
        }
    }
}
