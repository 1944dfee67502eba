using Stopwise.Traces.Formats.Declared;
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

    public static IReadOnlyList<Expectation<PromptAnswer>> Read(SuiteMap test) => ExpectationList.Of(test, Names, One);

    private static Expectation<PromptAnswer> One(SuiteMap item, string name, FormatNode node)
    {
        var line = item.Line;
        switch (name)
        {
            case "calls":
                var calls = CallCount.Read(item.File, node);
                return new AskedCallExpectation(calls.Call, calls.Times) { Line = line };
            case "no-call":
                return node.Text == "true"
                    ? new NoCallExpectation { Line = line }
                    : item.Refuse<Expectation<PromptAnswer>>(
                        node,
                        "Write 'no-call: true'; its contrary is 'calls: \"*\"'."
                    );
            case "golden":
                return new GoldenExpectation(item.Path(name)!) { Line = line };
            case "judge":
                return new JudgeExpectation(item.NeededText(name)) { Line = line };
            case "not":
                var inner = ExpectationList.One(item.File, node, "'not'", Names, One);
                return inner is GoldenExpectation or JudgeExpectation or NotExpectation<PromptAnswer>
                    ? item.Refuse<Expectation<PromptAnswer>>(
                        node,
                        "A golden file, a judge and 'not' itself have no contrary here."
                    )
                    : new NotExpectation<PromptAnswer>(inner) { Line = line };
            default:
                return new SaidExpectation(MatchReader.Some(item)!) { Line = line };
        }
    }
}
