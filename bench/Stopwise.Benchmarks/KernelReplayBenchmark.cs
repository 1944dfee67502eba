using BenchmarkDotNet.Attributes;
using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;
using Stopwise.Exits.Tables;

namespace Stopwise.Benchmarks;

/// <summary>All stops of a grid of thresholds: one pass per run beside one replay per threshold.</summary>
[MemoryDiagnoser]
public class KernelReplayBenchmark
{
    private const int Runs = 500;
    private const int Rows = 100;

    private static readonly SignalSchema Schema = new(1, "score");

    private ExitTable _table = null!;
    private double[] _grid = [];

    [Params(10, 200)]
    public int Thresholds { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(7);
        var builder = new ExitTableBuilder(Schema, ["steps"], ["hand-in"]);
        for (var run = 0; run < Runs; run++)
        {
            for (var row = 0; row < Rows; row++)
            {
                builder.AddRow([random.NextSingle()], [row], [false]);
            }

            builder.EndRun(new ExitTableRun($"{run}", run, Good: true, [Rows]));
        }

        _table = builder.Build();
        _grid = [.. Enumerable.Range(0, Thresholds).Select(i => 0.9 + (0.1 * i / Thresholds))];
    }

    [Benchmark(Baseline = true)]
    public int OneReplayPerThreshold()
    {
        var stopped = 0;
        foreach (var value in _grid)
        {
            var rule = new ThresholdSpec { Signal = "score", Value = value }.Bind(Schema);
            stopped += Replay.Stops(rule, _table).Rows.Count(r => r >= 0);
        }

        return stopped;
    }

    [Benchmark]
    public int FirstCrossings() => Count(patience: 1);

    [Benchmark]
    public int FirstCrossingsThreeInARow() => Count(patience: 3);

    private int Count(int patience)
    {
        var crossings = Replay.Crossings(_table, "score", Direction.Above, _grid, patience);
        var stopped = 0;
        for (var run = 0; run < Runs; run++)
        {
            foreach (var row in crossings.Stops(run))
            {
                stopped += row >= 0 ? 1 : 0;
            }
        }

        return stopped;
    }
}
