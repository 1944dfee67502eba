using Stopwise.Exits;
using Stopwise.Governance.Contracts;
using Stopwise.Governance.Yaml;
using Stopwise.Traces.Suites.Matching;

namespace Stopwise.Traces.Suites.Plans;

/// <summary>Reads what a plan test expects of a run: a list of maps with one name each.</summary>
internal sealed class PlanExpectationReader(bool hasAgent)
{
    private static readonly string[] Names =
    [
        "contract",
        "calls",
        "never",
        "order",
        "exactly",
        "only",
        "steps",
        "step",
        "ends",
        "divergence",
        "not",
    ];

    private readonly Dictionary<string, ContractSet> _sets = new(StringComparer.Ordinal);

    public IReadOnlyList<Expectation<PlanSeen>> Read(YamlSection test) => ExpectationList.Of(test, Names, One);

    private Expectation<PlanSeen> One(YamlSection item, string name, YamlNode node)
    {
        var line = item.Node.Line;
        switch (name)
        {
            case "contract":
                return Contract(item, node);
            case "calls":
                var calls = CallCount.Read(node);
                return new CountExpectation(calls.Call, calls.Times) { Line = line };
            case "never":
                return new CountExpectation(MatchReader.Call(node), new Bounds(0, 0)) { Line = line };
            case "order" or "exactly":
                return new OrderExpectation(Calls(node, name), whole: name == "exactly") { Line = line };
            case "only":
                return new OnlyExpectation(Calls(node, name)) { Line = line };
            case "steps":
                return new StepsExpectation(MatchReader.Range(node, name)) { Line = line };
            case "step":
                return Step(node, line);
            case "ends":
                var (call, says) = Said(new YamlSection(node, "'ends'", "calls", "says"));
                return new EndExpectation(call, says) { Line = line };
            case "divergence":
                return Divergence(item, node);
            default:
                var inner = ExpectationList.One(node, "'not'", Names, One);
                return inner is NotExpectation<PlanSeen> or DivergenceExpectation or ContractExpectation
                    ? throw node.Problem(
                        "'not' goes with calls and steps; for a contract write 'is: fail', for a divergence the step."
                    )
                    : new NotExpectation<PlanSeen>(inner) { Line = line };
        }
    }

    private static CallMatch[] Calls(YamlNode node, string name) =>
        node.Items is { Count: > 0 } items
            ? [.. items.Select(i => MatchReader.Call(i))]
            : throw node.Problem($"'{name}' takes a list of calls, such as [search, open, answer].");

    private static StepExpectation Step(YamlNode node, long line)
    {
        var map = new YamlSection(node, "'step'", "at", "calls", "says");
        _ = map.Needed("at");
        var (call, says) = Said(map);
        return new StepExpectation(map.Whole("at", -1_000_000, 1_000_000)!.Value, call, says) { Line = line };
    }

    private static (CallMatch? Call, Match? Says) Said(YamlSection map)
    {
        var call = map.Find("calls") is { } calls ? MatchReader.Call(calls) : null;
        var says = map.Find("says") is { } said ? MatchReader.All(said, "'says'") : null;
        return call is null && says is null
            ? throw map.Node.Problem("Give 'calls', 'says' or both: else nothing is expected.")
            : (call, says);
    }

    private DivergenceExpectation Divergence(YamlSection item, YamlNode node)
    {
        if (!hasAgent)
        {
            throw node.Problem("'divergence' needs 'agent' with the command that starts the changed agent.");
        }

        if (node.Text == "none")
        {
            return new DivergenceExpectation(null) { Line = item.Node.Line };
        }

        var map = new YamlSection(node, "'divergence'", "not-before");
        _ = map.Needed("not-before");
        return new DivergenceExpectation(map.Whole("not-before", 0, 1_000_000)) { Line = item.Node.Line };
    }

    private ContractExpectation Contract(YamlSection item, YamlNode node)
    {
        var map = node.Text is null ? new YamlSection(node, "'contract'", "name", "file", "is", "at-step") : null;
        var name = map?.NeededText("name") ?? node.TextOf("contract");
        var status = map?.Text("is") switch
        {
            null or "pass" => ContractStatus.Pass,
            "fail" => ContractStatus.Fail,
            "unknown" => ContractStatus.Unknown,
            _ => throw map!.Needed("is").Problem("'is' takes pass, fail or unknown."),
        };
        var atStep = map?.Whole("at-step", -1, 1_000_000);
        if (atStep is not null && status != ContractStatus.Fail)
        {
            throw node.Problem("'at-step' says where a contract breaks: it goes with 'is: fail'.");
        }

        var set = SetOf(map);
        try
        {
            return new ContractExpectation(set.Only([name]), status, atStep) { Line = item.Node.Line };
        }
        catch (StopwiseException e)
        {
            throw node.Problem(e.Message);
        }
    }

    /// <summary>The contracts of a file, whose own mistakes are named with its own lines; without one those that ship.</summary>
    private ContractSet SetOf(YamlSection? map)
    {
        if (map?.Path("file") is not { } file)
        {
            return ContractSet.Shipped;
        }

        if (!_sets.TryGetValue(file, out var set))
        {
            set = ContractSet.Parse(map.Needed("file").ReadFile(map.NeededText("file")), file);
            _sets.Add(file, set);
        }

        return set;
    }
}
