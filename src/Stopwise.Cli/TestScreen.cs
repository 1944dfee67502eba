using System.Globalization;
using Spectre.Console;
using Stopwise.Traces.Suites.Results;

namespace Stopwise.Cli;

/// <summary>Results of suites on the screen: each test a line, a failed one with what was expected and what came.</summary>
/// <remarks>What was expected and found goes out unwrapped, so that it can be searched for and copied.</remarks>
internal sealed class TestScreen(IAnsiConsole console, TextWriter output)
{
    private const int LongestName = 60;
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Bad = new(Color.Red);
    private static readonly Style Aside = new(decoration: Decoration.Dim);

    public void Write(TestRunResult run)
    {
        foreach (var suite in run.Suites)
        {
            Suite(suite);
            console.WriteLine();
        }

        var broken = run.Broken == 0 ? "" : $"{Words.Plural(run.Broken, "suite")} broken; ";
        var notRun = run.Count(TestState.NotExecuted);
        console.WriteLine(
            $"{broken}{Words.Plural(run.Suites.Sum(s => s.Tests.Count), "test")}: {Words.Count(run.Count(TestState.Passed))} passed, "
                + $"{Words.Count(run.Count(TestState.Failed))} failed{(notRun == 0 ? "" : $", {Words.Count(notRun)} not run")}, "
                + $"in {Words.Duration(run.Ended - run.Started)}."
        );
    }

    private void Suite(SuiteResult suite)
    {
        console.WriteLine(Shown.Line($"{suite.Name} ({suite.File})"), Bold);
        if (suite.Broken is { } broken)
        {
            output.WriteLine($"  BROKEN   {Shown.Line(broken)}");
            return;
        }

        var width = Math.Min(LongestName, suite.Tests.Select(t => t.FullName.Length).DefaultIfEmpty(0).Max());
        foreach (var test in suite.Tests)
        {
            Test(suite, test, width);
        }

        Coverage(suite.Coverage);
    }

    private void Test(SuiteResult suite, TestResult test, int width)
    {
        var (word, style) = test.State switch
        {
            TestState.Passed => ("passed ", Style.Plain),
            TestState.Failed => ("FAILED ", Bad),
            _ => ("not run", Aside),
        };
        var name = Shown.Line(test.FullName, LongestName).PadRight(width);
        console.WriteLine(
            $"  {word}  {name}  {Words.Duration(test.Took)}{Trials(test.Trials)}{Asked(test.Asked)}",
            style
        );
        foreach (var unmet in test.Unmet)
        {
            output.WriteLine($"    {Shown.Line($"{Path.GetFileName(suite.File)}:{unmet.Line}")}");
            output.WriteLine($"      expected  {Shown.Line(unmet.Expected)}");
            output.WriteLine($"      found     {Shown.Line(unmet.Found)}");
        }

        if (test.Note is { } note)
        {
            output.WriteLine($"    {Shown.Line(note)}");
        }
    }

    private static string Trials(TrialCount? trials) =>
        trials is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $", {trials.Passed} of {trials.Of} answers pass ({trials.AtLeast} must; 95 % interval {trials.Lower:P0} to {trials.Upper:P0})"
            );

    private static string Asked(AskedCost asked) =>
        asked.Calls == 0 ? ""
        : asked is { InputTokens: 0, OutputTokens: 0 } ? ", tokens not stated"
        : $", {Words.Count(asked.InputTokens)} tokens in, {Words.Count(asked.OutputTokens)} out";

    private void Coverage(SuiteCoverage coverage)
    {
        string?[] parts =
        [
            coverage.Prompts == 0
                ? null
                : $"{Words.Plural(coverage.Prompts, "prompt")}, {Words.Count(coverage.PinnedPrompts)} pinned",
            coverage.Runs == 0
                ? null
                : $"{Words.Plural(coverage.Runs, "run")} on {Words.Plural(coverage.Contracts, "contract")}",
            coverage.Tools == 0
                ? null
                : $"{Words.Count(coverage.NamedTools)} of {Words.Plural(coverage.Tools, "tool")} named by an expectation",
        ];
        if (parts.OfType<string>().ToList() is { Count: > 0 } known)
        {
            console.WriteLine($"  speaks of {string.Join("; ", known)}", Aside);
        }
    }
}
