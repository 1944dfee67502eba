using BenchmarkDotNet.Attributes;
using Stopwise.Benchmarks.Accuracy;
using Stopwise.Traces.Demo;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Text;

namespace Stopwise.Benchmarks;

/// <summary>
/// A step through the text score beside one look at each character of its texts. Real runs where STOPWISE_SHARED names the
/// folder that holds them, simulated ones otherwise.
/// </summary>
[MemoryDiagnoser]
public class StepTextBenchmark
{
    private const int Steps = 1024;

    private Step[] _steps = [];
    private Ss3Fold _fold;

    [GlobalSetup]
    public void Learn()
    {
        var shared = Environment.GetEnvironmentVariable("STOPWISE_SHARED");
        var runs = shared is null
            ? DemoRuns.History(1).ToList()
            : AccuracyPage.Read(Path.Combine(shared, "corpus", "mini-swe-agent"));
        _fold = Ss3Fold.Start(Ss3Model.Train(runs), runs[0]);
        var steps = runs.SelectMany(r => r.Steps).ToList();
        _steps = [.. Enumerable.Range(0, Steps).Select(i => steps[(int)((long)i * steps.Count / Steps)])];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Steps)]
    public long EveryCharacter()
    {
        var sum = 0L;
        foreach (var step in _steps)
        {
            sum += Sum(step.Thought) + Sum(step.Message);
            for (var i = 0; i < step.Calls.Count; i++)
            {
                var call = step.Calls[i];
                sum += Sum(call.Name) + Sum(call.Command ?? call.Arguments) + Sum(call.Result);
            }
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Steps)]
    public double TextScore()
    {
        var sum = 0.0;
        foreach (var step in _steps)
        {
            sum += _fold.Add(step).Evidence.Failed;
        }

        return sum;
    }

    private static long Sum(string? text)
    {
        var sum = 0L;
        foreach (var c in text.AsSpan())
        {
            sum += c;
        }

        return sum;
    }
}
