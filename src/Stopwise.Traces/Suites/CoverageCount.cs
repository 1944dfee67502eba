using System.IO.Enumeration;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Suites.Matching;
using Stopwise.Traces.Suites.Plans;
using Stopwise.Traces.Suites.Results;

namespace Stopwise.Traces.Suites;

/// <summary>Counts what the tests of a suite speak of.</summary>
internal sealed class CoverageCount
{
    private readonly HashSet<string> _prompts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pinned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _runs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _contracts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tools = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public void Add(PromptTest test)
    {
        _prompts.Add(test.Prompt.Sha256);
        if (test.Prompt.Pin is { } pin)
        {
            _pinned.Add(pin);
        }

        _tools.UnionWith(test.Tools.Select(t => t.Name));
        Name(test.Expect.SelectMany(e => e.Calls));
    }

    public void Add(PlanTest test, IEnumerable<Run> runs)
    {
        foreach (var run in runs)
        {
            _runs.Add(run.Id);
            _tools.UnionWith(run.Steps.SelectMany(s => s.Calls).Select(c => c.Name));
        }

        _contracts.UnionWith(test.Expect.OfType<ContractExpectation>().Select(c => c.Contract.Name));
        Name(test.Expect.SelectMany(e => e.Calls));
    }

    public SuiteCoverage ToCoverage() =>
        new()
        {
            Prompts = _prompts.Count,
            PinnedPrompts = _pinned.Intersect(_prompts, StringComparer.Ordinal).Count(),
            Runs = _runs.Count,
            Contracts = _contracts.Count,
            Tools = _tools.Count,
            NamedTools = _tools.Count(t =>
                _names.Any(n => FileSystemName.MatchesSimpleExpression(n, t, ignoreCase: false))
            ),
        };

    private void Name(IEnumerable<CallMatch> calls) =>
        _names.UnionWith(calls.Select(c => c.Tool).OfType<string>().Where(t => t.Trim('*').Length > 0));
}
