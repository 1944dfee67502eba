using System.Text.Json;

namespace Stopwise.Traces.Formats;

/// <summary>Copies what a source wrote, which may hold what a writer refuses, such as half of a surrogate pair.</summary>
internal static class SourceText
{
    /// <summary>The fields of an object; one whose name is half of a surrogate pair is left out, since no reader can ask for it.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Fields(this JsonElement json)
    {
        foreach (var field in json.EnumerateObject())
        {
            string name;
            try
            {
                name = field.Name;
            }
            catch (InvalidOperationException)
            {
                continue;
            }

            yield return (name, field.Value);
        }
    }

    /// <summary>Writes a value with the source's own letters.</summary>
    public static void WriteAsItIs(this Utf8JsonWriter writer, JsonElement value) =>
        writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
}
