using Stopwise.Traces.Formats.Declared;
using Stopwise.Traces.Suites.Plans;
using Stopwise.Traces.Suites.Prompts;

namespace Stopwise.Traces.Suites;

/// <summary>Checks a suite file strictly: what is not known, missing or contradictory is refused with its line.</summary>
internal static class SuiteReader
{
    public static YamlLimits Limits { get; } = new("suite", "version: 1", 1024 * 1024, 24, 40_000);

    private const int MostRepeats = 1_000;

    private static readonly string[] Top = ["version", "name", "cassette", "prompts", "tools", "options", "tests"];

    private static readonly string[] OfPromptTest =
    [
        "name",
        "prompt",
        "with",
        "messages",
        "tools",
        "options",
        "cassette",
        "repeat",
        "pass-at-least",
        "expect",
    ];

    private static readonly string[] OfPlanTest = ["name", "runs", "agent", "cassette", "expect"];

    /// <exception cref="Stopwise.Exits.StopwiseException">There is a mistake.</exception>
    public static Suite Read(string file, FormatNode root)
    {
        var top = new SuiteMap(file, root, "the suite", Top);
        if (top.Needed("version").Text != "1")
        {
            top.Refuse(top.Needed("version"), "'version' is the version of this layout: write 'version: 1'.");
        }

        var tests = top.Needed("tests");
        if (tests.Items is not { Count: > 0 } items)
        {
            return top.Refuse<Suite>(tests, "'tests' takes a list with one test at least.");
        }

        var shared = new SharedParts(top, new PromptReader(top));
        var read = items.Select(i => Test(shared, i)).ToList();
        RefuseTwice(top, read);
        return new Suite
        {
            File = file,
            Name = top.Text("name") ?? Path.GetFileName(file).Split('.')[0],
            Tests = read,
        };
    }

    private static SuiteTest Test(SharedParts shared, FormatNode node)
    {
        var file = shared.Top.File;
        var kind = new SuiteMap(file, node, "a test", [.. OfPromptTest, .. OfPlanTest]);
        return (kind.Has("prompt"), kind.Has("runs")) switch
        {
            (true, false) => PromptTest(shared, new SuiteMap(file, node, "a test of a prompt", OfPromptTest)),
            (false, true) => PlanTest(shared, new SuiteMap(file, node, "a test of runs", OfPlanTest)),
            _ => kind.Refuse<SuiteTest>(
                node,
                "A test has 'prompt' (a model is asked) or 'runs' (recorded runs are looked at), one of both."
            ),
        };
    }

    private static PromptTest PromptTest(SharedParts shared, SuiteMap test)
    {
        var messages = test.Needed("messages");
        var repeat = test.Whole("repeat", 1, MostRepeats) ?? 1;
        return new PromptTest
        {
            Name = test.NeededText("name"),
            Line = test.Line,
            Cassette = test.Path("cassette") ?? shared.Cassette,
            Prompt = shared.Prompts.Prompt(test),
            Messages = messages.Items is null ? null : MessageReader.Read(test.File, messages),
            From = messages.Items is null ? PointOf(test.File, messages) : null,
            Tools = test.Has("tools") ? PromptReader.Tools(test) : shared.Tools,
            Options = test.Has("options") ? PromptReader.Options(test) : shared.Options,
            Repeat = repeat,
            PassAtLeast = test.Whole("pass-at-least", 1, repeat) ?? repeat,
            Expect = AnswerExpectationReader.Read(test),
        };
    }

    private static RunPoint PointOf(string file, FormatNode node)
    {
        var map = new SuiteMap(file, node, "'messages'", "run", "step");
        _ = map.Needed("step");
        return new RunPoint(map.NeededText("run"), map.Whole("step", 0, 1_000_000)!.Value, node.Line);
    }

    private static PlanTest PlanTest(SharedParts shared, SuiteMap test)
    {
        var agent = test.Text("agent");
        var runs = test.Texts("runs");
        if (runs.Count == 0)
        {
            test.Refuse(test.Needed("runs"), "'runs' takes files, patterns of files or ids of stored runs.");
        }

        return new PlanTest
        {
            Name = test.NeededText("name"),
            Line = test.Line,
            Runs = runs,
            Agent = agent,
            Cassette = test.Path("cassette") ?? shared.Cassette,
            Expect = new PlanExpectationReader(agent is not null).Read(test),
        };
    }

    private static void RefuseTwice(SuiteMap top, IReadOnlyList<SuiteTest> tests)
    {
        var names = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var test in tests)
        {
            if (!names.TryAdd(test.Name, test.Line))
            {
                throw FormatNode.Problem(
                    top.File,
                    test.Line,
                    $"'{test.Name}' is the name of the test in line {names[test.Name]} too; give each its own."
                );
            }
        }
    }

    /// <summary>What the tests of a suite share.</summary>
    private sealed class SharedParts(SuiteMap top, PromptReader prompts)
    {
        public SuiteMap Top => top;

        public PromptReader Prompts => prompts;

        public string? Cassette { get; } = top.Path("cassette");

        public IReadOnlyList<PromptTool> Tools { get; } = top.Has("tools") ? PromptReader.Tools(top) : [];

        public PromptOptions Options { get; } = top.Has("options") ? PromptReader.Options(top) : new();
    }
}
