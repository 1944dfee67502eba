using System.Globalization;
using System.Xml;

namespace Stopwise.Traces.Suites.Results;

/// <summary>Results as JUnit XML, in the dialect that Jenkins, GitHub and GitLab read.</summary>
/// <remarks>
/// After the schema of the Jenkins xUnit plugin. Times are seconds. A broken suite is one test case with an error.
/// </remarks>
public static class JUnitReport
{
    /// <summary>Writes the report as UTF-8; the stream stays open.</summary>
    public static void Write(Stream output, TestRunResult run)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(run);
        using var xml = XmlWriter.Create(output, XmlText.Settings);
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "stopwise");
        Counts(
            xml,
            run.Suites.Sum(s => s.Tests.Count) + run.Broken,
            run.Count(TestState.Failed),
            run.Broken,
            run.Count(TestState.NotExecuted),
            TimeSpan.FromTicks(run.Suites.Sum(s => s.Took.Ticks))
        );
        foreach (var suite in run.Suites)
        {
            Suite(xml, suite, run.Started);
        }

        xml.WriteEndElement();
    }

    private static void Suite(XmlWriter xml, SuiteResult suite, DateTimeOffset started)
    {
        var broken = suite.Broken is null ? 0 : 1;
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", XmlText.Of(suite.Name));
        Counts(
            xml,
            suite.Tests.Count + broken,
            suite.Count(TestState.Failed),
            broken,
            suite.Count(TestState.NotExecuted),
            suite.Took
        );
        xml.WriteAttributeString(
            "timestamp",
            started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)
        );
        if (suite.Broken is { } what)
        {
            Case(xml, suite, "(the suite)", TimeSpan.Zero);
            Fault(xml, "error", "suite", what, what);
            xml.WriteEndElement();
        }

        foreach (var test in suite.Tests)
        {
            Test(xml, suite, test);
        }

        xml.WriteEndElement();
    }

    private static void Test(XmlWriter xml, SuiteResult suite, TestResult test)
    {
        Case(xml, suite, test.FullName, test.Took);
        switch (test.State)
        {
            case TestState.Failed:
                Fault(xml, "failure", "expectation", TestWords.Message(test), XmlText.Of(suite.File, test.Unmet));
                break;
            case TestState.NotExecuted:
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", XmlText.Of(test.Note ?? ""));
                xml.WriteEndElement();
                break;
        }

        if (test.State != TestState.NotExecuted && test.Note is { } note)
        {
            xml.WriteElementString("system-out", XmlText.Of(note));
        }

        xml.WriteEndElement();
    }

    private static void Case(XmlWriter xml, SuiteResult suite, string name, TimeSpan took)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", XmlText.Of(suite.Name));
        xml.WriteAttributeString("name", XmlText.Of(name));
        xml.WriteAttributeString("time", Seconds(took));
    }

    private static void Fault(XmlWriter xml, string element, string type, string message, string text)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("message", XmlText.Of(message));
        xml.WriteString(XmlText.Of(text));
        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, int tests, int failures, int errors, int skipped, TimeSpan took)
    {
        Count("tests", tests);
        Count("failures", failures);
        Count("errors", errors);
        Count("skipped", skipped);
        xml.WriteAttributeString("time", Seconds(took));

        void Count(string name, int count) =>
            xml.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
