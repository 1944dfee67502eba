using System.IO.Enumeration;
using Stopwise.Governance.Records;

namespace Stopwise.Traces.Suites.Matching;

/// <summary>A condition on a call of a tool; what is not given is not asked.</summary>
internal sealed class CallMatch
{
    /// <summary>The tool, with <c>*</c> and <c>?</c>; null for any.</summary>
    public string? Tool { get; init; }

    /// <summary>On the arguments as JSON.</summary>
    public IReadOnlyList<JsonMatch> Arguments { get; init; } = [];

    /// <summary>On the shell command, or the arguments as recorded where the tool is no shell.</summary>
    public Match? Command { get; init; }

    /// <summary>On what came back.</summary>
    public Match? Result { get; init; }

    /// <summary>One of these facts, and the word that the suite has for it.</summary>
    public (RecordFacts Facts, string Words)? Does { get; init; }

    public string Words
    {
        get
        {
            string?[] parts =
            [
                Tool ?? "any tool",
                Does is { Words: var does } ? $"that does {does}" : null,
                .. Arguments.Select(a => $"whose argument {a.Words["has ".Length..]}"),
                Command is null ? null : $"whose command {Command.Words}",
                Result is null ? null : $"whose result {Result.Words}",
            ];
            return string.Join(" ", parts.OfType<string>());
        }
    }

    public bool Holds(SeenCall call) =>
        (Tool is null || FileSystemName.MatchesSimpleExpression(Tool, call.Tool, ignoreCase: false))
        && (Does is not { Facts: var facts } || (call.Facts & facts) > 0)
        && Arguments.All(a => call.Json is { } json && a.Holds(SeenValue.Of(json)))
        && Command?.Holds(SeenValue.Of(call.Command ?? call.Arguments)) != false
        && (Result is null || (call.Result is { } result && Result.Holds(SeenValue.Of(result))));
}
