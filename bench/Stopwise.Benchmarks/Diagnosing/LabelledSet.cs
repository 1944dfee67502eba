using Stopwise.Traces.Onset;
using Stopwise.Traces.Onset.Learned;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Diagnosing;

/// <summary>Failed runs of one agent with the step that one team of people blamed.</summary>
internal sealed class LabelledSet
{
    public LabelledSet(string title, IEnumerable<Run> runs, string source)
    {
        Title = title;
        foreach (var run in runs)
        {
            var named = OnsetHistory.DecisiveOf(run).Where(d => d.Source == source).Select(d => (int?)d.Step);
            if (named.FirstOrDefault() is { } step)
            {
                Views.Add(new RunView(run));
                Examples.Add(
                    new OnsetExample(run.TaskId ?? run.Id, OnsetFeatures.Of(Views[^1]), Views[^1].Turns, step)
                );
            }
        }
    }

    public string Title { get; }

    public List<RunView> Views { get; } = [];

    public List<OnsetExample> Examples { get; } = [];

    public int Count => Examples.Count;

    public IEnumerable<int> Lengths => Views.Select(v => v.Steps.Count);
}
