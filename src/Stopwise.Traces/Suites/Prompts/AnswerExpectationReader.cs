using Stopwise.Governance.Yaml;
using Stopwise.Traces.Suites.Matching;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>Reads what a prompt test expects of an answer: a list of maps with one name each.</summary>
internal static class AnswerExpectationReader
{
    private static readonly string[] Names =
    [
        .. MatchReader.Names.Where(n => n != "not"),
        "calls",
        "no-call",
        "golden",
        "judge",
        "not",
    ];

    public static IReadOnlyList<Expectation<PromptAnswer>> Read(YamlSection test) =>
        ExpectationList.Of(test, Names, One);

    private static Expectation<PromptAnswer> One(YamlSection item, string name, YamlNode node)
    {
        var line = item.Node.Line;
        switch (name)
        {
            case "calls":
                var calls = CallCount.Read(node);
                return new AskedCallExpectation(calls.Call, calls.Times) { Line = line };
            case "no-call":
                return node.Text == "true"
                    ? new NoCallExpectation { Line = line }
                    : throw node.Problem("Write 'no-call: true'; its contrary is 'calls: \"*\"'.");
            case "golden":
                return new GoldenExpectation(item.Path(name)!) { Line = line };
            case "judge":
                return new JudgeExpectation(item.NeededText(name)) { Line = line };
            case "not":
                var inner = ExpectationList.One(node, "'not'", Names, One);
                return inner is GoldenExpectation or JudgeExpectation or NotExpectation<PromptAnswer>
                    ? throw node.Problem("A golden file, a judge and 'not' itself have no contrary here.")
                    : new NotExpectation<PromptAnswer>(inner) { Line = line };
            default:
                return new SaidExpectation(MatchReader.Some(item)!) { Line = line };
        }
    }
}
