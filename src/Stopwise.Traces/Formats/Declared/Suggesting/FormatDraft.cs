using System.Text;

namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <summary>A format file in the making: sections with fields, written out as YAML that reads like one written by hand.</summary>
internal sealed class FormatDraft
{
    private static readonly string[] Order = ["match", "run", "steps", "act", "call", "result", "user", "usage"];

    private readonly Dictionary<string, List<(string Name, string Value)>> _sections = new(StringComparer.Ordinal);

    public string? Records { get; init; }

    /// <summary><c>file</c>, <c>record</c>, or a map.</summary>
    public string Runs { get; init; } = "file";

    public bool Has(string section, string name) =>
        _sections.TryGetValue(section, out var fields) && fields.Exists(f => f.Name == name);

    /// <summary>A field that was set.</summary>
    public string Get(string section, string name) => _sections[section].First(f => f.Name == name).Value;

    /// <summary>Sets a field to YAML as it is; the first value holds.</summary>
    public void Set(string section, string name, string? yaml)
    {
        if (yaml is null || Has(section, name))
        {
            return;
        }

        if (!_sections.TryGetValue(section, out var fields))
        {
            _sections[section] = fields = [];
        }

        fields.Add((name, yaml));
    }

    public string ToYaml(string name)
    {
        var yaml = new StringBuilder($"format: 1\nname: {name}\n");
        foreach (var section in Order)
        {
            if (_sections.TryGetValue(section, out var fields))
            {
                yaml.Append(section).Append(":\n");
                foreach (var (field, value) in fields.OrderBy(f => f.Name == "container" ? 0 : 1))
                {
                    yaml.Append("  ").Append(field).Append(": ").Append(value).Append('\n');
                }
            }

            if (section == "match")
            {
                yaml.Append(Records is null ? "" : $"records: {Quoted(Records)}\n").Append($"runs: {Runs}\n");
            }
        }

        return yaml.ToString();
    }

    /// <summary>A text, in quotes where YAML would read something else.</summary>
    public static string Quoted(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-')
        && text is not ("true" or "false" or "null" or "yes" or "no")
            ? text
            : "\"" + string.Concat(text.Select(Escaped)) + "\"";

    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quoted))}]";

    private static string Escaped(char c) =>
        c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < ' ' or '\u007f' or '\u2028' or '\u2029' or '\ufeff' => $"\\u{(int)c:x4}",
            _ => c.ToString(),
        };
}
