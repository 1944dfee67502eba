using Stopwise.Governance.Yaml;

namespace Stopwise.Traces.Suites;

/// <summary>Reads lists of expectations, each a map with one name.</summary>
internal static class ExpectationList
{
    /// <param name="test">The test whose field <c>expect</c> it is.</param>
    /// <param name="names">The names that an expectation may have.</param>
    /// <param name="read">Reads the expectation of a name.</param>
    public static IReadOnlyList<Expectation<T>> Of<T>(
        YamlSection test,
        string[] names,
        Func<YamlSection, string, YamlNode, Expectation<T>> read
    )
    {
        var list = test.Needed("expect");
        if (list.Items is not { Count: > 0 } items)
        {
            throw list.Problem("'expect' takes a list with one expectation at least: a test without one cannot fail.");
        }

        return [.. items.Select(i => One(i, "an expectation", names, read))];
    }

    public static Expectation<T> One<T>(
        YamlNode node,
        string what,
        string[] names,
        Func<YamlSection, string, YamlNode, Expectation<T>> read
    )
    {
        var map = new YamlSection(node, what, names);
        return node.Fields is [var (name, _, value)]
            ? read(map, name, value)
            : throw node.Problem(
                $"{char.ToUpperInvariant(what[0])}{what[1..]} has one name; begin a new item of the list with '- ' for the next."
            );
    }
}
