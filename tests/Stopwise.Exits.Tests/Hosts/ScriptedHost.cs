using Stopwise.Exits.Hosts;
using Stopwise.Exits.Tables;

namespace Stopwise.Exits.Tests.Hosts;

/// <summary>A host whose signals are written down beforehand: <c>scores[u]</c> is seen after u units.</summary>
internal sealed class ScriptedHost(float[] scores, bool knowsBudget = true) : IExitHost
{
    public static readonly SignalSchema Columns = new(1, "score");

    public List<string> Heard { get; } = [];

    public int Done { get; set; }

    public SignalSchema Schema => Columns;

    public int Budget => knowsBudget ? scores.Length : 0;

    public double Cost => Done * 10;

    public double FullCost => knowsBudget ? scores.Length * 10 : double.NaN;

    public void Observe(Span<float> signals) => signals[0] = scores[Math.Min(Done, scores.Length - 1)];

    public bool Advance() => ++Done < scores.Length;

    public void Nudge(in Decision decision) => Heard.Add($"nudge at {Done}");

    public void Settle(in Decision decision) => Heard.Add($"{decision.Verdict} at {Done}");

    /// <summary>The same computations as they would have been recorded.</summary>
    public static ExitTable Record(params float[][] runs)
    {
        var builder = new ExitTableBuilder(Columns, ["cost"], ["loss"]);
        foreach (var (run, scores) in runs.Index())
        {
            foreach (var (row, score) in scores.Index())
            {
                builder.AddRow([score], [row * 10], [false]);
            }

            builder.EndRun(new ExitTableRun($"{run}", run, Good: null, [scores.Length * 10]));
        }

        return builder.Build();
    }
}
