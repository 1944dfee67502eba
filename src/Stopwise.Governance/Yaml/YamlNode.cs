using Stopwise.Exits;

namespace Stopwise.Governance.Yaml;

/// <summary>A named piece of a YAML file.</summary>
/// <param name="Name">The name.</param>
/// <param name="Line">The line of the name.</param>
/// <param name="Value">What it is.</param>
internal readonly record struct YamlField(string Name, long Line, YamlNode Value);

/// <summary>A piece of a YAML file with the line it stands in: a text, a list, or fields with names.</summary>
/// <param name="file">How messages name the file.</param>
/// <param name="line">The line, from 1.</param>
internal sealed class YamlNode(string file, long line)
{
    public string File => file;

    public long Line => line;

    /// <summary>The text of a scalar; null for lists and maps.</summary>
    public string? Text { get; init; }

    /// <summary>Whether a scalar stands without quotes and so may mean a number, a truth value or nothing.</summary>
    public bool IsPlain { get; init; }

    public IReadOnlyList<YamlNode>? Items { get; init; }

    public IReadOnlyList<YamlField>? Fields { get; init; }

    /// <summary>How messages quote it.</summary>
    public string Shown =>
        Text is { } text ? (text.Length <= 60 ? text : $"{text.AsSpan(0, 60)}...")
        : Items is not null ? "a list"
        : "a map";

    /// <summary>What to throw of a mistake here: file and line, then what is wrong.</summary>
    public StopwiseException Problem(string what) => At(file, line, what);

    public static StopwiseException At(string file, long line, string what) => new($"{file}:{line}: {what}");

    /// <summary>The text, which must be there.</summary>
    /// <param name="name">The name that it is the value of.</param>
    public string TextOf(string name) => Text is { Length: > 0 } text ? text : throw Problem($"'{name}' takes a text.");

    /// <summary>The text where it is one of some words; else the message names the nearest.</summary>
    public string OneOf(string name, IReadOnlyList<string> words) =>
        Text is { } text && words.Contains(text, StringComparer.Ordinal)
            ? text
            : throw Problem(
                $"'{Shown}' is no value of '{name}'{NearestName.Hint(Text ?? "", words)}. It is one of {string.Join(", ", words)}."
            );

    /// <summary>Each of a list of values, or the only value.</summary>
    public IReadOnlyList<YamlNode> Values(string name) =>
        Items switch
        {
            null => [this],
            { Count: 0 } => throw Problem($"The list of '{name}' is empty; give it a value."),
            var items => items,
        };

    /// <summary>The texts of <see cref="Values"/>.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. Values(name).Select(v => v.TextOf(name))];
}
