using System.Text;
using System.Text.Json;
using Stopwise.Governance.Yaml;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Suites.Matching;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>Reads prompts with their values, tools and options.</summary>
internal sealed class PromptReader(YamlSection top)
{
    private const string Open = "{{";
    private const string Close = "}}";
    private static readonly string[] OfPrompt = ["text", "file", "sha256"];

    /// <summary>The prompt of a test: one that the suite names, or one of its own; with the test's values in.</summary>
    public PromptText Prompt(YamlSection test)
    {
        var node = test.Needed("prompt");
        var prompt = node.Text is null ? Own(node) : Named(node);
        return prompt with { Text = Filled(test, node, prompt.Template) };
    }

    public static IReadOnlyList<PromptTool> Tools(YamlSection map)
    {
        var node = map.Needed("tools");
        if (node.Text is not null)
        {
            var text = node.ReadFile(node.Text);
            return Original.ParseLine(Encoding.UTF8.GetBytes(text)) is { ValueKind: JsonValueKind.Array } array
                ? [.. array.EnumerateArray().Select(t => Tool(node, t))]
                : throw node.Problem($"{node.Text} holds no JSON list of tools.");
        }

        return node.Items is { } items
            ? [.. items.Select(i => Tool(i, YamlJson.Of(i)))]
            : throw node.Problem("'tools' takes a list of tools, or a JSON file with one.");
    }

    public static PromptOptions Options(YamlSection map)
    {
        var options = new YamlSection(map.Needed("options"), "'options'", "temperature", "max-tokens");
        return new PromptOptions
        {
            Temperature = options.Number("temperature", 0, 2),
            MaxTokens = options.Whole("max-tokens", 1, 10_000_000),
        };
    }

    /// <summary>Our own three fields, or the shape that OpenAI's API has for a function.</summary>
    private static PromptTool Tool(YamlNode node, JsonElement json)
    {
        var function = json.Field("function") ?? json;
        var parameters = function.Field("parameters");
        return
            function.Text("name") is { Length: > 0 } name && parameters is null or { ValueKind: JsonValueKind.Object }
            ? new PromptTool(
                name,
                function.Text("description") ?? "",
                parameters ?? JsonElement.Parse("""{"type":"object","properties":{}}""")
            )
            : throw node.Problem("A tool has 'name', and may have 'description' and 'parameters' with a JSON schema.");
    }

    private PromptText Named(YamlNode node)
    {
        var prompts = top.Find("prompts");
        string[] names = [.. (prompts?.Fields ?? []).Select(f => f.Name)];
        var at = Array.IndexOf(names, node.Text);
        return at >= 0
            ? Own(prompts!.Fields![at].Value)
            : throw node.Problem(
                $"No prompt is named '{node.Text}'{NearestName.Hint(node.Text!, names)}. "
                    + "Name it under 'prompts', or give {text: ...} or {file: ...}."
            );
    }

    private static PromptText Own(YamlNode node)
    {
        var prompt = new YamlSection(node, "a prompt", OfPrompt);
        if (prompt.Has("text") == prompt.Has("file"))
        {
            throw node.Problem("A prompt has 'text' or 'file', one of both.");
        }

        var source = prompt.Text("file");
        var template = source is null
            ? prompt.NeededText("text").ReplaceLineEndings("\n")
            : prompt.Needed("file").ReadFile(source);
        var pin = prompt.Text("sha256")?.ToLowerInvariant();
        if (pin is not null && (pin.Length != 64 || !pin.All(char.IsAsciiHexDigit)))
        {
            throw prompt.Needed("sha256").Problem("'sha256' takes 64 hexadecimal digits; a failing test says them.");
        }

        return new PromptText(template, template, source, pin, node.Line);
    }

    /// <summary>The template with values in: every place needs one, and every value a place.</summary>
    private static string Filled(YamlSection test, YamlNode node, string template)
    {
        var values = test.Find("with");
        if (values is { Fields: null })
        {
            throw values.Problem("'with' takes names with their values.");
        }

        var fields = values?.Fields ?? [];
        var used = new HashSet<string>(StringComparer.Ordinal);
        var text = new StringBuilder();
        var rest = template.AsSpan();
        while (rest.IndexOf(Open) is >= 0 and var open && rest[open..].IndexOf(Close) is > 0 and var length)
        {
            var name = rest.Slice(open + Open.Length, length - Open.Length).Trim().ToString();
            if (!IsName(name))
            {
                // Two braces around anything else are text of the prompt, such as JSON in an example.
                text.Append(rest[..(open + Open.Length)]);
                rest = rest[(open + Open.Length)..];
                continue;
            }

            var value = fields.FirstOrDefault(f => f.Name == name).Value;
            if (value?.Text is null)
            {
                throw (value ?? node).Problem(
                    $"The prompt has a place '{Open}{name}{Close}' and 'with' no text for it{NearestName.Hint(name, [.. fields.Select(f => f.Name)])}. Give '{name}: ...' there."
                );
            }

            used.Add(name);
            text.Append(rest[..open]).Append(value.Text);
            rest = rest[(open + length + Close.Length)..];
        }

        foreach (var (name, _, value) in fields)
        {
            if (!used.Contains(name))
            {
                throw value.Problem($"The prompt has no place '{Open}{name}{Close}'; leave '{name}' out.");
            }
        }

        return text.Append(rest).ToString();
    }

    private static bool IsName(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
