using System.Text.Json;

namespace Stopwise.Cli.Tests.Sarif;

/// <summary>
/// The part of the schema of SARIF 2.1.0 that a check can write, and the demands of its text on top: what is not listed here
/// may not be written, so that a new property has to be looked up first.
/// </summary>
internal static class SarifRules
{
    private const string Level = "none|note|warning|error";

    // Property -> what it must be. "!" must be there; "[t]" is a list and "{t}" a map of t; a bar parts the words of a closed list.
    private static readonly Dictionary<string, Dictionary<string, string>> Types = new(StringComparer.Ordinal)
    {
        ["log"] = Of("$schema uri", "version! 2.1.0", "runs! [run]"),
        ["run"] = Of(
            "tool! tool",
            "invocations [invocation]",
            "originalUriBaseIds {artifactLocation}",
            "results [result]",
            "columnKind utf16CodeUnits|unicodeCodePoints"
        ),
        ["tool"] = Of("driver! component"),
        ["component"] = Of("name! text", "semanticVersion semver", "rules [descriptor]", "notifications [descriptor]"),
        ["descriptor"] = Of(
            "id! text",
            "shortDescription multiformat",
            "fullDescription multiformat",
            "help multiformat",
            "defaultConfiguration configuration",
            "properties bag"
        ),
        ["configuration"] = Of("level " + Level),
        ["multiformat"] = Of("text! text", "markdown text"),
        ["message"] = Of("text! text", "markdown text"),
        ["invocation"] = Of("executionSuccessful! bool", "exitCode int", "toolExecutionNotifications [notification]"),
        ["notification"] = Of(
            "message! message",
            "level " + Level,
            "descriptor descriptorReference",
            "locations [location]"
        ),
        ["descriptorReference"] = Of("id text", "index index"),
        ["result"] = Of(
            "ruleId text",
            "ruleIndex index",
            "kind notApplicable|pass|fail|review|open|informational",
            "level " + Level,
            "message! message",
            "locations [location]",
            "codeFlows [codeFlow]",
            "relatedLocations [location]",
            "partialFingerprints {text}",
            "occurrenceCount positive"
        ),
        ["codeFlow"] = Of("message message", "threadFlows! [threadFlow]"),
        ["threadFlow"] = Of("locations! [threadFlowLocation]"),
        ["threadFlowLocation"] = Of(
            "location location",
            "executionOrder index",
            "importance important|essential|unimportant"
        ),
        ["location"] = Of(
            "id index",
            "physicalLocation physicalLocation",
            "logicalLocations [logicalLocation]",
            "message message"
        ),
        ["physicalLocation"] = Of("artifactLocation artifactLocation", "region region"),
        ["artifactLocation"] = Of("uri uri", "uriBaseId text", "description message"),
        ["region"] = Of("startLine positive"),
        ["logicalLocation"] = Of("name text", "fullyQualifiedName text", "kind text"),
        ["bag"] = Of("tags [text]"),
    };

    /// <summary>What is wrong with a log; empty where nothing is.</summary>
    public static IReadOnlyList<string> Broken(JsonElement log) => [.. Check(log, "log", "$"), .. References(log)];

    private static Dictionary<string, string> Of(params string[] properties) =>
        properties.ToDictionary(p => p.Split(' ')[0], p => p.Split(' ')[1], StringComparer.Ordinal);

    private static IEnumerable<string> Check(JsonElement value, string type, string at)
    {
        if (type[0] == '[')
        {
            return value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().SelectMany((v, i) => Check(v, type[1..^1], $"{at}[{i}]"))
                : [$"{at} is no list"];
        }

        if (type[0] == '{')
        {
            return value.ValueKind == JsonValueKind.Object
                ? value.EnumerateObject().SelectMany(p => Check(p.Value, type[1..^1], $"{at}.{p.Name}"))
                : [$"{at} is no object"];
        }

        return Types.TryGetValue(type, out var properties) ? Object(value, properties, at)
            : IsPlain(value, type) ? []
            : [$"{at} is {value}, which is no {type}"];
    }

    private static IEnumerable<string> Object(JsonElement value, Dictionary<string, string> properties, string at)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return [$"{at} is no object"];
        }

        var missing = properties
            .Keys.Where(name => name.EndsWith('!') && !value.TryGetProperty(name[..^1], out _))
            .Select(name => $"{at}.{name[..^1]} is missing");
        var wrong = value
            .EnumerateObject()
            .SelectMany(p =>
                (properties.GetValueOrDefault(p.Name) ?? properties.GetValueOrDefault(p.Name + "!")) is { } type
                    ? Check(p.Value, type, $"{at}.{p.Name}")
                    : [$"{at}.{p.Name} is not listed"]
            );
        return missing.Concat(wrong);
    }

    private static bool IsPlain(JsonElement value, string type) =>
        type switch
        {
            "text" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0,
            "uri" => value.ValueKind == JsonValueKind.String
                && Uri.IsWellFormedUriString(value.GetString(), UriKind.RelativeOrAbsolute),
            "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "int" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
            "index" => value.ValueKind == JsonValueKind.Number && value.GetInt32() >= 0,
            "positive" => value.ValueKind == JsonValueKind.Number && value.GetInt32() >= 1,
            "semver" => Version.TryParse(value.GetString(), out var version) && version.Revision < 0,
            _ => value.ValueKind == JsonValueKind.String && type.Split('|').Contains(value.GetString()),
        };

    /// <summary>What one part of the log says about another.</summary>
    private static IEnumerable<string> References(JsonElement log)
    {
        foreach (var run in log.GetProperty("runs").EnumerateArray())
        {
            var driver = run.GetProperty("tool").GetProperty("driver");
            var rules = driver.GetProperty("rules").EnumerateArray().Select(r => Text(r, "id")).ToList();
            if (rules.Distinct(StringComparer.Ordinal).Count() != rules.Count)
            {
                yield return "two rules have one id";
            }

            foreach (var result in run.GetProperty("results").EnumerateArray())
            {
                var rule = Text(result, "ruleId");
                if (rules.ElementAtOrDefault(result.GetProperty("ruleIndex").GetInt32()) != rule)
                {
                    yield return $"ruleIndex of {rule} leads elsewhere";
                }

                // 3.27.9: a level other than none belongs to a failure.
                if (Text(result, "kind") != "fail")
                {
                    yield return $"{rule} has a level and is no failure";
                }

                if (result.GetProperty("locations").GetArrayLength() != 1)
                {
                    yield return $"{rule} has not one location";
                }
            }

            var bases = run.GetProperty("originalUriBaseIds").EnumerateObject().Select(p => p.Name).ToHashSet();
            foreach (var place in Descendants(run).Where(e => e.TryGetProperty("uriBaseId", out _)))
            {
                if (!bases.Contains(Text(place, "uriBaseId")))
                {
                    yield return $"{place} names a base that is not there";
                }

                // 3.4.4: what has a base is relative.
                if (Uri.IsWellFormedUriString(Text(place, "uri"), UriKind.Absolute))
                {
                    yield return $"{place} is absolute and has a base";
                }
            }

            foreach (var message in Descendants(run).Where(e => e.TryGetProperty("text", out _)))
            {
                // 3.11.5 and 3.11.6: single braces are placeholders, brackets before a parenthesis are links.
                var text = Text(message, "text")
                    .Replace("{{", "", StringComparison.Ordinal)
                    .Replace("}}", "", StringComparison.Ordinal);
                if (text.Contains('{') || text.Contains('}') || text.Contains("](", StringComparison.Ordinal))
                {
                    yield return $"{text} holds a placeholder or a link";
                }

                if (text.Any(char.IsControl))
                {
                    yield return $"{text} holds a control character";
                }
            }
        }
    }

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    private static IEnumerable<JsonElement> Descendants(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Descendants(p.Value)).Prepend(element),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Descendants),
            _ => [],
        };
}
