using Stopwise.Governance.Yaml;

namespace Stopwise.Traces.Suites.Matching;

/// <summary>Calls of a kind and how many there may be.</summary>
/// <param name="Call">The calls that are counted.</param>
/// <param name="Times">How many; one at least where nothing is said.</param>
internal sealed record CallCount(CallMatch Call, Bounds Times)
{
    public static CallCount Read(YamlNode node)
    {
        if (node.Fields is null)
        {
            return new CallCount(MatchReader.Call(node), new Bounds(1, null));
        }

        var map = new YamlSection(node, "a call", "tool", "does", "argument", "command", "result", "times");
        if (node.Fields is [])
        {
            throw node.Problem(
                "A call that may be any says nothing; give one of tool, does, argument, command, result, times."
            );
        }

        var times = map.Find("times") is { } given ? MatchReader.Range(given, "times") : new Bounds(1, null);
        return new CallCount(MatchReader.CallOf(map), times);
    }
}
