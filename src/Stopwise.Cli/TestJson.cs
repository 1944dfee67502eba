using System.Text.Json.Serialization;
using Stopwise.Traces.Suites.Results;

namespace Stopwise.Cli;

/// <summary>How results of suites are written with <c>--json</c>: camel case, seconds, null where a number is not known.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(CamelCase<TestState>)]
)]
[JsonSerializable(typeof(TestReport))]
internal sealed partial class TestJson : JsonSerializerContext;

/// <summary>Results of suites as JSON.</summary>
internal sealed record TestReport(
    int Passed,
    int Failed,
    int NotExecuted,
    int Broken,
    double Seconds,
    AskedReport? Asked,
    IReadOnlyList<SuiteReport> Suites
)
{
    /// <param name="run">The results.</param>
    /// <param name="model">The model that was asked; null where none was.</param>
    public static TestReport Of(TestRunResult run, ModelEndpoint? model) =>
        new(
            run.Count(TestState.Passed),
            run.Count(TestState.Failed),
            run.Count(TestState.NotExecuted),
            run.Broken,
            (run.Ended - run.Started).TotalSeconds,
            model is null
                ? null
                : new AskedReport(
                    model.Calls,
                    model.InputTokens + model.OutputTokens == 0 && model.Calls > 0 ? null : model.InputTokens,
                    model.InputTokens + model.OutputTokens == 0 && model.Calls > 0 ? null : model.OutputTokens,
                    model.CostUsd
                ),
            [
                .. run.Suites.Select(s => new SuiteReport(
                    s.Name,
                    s.File,
                    s.Broken,
                    s.Coverage,
                    [.. s.Tests.Select(TestCase.Of)]
                )),
            ]
        );
}

/// <summary>What a model was asked in all.</summary>
internal sealed record AskedReport(int Calls, long? InputTokens, long? OutputTokens, decimal? CostUsd);

/// <summary>A suite.</summary>
internal sealed record SuiteReport(
    string Name,
    string File,
    string? Broken,
    SuiteCoverage Coverage,
    IReadOnlyList<TestCase> Tests
);

/// <summary>A test.</summary>
internal sealed record TestCase(
    string Name,
    string? Run,
    long Line,
    TestState State,
    IReadOnlyList<Unmet> Unmet,
    string? Note,
    TrialCount? Trials,
    int Calls,
    double Seconds
)
{
    public static TestCase Of(TestResult test) =>
        new(
            test.Name,
            test.Run,
            test.Line,
            test.State,
            test.Unmet,
            test.Note,
            test.Trials,
            test.Asked.Calls,
            test.Took.TotalSeconds
        );
}
