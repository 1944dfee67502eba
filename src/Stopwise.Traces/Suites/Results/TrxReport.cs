using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace Stopwise.Traces.Suites.Results;

/// <summary>Results as TRX, the file of Visual Studio's test runs, which Azure DevOps and GitHub actions read.</summary>
/// <remarks>
/// After the schema <c>vstst.xsd</c> of the namespace of 2010. Ids are made of names, so that a test keeps its id from run to run; the id
/// of the whole run is made of its start as well.
/// </remarks>
public static class TrxReport
{
    private const string Namespace = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    // The ids that every file of Visual Studio has for "a unit test" and for "results not in a list".
    private const string UnitTest = "13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b";
    private const string NotInList = "8c84fa94-04c1-424b-9868-57a2d4851a1d";
    private const string AllLoaded = "19431567-8539-422a-85d7-44ee4e166bda";
    private const string Adapter = "executor://stopwise/suites/v1";

    /// <summary>Writes the report as UTF-8; the stream stays open.</summary>
    public static void Write(Stream output, TestRunResult run)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(run);
        var rows = RowsOf(run);
        using var xml = XmlWriter.Create(output, XmlText.Settings);
        xml.WriteStartElement("TestRun", Namespace);
        xml.WriteAttributeString(
            "id",
            Id($"run\n{Time(run.Started)}\n{string.Join('\n', run.Suites.Select(s => s.File))}")
        );
        xml.WriteAttributeString("name", $"stopwise test {Time(run.Started)}");
        Times(xml, run);
        Results(xml, rows);
        Definitions(xml, rows);
        Entries(xml, rows);
        Lists(xml);
        Summary(xml, run, rows);
        xml.WriteEndElement();
    }

    private static List<Row> RowsOf(TestRunResult run)
    {
        var rows = new List<Row>();
        var at = run.Started;
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var suite in run.Suites)
        {
            if (suite.Broken is { } broken)
            {
                Add(
                    suite,
                    new TestResult
                    {
                        Name = "(the suite)",
                        Line = 1,
                        State = TestState.Failed,
                        Note = broken,
                    }
                );
            }

            foreach (var test in suite.Tests)
            {
                Add(suite, test);
            }
        }

        return rows;

        void Add(SuiteResult suite, TestResult test)
        {
            // Two suites of one name may hold tests of one name; their ids must still differ.
            var name = $"{suite.Name}.{test.FullName}";
            var nth = names[name] = names.GetValueOrDefault(name) + 1;
            rows.Add(new Row(suite, test, name, nth == 1 ? name : $"{name}\n{nth}", at, at += test.Took));
        }
    }

    private static void Times(XmlWriter xml, TestRunResult run)
    {
        xml.WriteStartElement("Times");
        xml.WriteAttributeString("creation", Time(run.Started));
        xml.WriteAttributeString("queuing", Time(run.Started));
        xml.WriteAttributeString("start", Time(run.Started));
        xml.WriteAttributeString("finish", Time(run.Ended));
        xml.WriteEndElement();
    }

    private static void Results(XmlWriter xml, List<Row> rows)
    {
        xml.WriteStartElement("Results");
        foreach (var row in rows)
        {
            xml.WriteStartElement("UnitTestResult");
            xml.WriteAttributeString("executionId", row.ExecutionId);
            xml.WriteAttributeString("testId", row.TestId);
            xml.WriteAttributeString("testName", XmlText.Of(row.Name));
            xml.WriteAttributeString("computerName", "stopwise");
            xml.WriteAttributeString("duration", row.Test.Took.ToString("c", CultureInfo.InvariantCulture));
            xml.WriteAttributeString("startTime", Time(row.Start));
            xml.WriteAttributeString("endTime", Time(row.End));
            xml.WriteAttributeString("testType", UnitTest);
            xml.WriteAttributeString("outcome", row.Test.State.ToString());
            xml.WriteAttributeString("testListId", NotInList);
            xml.WriteAttributeString("relativeResultsDirectory", row.ExecutionId);
            Output(xml, row);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Output(XmlWriter xml, Row row)
    {
        var failed = row.Test.State == TestState.Failed;
        if (!failed && row.Test.Note is null)
        {
            return;
        }

        xml.WriteStartElement("Output");
        if (row.Test.Note is { } note)
        {
            xml.WriteElementString("StdOut", XmlText.Of(note));
        }

        if (failed)
        {
            xml.WriteStartElement("ErrorInfo");
            xml.WriteElementString("Message", XmlText.Of(TestWords.Message(row.Test)));
            xml.WriteElementString("StackTrace", XmlText.Of(row.Suite.File, row.Test.Unmet));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Definitions(XmlWriter xml, List<Row> rows)
    {
        xml.WriteStartElement("TestDefinitions");
        foreach (var row in rows)
        {
            xml.WriteStartElement("UnitTest");
            xml.WriteAttributeString("name", XmlText.Of(row.Name));
            xml.WriteAttributeString("storage", XmlText.Of(row.Suite.File));
            xml.WriteAttributeString("id", row.TestId);
            xml.WriteStartElement("Execution");
            xml.WriteAttributeString("id", row.ExecutionId);
            xml.WriteEndElement();
            xml.WriteStartElement("TestMethod");
            xml.WriteAttributeString("codeBase", XmlText.Of(row.Suite.File));
            xml.WriteAttributeString("adapterTypeName", Adapter);
            xml.WriteAttributeString("className", XmlText.Of(row.Suite.Name));
            xml.WriteAttributeString("name", XmlText.Of(row.Test.FullName));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Entries(XmlWriter xml, List<Row> rows)
    {
        xml.WriteStartElement("TestEntries");
        foreach (var row in rows)
        {
            xml.WriteStartElement("TestEntry");
            xml.WriteAttributeString("testId", row.TestId);
            xml.WriteAttributeString("executionId", row.ExecutionId);
            xml.WriteAttributeString("testListId", NotInList);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Lists(XmlWriter xml)
    {
        xml.WriteStartElement("TestLists");
        foreach (var (name, id) in new[] { ("Results Not in a List", NotInList), ("All Loaded Results", AllLoaded) })
        {
            xml.WriteStartElement("TestList");
            xml.WriteAttributeString("name", name);
            xml.WriteAttributeString("id", id);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Summary(XmlWriter xml, TestRunResult run, List<Row> rows)
    {
        var failed = rows.Count(r => r.Test.State == TestState.Failed);
        var skipped = run.Count(TestState.NotExecuted);
        xml.WriteStartElement("ResultSummary");
        xml.WriteAttributeString("outcome", failed > 0 ? "Failed" : "Completed");
        xml.WriteStartElement("Counters");
        Count("total", rows.Count);
        Count("executed", rows.Count - skipped);
        Count("passed", run.Count(TestState.Passed));
        Count("failed", failed);
        foreach (
            var name in (ReadOnlySpan<string>)
                ["error", "timeout", "aborted", "inconclusive", "passedButRunAborted", "notRunnable"]
        )
        {
            Count(name, 0);
        }

        Count("notExecuted", skipped);
        foreach (var name in (ReadOnlySpan<string>)["disconnected", "warning", "completed", "inProgress", "pending"])
        {
            Count(name, 0);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();

        void Count(string name, int count) =>
            xml.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));
    }

    private static string Time(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture);

    private static string Id(string name) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString();

    private sealed record Row(
        SuiteResult Suite,
        TestResult Test,
        string Name,
        string Key,
        DateTimeOffset Start,
        DateTimeOffset End
    )
    {
        public string TestId { get; } = Id($"test\n{Key}");

        public string ExecutionId { get; } = Id($"execution\n{Key}");
    }
}
