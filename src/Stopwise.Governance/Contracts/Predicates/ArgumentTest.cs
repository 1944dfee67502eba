using System.Text.Json;

namespace Stopwise.Governance.Contracts.Predicates;

/// <summary>What is wanted of one argument: one of some values, or a text that an expression matches.</summary>
internal sealed class ArgumentTest
{
    private readonly IReadOnlyList<string> _values;
    private readonly LinearRegex? _expression;

    private ArgumentTest(string text, IReadOnlyList<string> values, LinearRegex? expression) =>
        (Text, _values, _expression) = (text, values, expression);

    public string Text { get; }

    public static ArgumentTest OneOf(IReadOnlyList<string> values) =>
        new($"in: [{string.Join(", ", values.Select(Spelling.Quoted))}]", values, null);

    public static ArgumentTest Like(LinearRegex expression) =>
        new($"matches: {Spelling.Quoted(expression.Text)}", [], expression);

    public bool Holds(JsonElement value)
    {
        if (_expression is not null)
        {
            return Json.Text(value) is { } text && _expression.Matches(text);
        }

        for (var i = 0; i < _values.Count; i++)
        {
            if (Json.Is(value, _values[i]))
            {
                return true;
            }
        }

        return false;
    }
}
