using Stopwise.Governance.Yaml;
using Stopwise.Traces.Suites.Plans;
using Stopwise.Traces.Suites.Prompts;

namespace Stopwise.Traces.Suites;

/// <summary>Checks a suite file strictly: what is not known, missing or contradictory is refused with its line.</summary>
internal static class SuiteReader
{
    private static readonly YamlKind Kind = new("suite", "version: 1", 1024 * 1024);

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
    public static Suite Read(string file, string yaml)
    {
        var top = new YamlSection(YamlReader.Read(Kind, file, yaml), "the suite", Top);
        if (top.Needed("version").Text != "1")
        {
            throw top.Needed("version").Problem("'version' is the version of this layout: write 'version: 1'.");
        }

        var tests = top.Needed("tests");
        if (tests.Items is not { Count: > 0 } items)
        {
            throw tests.Problem("'tests' takes a list with one test at least.");
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

    private static SuiteTest Test(SharedParts shared, YamlNode node)
    {
        var kind = new YamlSection(node, "a test", [.. OfPromptTest, .. OfPlanTest]);
        return (kind.Has("prompt"), kind.Has("runs")) switch
        {
            (true, false) => PromptTest(shared, new YamlSection(node, "a test of a prompt", OfPromptTest)),
            (false, true) => PlanTest(shared, new YamlSection(node, "a test of runs", OfPlanTest)),
            _ => throw node.Problem(
                "A test has 'prompt' (a model is asked) or 'runs' (recorded runs are looked at), one of both."
            ),
        };
    }

    private static PromptTest PromptTest(SharedParts shared, YamlSection test)
    {
        var messages = test.Needed("messages");
        var repeat = test.Whole("repeat", 1, MostRepeats) ?? 1;
        return new PromptTest
        {
            Name = test.NeededText("name"),
            Line = test.Node.Line,
            Cassette = test.Path("cassette") ?? shared.Cassette,
            Prompt = shared.Prompts.Prompt(test),
            Messages = messages.Items is null ? null : MessageReader.Read(messages),
            From = messages.Items is null ? PointOf(messages) : null,
            Tools = test.Has("tools") ? PromptReader.Tools(test) : shared.Tools,
            Options = test.Has("options") ? PromptReader.Options(test) : shared.Options,
            Repeat = repeat,
            PassAtLeast = test.Whole("pass-at-least", 1, repeat) ?? repeat,
            Expect = AnswerExpectationReader.Read(test),
        };
    }

    private static RunPoint PointOf(YamlNode node)
    {
        var map = new YamlSection(node, "'messages'", "run", "step");
        _ = map.Needed("step");
        return new RunPoint(map.NeededText("run"), map.Whole("step", 0, 1_000_000)!.Value, node.Line);
    }

    private static PlanTest PlanTest(SharedParts shared, YamlSection test)
    {
        var agent = test.Text("agent");
        return new PlanTest
        {
            Name = test.NeededText("name"),
            Line = test.Node.Line,
            Runs = test.Needed("runs").Texts("runs"),
            Agent = agent,
            Cassette = test.Path("cassette") ?? shared.Cassette,
            Expect = new PlanExpectationReader(agent is not null).Read(test),
        };
    }

    private static void RefuseTwice(YamlSection top, IReadOnlyList<SuiteTest> tests)
    {
        var names = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var test in tests)
        {
            if (!names.TryAdd(test.Name, test.Line))
            {
                throw YamlNode.At(
                    top.Node.File,
                    test.Line,
                    $"'{test.Name}' is the name of the test in line {names[test.Name]} too; give each its own."
                );
            }
        }
    }

    /// <summary>What the tests of a suite share.</summary>
    private sealed class SharedParts(YamlSection top, PromptReader prompts)
    {
        public PromptReader Prompts => prompts;

        public string? Cassette { get; } = top.Path("cassette");

        public IReadOnlyList<PromptTool> Tools { get; } = top.Has("tools") ? PromptReader.Tools(top) : [];

        public PromptOptions Options { get; } = top.Has("options") ? PromptReader.Options(top) : new();
    }
}
