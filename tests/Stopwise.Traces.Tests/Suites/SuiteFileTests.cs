using FsCheck;
using FsCheck.Fluent;
using Stopwise.Exits;
using Stopwise.Traces.Suites;
using static Stopwise.Traces.Tests.Suites.SuiteMaker;

namespace Stopwise.Traces.Tests.Suites;

public class SuiteFileTests
{
    private const string Whole = """
        version: 1
        name: shoes
        cassette: shoes.cassette
        prompts:
          shop: {text: "You sell {{what}}. Answer as JSON: {\"a\":{\"b\":1}}"}
        tools:
          - name: search
            description: Looks for things.
            parameters: {type: object, properties: {q: {type: string}}, required: [q]}
        options: {temperature: 0, max-tokens: 200}
        tests:
          - name: searches-first
            prompt: shop
            with: {what: shoes}
            messages:
              - user: Do you have boots?
              - assistant: I look.
                calls: [{tool: search, arguments: {q: boots, page: 1}, result: "3 hits"}]
            repeat: 5
            pass-at-least: 4
            expect:
              - contains: boots
              - not: {contains: refund}
          - name: reads-before-it-edits
            runs: [runs/*.json, mini/django-1]
            expect:
              - never: {tool: Bash, command: {contains: sudo}}
        """;

    [Fact]
    public void A_suite_is_read_whole()
    {
        var suite = Suite.Parse("x/shoes.suite.yaml", Whole);

        suite.Name.ShouldBe("shoes");
        suite.Count.ShouldBe(2);
        var prompt = suite.Tests[0].ShouldBeOfType<PromptTest>();
        prompt.Prompt.Text.ShouldBe("""You sell shoes. Answer as JSON: {"a":{"b":1}}""");
        prompt.Cassette.ShouldBe(Path.Combine("x", "shoes.cassette"));
        prompt.Messages!.Select(m => m.Role).ShouldBe(["user", "assistant", "tool"]);
        prompt.Messages![1].Calls[0].Arguments.ShouldBe("""{"q":"boots","page":1}""");
        prompt.Messages![2].CallId.ShouldBe(prompt.Messages![1].Calls[0].Id);
        prompt.Tools[0].Name.ShouldBe("search");
        prompt.Options.Temperature.ShouldBe(0);
        (prompt.Repeat, prompt.PassAtLeast).ShouldBe((5, 4));
        prompt.Line.ShouldBe(12);
        prompt.Expect.Select(e => e.Line).ShouldBe([22, 23]);
        var plan = suite.Tests[1].ShouldBeOfType<PlanTest>();
        plan.Runs.ShouldBe(["runs/*.json", "mini/django-1"]);
    }

    [Theory]
    [InlineData("version: 1", "version: 2", 1, "write 'version: 1'")]
    [InlineData("tools:", "tolls:", 6, "'tolls' is no key of the suite; the nearest is 'tools'")]
    [InlineData("pass-at-least: 4", "pass-at-least: 6", 20, "'pass-at-least' takes a whole number from 1 to 5")]
    [InlineData("pass-at-least: 4", "pass-atleast: 4", 20, "the nearest is 'pass-at-least'")]
    [InlineData("- contains: boots", "- contain: boots", 22, "the nearest is 'contains'")]
    [InlineData("- contains: boots", "- contains: []", 22, "The list of 'contains' is empty")]
    [InlineData("- contains: boots", "- matches: '(?=a)'", 22, "linear time")]
    [InlineData("- contains: boots", "- matches: '(a'", 22, "no regular expression")]
    [InlineData("- contains: boots", "- matches: '(a{100}){11}'", 22, "counts in braces")]
    [InlineData("- contains: boots", "- between: [5, 1]", 22, "takes [LEAST, MOST]")]
    [InlineData("- contains: boots", "- json: {path: 'a..b'}", 22, "no path")]
    [InlineData("- contains: boots", "- similar: {to: boots}", 22, "'at-least' is missing")]
    [InlineData("- contains: boots", "- {contains: a, matches: b}", 22, "An expectation has one name")]
    [InlineData("- contains: boots", "- not: {judge: it is kind}", 22, "have no contrary here")]
    [InlineData("- contains: boots", "- calls: {}", 22, "give one of tool")]
    [InlineData("prompt: shop", "prompt: shp", 13, "the nearest is 'shop'")]
    [InlineData("with: {what: shoes}", "with: {wat: shoes}", 13, "the nearest is 'wat'")]
    [InlineData("with: {what: shoes}", "with: {what: shoes, who: me}", 14, "The prompt has no place '{{who}}'")]
    [InlineData("- user: Do you have boots?", "- user: Hi\n        user: Ho", 17, "'user' is given twice")]
    [InlineData("- user: Do you have boots?", "- {user: Hi, system: Ho}", 16, "one speaker")]
    [InlineData(", result: \"3 hits\"", "", 18, "'result' is missing")]
    [InlineData("name: reads-before-it-edits", "name: searches-first", 24, "the name of the test in line 12 too")]
    [InlineData("runs: [runs/*.json, mini/django-1]", "run: x", 25, "the nearest is 'runs'")]
    [InlineData("{contains: sudo}", "{}", 27, "holds no condition")]
    [InlineData("tool: Bash", "does: chek", 27, "the nearest is 'check'")]
    [InlineData("{tool: Bash, command", "{tol: Bash, command", 27, "the nearest is 'tool'")]
    public void A_mistake_is_named_with_its_line_and_the_nearest_name(string right, string wrong, int line, string what)
    {
        Whole.ShouldContain(right);

        var e = Should.Throw<StopwiseException>(() =>
            Suite.Parse("my.yaml", Whole.Replace(right, wrong, StringComparison.Ordinal))
        );

        e.Message.ShouldStartWith($"my.yaml:{line}: ");
        e.Message.ShouldContain(what);
    }

    [Fact]
    public void A_test_without_expectations_is_refused() =>
        Should
            .Throw<StopwiseException>(() => Suite.Parse("my.yaml", PromptSuite("[]")))
            .Message.ShouldContain("a test without one cannot fail");

    [Fact]
    public void An_answer_cannot_be_the_last_message() =>
        Should
            .Throw<StopwiseException>(() =>
                Suite.Parse(
                    "my.yaml",
                    PromptSuite("- contains: a").Replace("{user:", "{assistant:", StringComparison.Ordinal)
                )
            )
            .Message.ShouldContain("one that the model answers");

    [Fact]
    public void A_prompt_of_a_file_has_the_same_hash_with_either_line_end()
    {
        using var folder = new SuiteFolder();
        folder.Write("p.md", "one\r\ntwo\r\n");
        var windows = (PromptTest)folder.Suite(PromptFile).Tests[0];
        folder.Write("p.md", "one\ntwo\n");
        var unix = (PromptTest)folder.Suite(PromptFile).Tests[0];

        windows.Prompt.Sha256.ShouldBe(unix.Prompt.Sha256);
        unix.Prompt.Sha256.ShouldBe("c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8");
        unix.Prompt.Text.ShouldBe("one\ntwo\n");
    }

    [Fact]
    public void Whatever_stands_in_a_suite_it_is_read_or_refused_with_a_line()
    {
        var lines = Whole.Split('\n');
        var pieces = Gen.Elements(
            "[",
            "]",
            "{",
            "}",
            "'",
            "\"",
            ": ",
            "- ",
            "&a",
            "*a",
            "!x",
            "#",
            "\t",
            "|",
            ">",
            "~",
            "\0",
            "null",
            "999999999999",
            "\ud800"
        );
        var broken =
            from line in Gen.Choose(0, lines.Length - 1)
            from at in Gen.Choose(0, lines[line].Length)
            from cut in Gen.Choose(0, lines[line].Length - at)
            from piece in pieces
            select string.Join('\n', lines.Select((l, i) => i == line ? l[..at] + piece + l[(at + cut)..] : l));

        Prop.ForAll(
                broken.ToArbitrary(),
                yaml =>
                {
                    try
                    {
                        return Suite.Parse("my.yaml", yaml).Count >= 1;
                    }
                    catch (StopwiseException e)
                    {
                        return System.Text.RegularExpressions.Regex.IsMatch(e.Message, @"\Amy\.yaml:\d+: ");
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    private static string PromptFile =>
        PromptSuite("- contains: a").Replace("{text: \"You sell shoes.\"}", "{file: p.md}", StringComparison.Ordinal);
}
