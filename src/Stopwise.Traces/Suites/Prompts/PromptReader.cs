using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Formats.Declared;
using Stopwise.Traces.Suites.Matching;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>Reads prompts with their values, tools and options.</summary>
internal sealed class PromptReader(SuiteMap top)
{
    private const string Open = "{{";
    private const string Close = "}}";
    private static readonly string[] OfPrompt = ["text", "file", "sha256"];

    /// <summary>The prompt of a test: one that the suite names, or one of its own; with the test's values in.</summary>
    public PromptText Prompt(SuiteMap test)
    {
        var node = test.Needed("prompt");
        var prompt = node.Text is null ? Own(node) : Named(test, node);
        return prompt with { Text = Filled(test, node, prompt.Template) };
    }

    public static IReadOnlyList<PromptTool> Tools(SuiteMap map)
    {
        var node = map.Needed("tools");
        if (node.Text is not null)
        {
            var text = map.ReadFile(node, node.Text);
            return Original.ParseLine(Encoding.UTF8.GetBytes(text)) is { ValueKind: JsonValueKind.Array } array
                ? [.. array.EnumerateArray().Select(t => Tool(map, node, t))]
                : map.Refuse<IReadOnlyList<PromptTool>>(node, $"{node.Text} holds no JSON list of tools.");
        }

        return node.Items is { } items
            ? [.. items.Select(i => Tool(map, i, YamlJson.Of(i)))]
            : map.Refuse<IReadOnlyList<PromptTool>>(node, "'tools' takes a list of tools, or a JSON file with one.");
    }

    public static PromptOptions Options(SuiteMap map)
    {
        var options = new SuiteMap(map.File, map.Needed("options"), "'options'", "temperature", "max-tokens");
        return new PromptOptions
        {
            Temperature = options.Number("temperature", 0, 2),
            MaxTokens = options.Whole("max-tokens", 1, 10_000_000),
        };
    }

    /// <summary>Our own three fields, or the shape that OpenAI's API has for a function.</summary>
    private static PromptTool Tool(SuiteMap map, FormatNode node, JsonElement json)
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
            : map.Refuse<PromptTool>(
                node,
                "A tool has 'name', and may have 'description' and 'parameters' with a JSON schema."
            );
    }

    private PromptText Named(SuiteMap test, FormatNode node)
    {
        var prompts = top.Find("prompts");
        string[] names = [.. (prompts?.Fields ?? []).Select(f => f.Name)];
        var at = Array.IndexOf(names, node.Text);
        return at >= 0
            ? Own(prompts!.Fields![at].Value)
            : test.Refuse<PromptText>(
                node,
                $"No prompt is named '{node.Text}'; {SuiteMap.Nearest(node.Text!, names)}"
                    + "name it under 'prompts', or give {text: ...} or {file: ...}."
            );
    }

    private PromptText Own(FormatNode node)
    {
        var prompt = new SuiteMap(top.File, node, "a prompt", OfPrompt);
        if (prompt.Has("text") == prompt.Has("file"))
        {
            prompt.Refuse(node, "A prompt has 'text' or 'file', one of both.");
        }

        var source = prompt.Text("file");
        var template = source is null
            ? prompt.NeededText("text").ReplaceLineEndings("\n")
            : prompt.ReadFile(prompt.Needed("file"), source);
        var pin = prompt.Text("sha256")?.ToLowerInvariant();
        if (pin is not null && (pin.Length != 64 || !pin.All(char.IsAsciiHexDigit)))
        {
            prompt.Refuse(prompt.Needed("sha256"), "'sha256' takes 64 hexadecimal digits; a failing test says them.");
        }

        return new PromptText(template, template, source, pin, node.Line);
    }

    /// <summary>The template with values in: every place needs one, and every value a place.</summary>
    private static string Filled(SuiteMap test, FormatNode node, string template)
    {
        var values = test.Find("with");
        if (values is { Fields: null })
        {
            test.Refuse(values, "'with' takes names with their values.");
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
                test.Refuse(
                    value ?? node,
                    $"The prompt has a place '{Open}{name}{Close}' and 'with' no text for it; {SuiteMap.Nearest(name, [.. fields.Select(f => f.Name)])}give '{name}: ...' there."
                );
            }

            used.Add(name);
            text.Append(rest[..open]).Append(value.Text);
            rest = rest[(open + length + Close.Length)..];
        }

        foreach (var (name, value) in fields)
        {
            if (!used.Contains(name))
            {
                test.Refuse(value, $"The prompt has no place '{Open}{name}{Close}'; leave '{name}' out.");
            }
        }

        return text.Append(rest).ToString();
    }

    private static bool IsName(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
