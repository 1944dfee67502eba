using Stopwise.Traces.Formats.Declared;

namespace Stopwise.Traces.Suites;

/// <summary>Reads lists of expectations, each a map with one name.</summary>
internal static class ExpectationList
{
    /// <param name="test">The test whose field <c>expect</c> it is.</param>
    /// <param name="names">The names that an expectation may have.</param>
    /// <param name="read">Reads the expectation of a name.</param>
    public static IReadOnlyList<Expectation<T>> Of<T>(
        SuiteMap test,
        string[] names,
        Func<SuiteMap, string, FormatNode, Expectation<T>> read
    )
    {
        var list = test.Needed("expect");
        if (list.Items is not { Count: > 0 } items)
        {
            return test.Refuse<IReadOnlyList<Expectation<T>>>(
                list,
                "'expect' takes a list with one expectation at least: a test without one cannot fail."
            );
        }

        return [.. items.Select(i => One(test.File, i, "an expectation", names, read))];
    }

    public static Expectation<T> One<T>(
        string file,
        FormatNode node,
        string what,
        string[] names,
        Func<SuiteMap, string, FormatNode, Expectation<T>> read
    )
    {
        var map = new SuiteMap(file, node, what, names);
        return node.Fields is [var (name, value)]
            ? read(map, name, value)
            : map.Refuse<Expectation<T>>(
                node,
                $"{char.ToUpperInvariant(what[0])}{what[1..]} has one name; begin a new item of the list with '- ' for the next."
            );
    }
}
