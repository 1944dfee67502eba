using System.IO.Enumeration;
using Stopwise.Traces.Suites.Plans;
using Stopwise.Traces.Suites.Prompts;
using Stopwise.Traces.Suites.Results;

namespace Stopwise.Traces.Suites;

/// <summary>Runs suites one after the other; what one of them lacks never stops the next.</summary>
public sealed class SuiteRunner
{
    private readonly SuiteOptions _options;
    private readonly PromptTapes _tapes;
    private readonly PromptRunner _prompts;
    private readonly PlanRunner _plans;

    /// <param name="options">How they are run.</param>
    public SuiteRunner(SuiteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _tapes = new PromptTapes(options);
        var runs = new RecordedRuns(options.Stored);
        _prompts = new PromptRunner(options, runs, _tapes);
        _plans = new PlanRunner(options, runs);
    }

    /// <summary>How many tests of a suite are run.</summary>
    public int CountOf(Suite suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        return suite.Tests.Count(IsAsked);
    }

    /// <summary>Runs the tests of a suite in the order of its file.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="stop">Gives up between two answers; what was recorded until then can still be written.</param>
    public async Task<SuiteResult> RunAsync(Suite suite, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var results = new List<TestResult>();
        var coverage = new CoverageCount();
        var done = 0;
        var count = CountOf(suite);
        foreach (var test in suite.Tests.Where(IsAsked))
        {
            stop.ThrowIfCancellationRequested();
            _options.Progress?.Invoke(done++, count, test.Name);
            switch (test)
            {
                case PromptTest prompt:
                    coverage.Add(prompt);
                    var began = _options.Clock.GetTimestamp();
                    var result = await _prompts.RunAsync(suite.File, prompt, stop).ConfigureAwait(false);
                    results.Add(result with { Took = _options.Clock.GetElapsedTime(began) });
                    break;
                case PlanTest plan:
                    await foreach (var one in _plans.RunAsync(suite.File, plan, coverage, stop).ConfigureAwait(false))
                    {
                        results.Add(one);
                    }

                    break;
            }
        }

        return new SuiteResult(suite.Name, suite.File, results) { Coverage = coverage.ToCoverage() };
    }

    /// <summary>Writes the cassettes that answers were added to.</summary>
    /// <param name="complete">
    /// True where every test of every suite was run and answered: then a cassette that is recorded anew loses the answers that nothing
    /// asks for any more.
    /// </param>
    public TapesSaved SaveCassettes(bool complete) => _tapes.Save(complete);

    private bool IsAsked(SuiteTest test) =>
        _options.Only is not { } only || FileSystemName.MatchesSimpleExpression(only, test.Name, ignoreCase: false);
}
