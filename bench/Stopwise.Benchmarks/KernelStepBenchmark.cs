using BenchmarkDotNet.Attributes;
using Stopwise.Exits;
using Stopwise.Exits.Recipes;

namespace Stopwise.Benchmarks;

/// <summary>Nanoseconds per unit of a rule beside the same decision written as an <c>if</c>; 1024 units a run.</summary>
[MemoryDiagnoser]
public class KernelStepBenchmark
{
    private const int Units = 1024;

    private static readonly SignalSchema Schema = new(1, "doubt", "tokens");

    private readonly IExitRule _threshold = Doubt.Bind(Schema);
    private readonly IExitRule _patience = new PatienceSpec { Units = 3, Inner = Doubt }.Bind(Schema);
    private readonly IExitRule _nested = new AnySpec
    {
        Rules =
        [
            new BudgetSpec { Signal = "tokens", Cap = 1e9 },
            new NotBeforeSpec
            {
                Unit = 3,
                Inner = new PatienceSpec { Units = 3, Inner = Doubt },
            },
        ],
    }.Bind(Schema);

    private readonly IExitRule _trees = Trees(count: 100, depth: 5).Bind(Schema);

    private readonly float[] _signals = new float[Units * 2];

    private static ThresholdSpec Doubt => new() { Signal = "doubt", Value = 0.9 };

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(7);
        for (var i = 0; i < _signals.Length; i++)
        {
            _signals[i] = random.NextSingle();
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Units)]
    public int HardCodedIf()
    {
        var fired = 0;
        for (var unit = 0; unit < Units; unit++)
        {
            if (_signals[unit * 2] > 0.9)
            {
                fired++;
            }
        }

        return fired;
    }

    [Benchmark(OperationsPerInvoke = Units)]
    public int Threshold() => Drive(_threshold);

    [Benchmark(OperationsPerInvoke = Units)]
    public int PatienceOfThreshold() => Drive(_patience);

    [Benchmark(OperationsPerInvoke = Units)]
    public int BudgetOrPatienceNotBefore() => Drive(_nested);

    [Benchmark(OperationsPerInvoke = Units)]
    public int HundredTreesOfDepthFive() => Drive(_trees);

    /// <summary>Full trees in breadth-first order: node i has the children 2i + 1 and 2i + 2.</summary>
    private static TreesSpec Trees(int count, int depth)
    {
        var random = new Random(11);
        var size = (1 << (depth + 1)) - 1;
        var nodes = Enumerable.Range(0, count * size).ToArray();
        return new TreesSpec
        {
            Inputs = Schema.Names,
            Roots = [.. Enumerable.Range(0, count).Select(tree => tree * size)],
            Features = [.. nodes.Select(n => IsLeaf(n) ? -1 : n % 2)],
            Thresholds = [.. nodes.Select(_ => random.NextDouble())],
            Left = [.. nodes.Select(n => n + (n % size) + 1)],
            Right = [.. nodes.Select(n => n + (n % size) + 2)],
            MissingLeft = [.. nodes.Select(_ => false)],
            Values = [.. nodes.Select(_ => random.NextDouble() - 0.5)],
            Threshold = 5,
        };

        bool IsLeaf(int node) => node % size >= size / 2;
    }

    private int Drive(IExitRule rule)
    {
        var memory = new RuleMemory();
        var fired = 0;
        for (var unit = 0; unit < Units; unit++)
        {
            var probe = new Probe(unit, Units, unit, _signals.AsSpan(unit * 2, 2));
            fired += rule.Step(in probe, memory.Slots).Verdict.Ends() ? 1 : 0;
        }

        return fired;
    }
}
