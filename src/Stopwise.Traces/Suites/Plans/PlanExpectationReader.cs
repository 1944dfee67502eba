using Stopwise.Exits;
using Stopwise.Governance.Contracts;
using Stopwise.Traces.Formats.Declared;
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

    public IReadOnlyList<Expectation<PlanSeen>> Read(SuiteMap test) => ExpectationList.Of(test, Names, One);

    private Expectation<PlanSeen> One(SuiteMap item, string name, FormatNode node)
    {
        var line = item.Line;
        switch (name)
        {
            case "contract":
                return Contract(item, node);
            case "calls":
                var calls = CallCount.Read(item.File, node);
                return new CountExpectation(calls.Call, calls.Times) { Line = line };
            case "never":
                return new CountExpectation(MatchReader.Call(item.File, node), new Bounds(0, 0)) { Line = line };
            case "order" or "exactly":
                return new OrderExpectation(Calls(item, node, name), whole: name == "exactly") { Line = line };
            case "only":
                return new OnlyExpectation(Calls(item, node, name)) { Line = line };
            case "steps":
                return new StepsExpectation(MatchReader.Range(item, node, name)) { Line = line };
            case "step":
                return Step(item.File, node, line);
            case "ends":
                var (call, says) = Said(new SuiteMap(item.File, node, "'ends'", "calls", "says"));
                return new EndExpectation(call, says) { Line = line };
            case "divergence":
                return Divergence(item, node);
            default:
                var inner = ExpectationList.One(item.File, node, "'not'", Names, One);
                return inner is NotExpectation<PlanSeen> or DivergenceExpectation or ContractExpectation
                    ? item.Refuse<Expectation<PlanSeen>>(
                        node,
                        "'not' goes with calls and steps; for a contract write 'is: fail', for a divergence the step."
                    )
                    : new NotExpectation<PlanSeen>(inner) { Line = line };
        }
    }

    private static CallMatch[] Calls(SuiteMap item, FormatNode node, string name) =>
        node.Items is { Count: > 0 } items
            ? [.. items.Select(i => MatchReader.Call(item.File, i))]
            : item.Refuse<CallMatch[]>(node, $"'{name}' takes a list of calls, such as [search, open, answer].");

    private static StepExpectation Step(string file, FormatNode node, long line)
    {
        var map = new SuiteMap(file, node, "'step'", "at", "calls", "says");
        _ = map.Needed("at");
        var (call, says) = Said(map);
        return new StepExpectation(map.Whole("at", -1_000_000, 1_000_000)!.Value, call, says) { Line = line };
    }

    private static (CallMatch? Call, Match? Says) Said(SuiteMap map)
    {
        var call = map.Find("calls") is { } calls ? MatchReader.Call(map.File, calls) : null;
        var says = map.Find("says") is { } said ? MatchReader.All(map.File, said, "'says'") : null;
        return call is null && says is null
            ? map.Refuse<(CallMatch?, Match?)>(map.Node, "Give 'calls', 'says' or both: else nothing is expected.")
            : (call, says);
    }

    private DivergenceExpectation Divergence(SuiteMap item, FormatNode node)
    {
        if (!hasAgent)
        {
            item.Refuse(node, "'divergence' needs 'agent' with the command that starts the changed agent.");
        }

        if (node.Text == "none")
        {
            return new DivergenceExpectation(null) { Line = item.Line };
        }

        var map = new SuiteMap(item.File, node, "'divergence'", "not-before");
        _ = map.Needed("not-before");
        return new DivergenceExpectation(map.Whole("not-before", 0, 1_000_000)) { Line = item.Line };
    }

    private ContractExpectation Contract(SuiteMap item, FormatNode node)
    {
        var map = node.Text is null
            ? new SuiteMap(item.File, node, "'contract'", "name", "file", "is", "at-step")
            : null;
        var name = map?.NeededText("name") ?? item.TextOf(node, "contract");
        var file = map?.Path("file") ?? "";
        var status = map?.Text("is") switch
        {
            null or "pass" => ContractStatus.Pass,
            "fail" => ContractStatus.Fail,
            "unknown" => ContractStatus.Unknown,
            _ => item.Refuse<ContractStatus>(map!.Needed("is"), "'is' takes pass, fail or unknown."),
        };
        var atStep = map?.Whole("at-step", -1, 1_000_000);
        if (atStep is not null && status != ContractStatus.Fail)
        {
            item.Refuse(node, "'at-step' says where a contract breaks: it goes with 'is: fail'.");
        }

        var set = SetOf(map ?? item, node, file);
        try
        {
            return new ContractExpectation(set.Only([name]), status, atStep) { Line = item.Line };
        }
        catch (StopwiseException e)
        {
            return item.Refuse<ContractExpectation>(node, e.Message);
        }
    }

    /// <summary>The contracts of a file; its own mistakes are named with its own lines.</summary>
    private ContractSet SetOf(SuiteMap map, FormatNode node, string file)
    {
        if (file.Length == 0)
        {
            return ContractSet.Shipped;
        }

        if (!_sets.TryGetValue(file, out var set))
        {
            set = ContractSet.Parse(map.ReadFile(node, map.NeededText("file")), file);
            _sets.Add(file, set);
        }

        return set;
    }
}
