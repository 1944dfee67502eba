using System.Text.Json;

namespace Stopwise.Traces.Actions;

/// <summary>The arguments of a tool that is no shell, as far as they say what the call is about.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Command">A shell command, or the verb of an editor.</param>
/// <param name="Code">Program text.</param>
/// <param name="Query">What is looked for.</param>
/// <param name="Patch">Text of a patch.</param>
/// <param name="Subject">The object worked on, where it is no file: an address, a record's id.</param>
/// <param name="IsEmpty">There is nothing in them.</param>
internal readonly record struct ToolText(
    string? Path,
    string? Command,
    string? Code,
    string? Query,
    string? Patch,
    string? Subject,
    bool IsEmpty
)
{
    private static readonly string[] Contents =
    [
        "content",
        "file_text",
        "contents",
        "text",
        "new_source",
        "new_string",
        "new_str",
    ];

    /// <summary>Reads arguments; text that is no JSON object is a patch, code or a query, whatever its tool wants.</summary>
    public static ToolText Of(string arguments)
    {
        var trimmed = arguments.AsSpan().Trim();
        if (trimmed.IsEmpty || trimmed is "{}" or "null")
        {
            return default(ToolText) with { IsEmpty = true };
        }

        if (trimmed[0] == '{')
        {
            try
            {
                using var json = JsonDocument.Parse(arguments);
                return OfObject(json.RootElement);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // Not JSON after all, or half of a surrogate pair: the call still counts, its arguments name nothing.
                return default;
            }
        }

        return new ToolText(
            null,
            null,
            arguments,
            trimmed.Length < 512 ? trimmed.ToString() : null,
            arguments,
            null,
            false
        );
    }

    /// <summary>What a tool was told to put into a file.</summary>
    public static ReadOnlyMemory<char> ContentOf(ReadOnlyMemory<char> arguments)
    {
        try
        {
            using var json = JsonDocument.Parse(arguments);
            foreach (var name in Contents)
            {
                if (json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                {
                    return value.GetString().AsMemory();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The same arguments were read without trouble when the file was written, or it would not be known.
        }

        return default;
    }

    private static ToolText OfObject(JsonElement arguments)
    {
        var text = default(ToolText);
        foreach (var property in arguments.EnumerateObject())
        {
            var value = property.Value.ValueKind switch
            {
                JsonValueKind.String => property.Value.GetString(),
                JsonValueKind.Array => CommandOf(property.Value),
                JsonValueKind.Number => property.Value.GetRawText(),
                _ => null,
            };
            if (value is not null)
            {
                text = text.With(property.Name, value);
            }
        }

        return text;
    }

    /// <summary>Of several arguments that could mean the same the first counts.</summary>
    private ToolText With(string name, string value)
    {
        switch (name)
        {
            case "file_path"
            or "path"
            or "notebook_path"
            or "filename"
            or "file"
            or "file_name"
            or "filepath"
            or "filePath":
            case "target_file" or "absolute_path" or "relative_path" or "directory" or "dir":
                return this with { Path = Path ?? value };
            case "command" or "cmd" or "commands" or "keystrokes":
                return this with { Command = Command ?? value };
            case "code" or "script" or "python" or "source_code":
                return this with { Code = Code ?? value };
            case "pattern"
            or "query"
            or "regex"
            or "search_term"
            or "search_query"
            or "q"
            or "keyword"
            or "keywords"
            or "term":
            case "method_name" or "class_name" or "code_str" or "code_snippet":
                return this with { Query = Query ?? value };
            case "patch" or "input" or "diff":
                return this with { Patch = Patch ?? value };
            case "url" or "uri" or "id":
                return this with { Subject = Subject ?? value };
            default:
                return name.EndsWith("_id", StringComparison.Ordinal) ? this with { Subject = Subject ?? value } : this;
        }
    }

    /// <summary>A command given as a list: the text of <c>bash -lc TEXT</c>, else the words in a row.</summary>
    private static string? CommandOf(JsonElement list)
    {
        var words = new List<string>();
        foreach (var word in list.EnumerateArray())
        {
            if (word.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            words.Add(word.GetString()!);
        }

        return words is [_, "-lc" or "-c", var text] ? text : string.Join(' ', words);
    }
}
