using System.Globalization;

namespace Stopwise.Traces.Suites.Results;

/// <summary>What a failed test says in one line.</summary>
internal static class TestWords
{
    public static string Message(TestResult test)
    {
        var first = test.Unmet is [var one, ..] ? $"expected {one.Expected}; found {one.Found}" : test.Note ?? "";
        var more =
            test.Unmet.Count > 1
                ? string.Create(CultureInfo.InvariantCulture, $" (and {test.Unmet.Count - 1} more)")
                : "";
        var trials = test.Trials is { } t
            ? string.Create(CultureInfo.InvariantCulture, $"{t.Passed} of {t.Of} answers pass, {t.AtLeast} must; ")
            : "";
        return Trees.PlainLine.Of($"{trials}{first}{more}", 1_000);
    }
}
