using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Stopwise.Traces.Suites.Results;

namespace Stopwise.Traces.Tests.Suites;

public class ReportTests
{
    private const string Hostile = "\u001b[31mred\u0000\u0007 ]]> <b>&amp; \ud800 \u202e txet \ufffe done";
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_trx_holds_what_visual_studio_asks_for()
    {
        var run = TrxOf(Sample()).Root!;

        run.Name.ShouldBe(Trx + "TestRun");
        Guid.TryParse(run.Attribute("id")!.Value, out _).ShouldBeTrue();
        run.Elements()
            .Select(e => e.Name.LocalName)
            .ShouldBe(["Times", "Results", "TestDefinitions", "TestEntries", "TestLists", "ResultSummary"]);
        foreach (var name in (string[])["creation", "queuing", "start", "finish"])
        {
            DateTimeOffset
                .TryParse(run.Element(Trx + "Times")!.Attribute(name)!.Value, CultureInfo.InvariantCulture, out _)
                .ShouldBeTrue();
        }

        var results = run.Element(Trx + "Results")!.Elements(Trx + "UnitTestResult").ToList();
        results.Select(r => r.Attribute("outcome")!.Value).ShouldBe(["Passed", "Failed", "NotExecuted", "Failed"]);
        results.ShouldAllBe(r => r.Attribute("testType")!.Value == "13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b");
        results[0].Attribute("duration")!.Value.ShouldBe("00:00:01.5000000");
        results[1].Attribute("testName")!.Value.ShouldBe("shoes.fails [run-1]");
        var fault = results[1].Element(Trx + "Output")!.Element(Trx + "ErrorInfo")!;
        fault
            .Element(Trx + "Message")!
            .Value.ShouldBe("expected an answer that contains \"a\"; found \"b\" (and 1 more)");
        fault.Element(Trx + "StackTrace")!.Value.ShouldContain("shoes.suite.yaml:7: expected");
        results[2].Element(Trx + "Output")!.Element(Trx + "StdOut")!.Value.ShouldBe("No cassette.");
    }

    [Fact]
    public void Every_id_of_a_trx_leads_somewhere_and_counts_add_up()
    {
        var run = TrxOf(Sample()).Root!;
        var lists = run.Descendants(Trx + "TestList").Select(l => l.Attribute("id")!.Value).ToHashSet();
        var definitions = run.Descendants(Trx + "UnitTest").ToDictionary(t => t.Attribute("id")!.Value);

        definitions.Count.ShouldBe(4);
        foreach (var result in run.Descendants(Trx + "UnitTestResult"))
        {
            var definition = definitions[result.Attribute("testId")!.Value];
            definition
                .Element(Trx + "Execution")!
                .Attribute("id")!
                .Value.ShouldBe(result.Attribute("executionId")!.Value);
            definition.Element(Trx + "TestMethod")!.Attribute("className")!.Value.ShouldNotBeEmpty();
            lists.ShouldContain(result.Attribute("testListId")!.Value);
            run.Descendants(Trx + "TestEntry")
                .Count(e =>
                    e.Attribute("testId")!.Value == result.Attribute("testId")!.Value
                    && e.Attribute("executionId")!.Value == result.Attribute("executionId")!.Value
                )
                .ShouldBe(1);
        }

        var summary = run.Element(Trx + "ResultSummary")!;
        summary.Attribute("outcome")!.Value.ShouldBe("Failed");
        var counters = summary
            .Element(Trx + "Counters")!
            .Attributes()
            .ToDictionary(a => a.Name.LocalName, a => int.Parse(a.Value, CultureInfo.InvariantCulture));
        counters["total"].ShouldBe(4);
        counters["executed"].ShouldBe(3);
        counters["passed"].ShouldBe(1);
        counters["failed"].ShouldBe(2);
        counters["notExecuted"].ShouldBe(1);
        counters.Count.ShouldBe(16);
    }

    [Fact]
    public void A_test_keeps_its_id_from_run_to_run()
    {
        var later = Sample() with { Started = Start.AddDays(1), Ended = Start.AddDays(1).AddSeconds(9) };

        var (one, other) = (TrxOf(Sample()).Root!, TrxOf(later).Root!);

        Ids(other).ShouldBe(Ids(one));
        Ids(one).Distinct().Count().ShouldBe(4);
        other.Attribute("id")!.Value.ShouldNotBe(one.Attribute("id")!.Value);
        Bytes(s => TrxReport.Write(s, Sample())).ShouldBe(Bytes(s => TrxReport.Write(s, Sample())));

        static List<string> Ids(XElement run) =>
            [.. run.Descendants(Trx + "UnitTest").Select(t => t.Attribute("id")!.Value)];
    }

    [Fact]
    public void Suites_of_one_name_have_tests_of_different_ids()
    {
        var twice = Sample() with { Suites = [Sample().Suites[0], Sample().Suites[0]] };

        var ids = TrxOf(twice).Root!.Descendants(Trx + "UnitTest").Select(t => t.Attribute("id")!.Value).ToList();

        ids.Distinct().Count().ShouldBe(ids.Count);
    }

    [Fact]
    public void A_junit_report_holds_what_jenkins_and_github_ask_for()
    {
        var root = JUnitOf(Sample()).Root!;

        root.Name.LocalName.ShouldBe("testsuites");
        Counts(root).ShouldBe((4, 1, 1, 1));
        var suites = root.Elements("testsuite").ToList();
        suites.Select(s => s.Attribute("name")!.Value).ShouldBe(["shoes", "broken"]);
        Counts(suites[0]).ShouldBe((3, 1, 0, 1));
        Counts(suites[1]).ShouldBe((1, 0, 1, 0));
        suites[0].Attribute("timestamp")!.Value.ShouldBe("2026-03-01T08:00:00");
        suites[0].Attribute("time")!.Value.ShouldBe("1.750");
        var cases = suites[0].Elements("testcase").ToList();
        cases.ShouldAllBe(c => c.Attribute("classname")!.Value == "shoes");
        cases[0].Elements().ShouldBeEmpty();
        cases[1].Element("failure")!.Attribute("type")!.Value.ShouldBe("expectation");
        cases[1].Element("failure")!.Value.ShouldContain("found \"b\"");
        cases[2].Element("skipped")!.Attribute("message")!.Value.ShouldBe("No cassette.");
        suites[1].Element("testcase")!.Element("error")!.Value.ShouldBe("b.yaml:1: 'tests' is missing.");
    }

    [Fact]
    public void Hostile_text_stays_text_in_both()
    {
        var hostile = new TestRunResult(
            [
                new SuiteResult(
                    Hostile,
                    Hostile,
                    [
                        new TestResult
                        {
                            Name = Hostile,
                            Run = Hostile,
                            Line = 1,
                            State = TestState.Failed,
                            Unmet = [new Unmet(Hostile, Hostile, 2)],
                            Note = Hostile,
                        },
                        new TestResult
                        {
                            Name = "skipped",
                            Line = 1,
                            State = TestState.NotExecuted,
                            Note = Hostile,
                        },
                    ]
                ),
                new SuiteResult("b", Hostile, [], Hostile),
            ],
            Start,
            Start
        );

        foreach (var text in (string[])[TrxOf(hostile).ToString(), JUnitOf(hostile).ToString()])
        {
            text.ShouldContain("red");
            text.ShouldContain("done");
            text.ShouldNotContain("\u001b");
            text.ShouldNotContain("\u202e");
        }

        JUnitOf(hostile).Descendants("failure").Single().Value.ShouldContain("]]> <b>&amp;");
    }

    [Fact]
    public void Nothing_to_report_is_a_report_all_the_same()
    {
        var none = new TestRunResult([], Start, Start);

        TrxOf(none).Root!.Element(Trx + "ResultSummary")!.Attribute("outcome")!.Value.ShouldBe("Completed");
        Counts(JUnitOf(none).Root!).ShouldBe((0, 0, 0, 0));
    }

    private static (int, int, int, int) Counts(XElement element)
    {
        return (Count("tests"), Count("failures"), Count("errors"), Count("skipped"));

        int Count(string name) => int.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
    }

    private static TestRunResult Sample() =>
        new(
            [
                new SuiteResult(
                    "shoes",
                    "shoes.suite.yaml",
                    [
                        new TestResult
                        {
                            Name = "passes",
                            Line = 3,
                            State = TestState.Passed,
                            Took = TimeSpan.FromSeconds(1.5),
                        },
                        new TestResult
                        {
                            Name = "fails",
                            Run = "run-1",
                            Line = 5,
                            State = TestState.Failed,
                            Unmet =
                            [
                                new Unmet("an answer that contains \"a\"", "\"b\"", 7),
                                new Unmet("no call of a tool", "calls of search", 8),
                            ],
                            Took = TimeSpan.FromSeconds(.25),
                        },
                        new TestResult
                        {
                            Name = "waits",
                            Line = 9,
                            State = TestState.NotExecuted,
                            Note = "No cassette.",
                        },
                    ]
                ),
                new SuiteResult("broken", "b.yaml", [], "b.yaml:1: 'tests' is missing."),
            ],
            Start,
            Start.AddSeconds(2)
        );

    private static XDocument TrxOf(TestRunResult run) => Parsed(s => TrxReport.Write(s, run));

    private static XDocument JUnitOf(TestRunResult run) => Parsed(s => JUnitReport.Write(s, run));

    private static XDocument Parsed(Action<Stream> write)
    {
        using var reader = XmlReader.Create(
            new MemoryStream(Bytes(write)),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit }
        );
        return XDocument.Load(reader);
    }

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}
