using BenchmarkDotNet.Attributes;
using Stopwise.Exits.Calibration;

namespace Stopwise.Benchmarks;

/// <summary>What a certificate costs when a policy is calibrated, and what watching costs per finished run.</summary>
[MemoryDiagnoser]
public class RiskBenchmarks
{
    private readonly EProcess _process = EProcess.OfHarm(0.05);
    private readonly EDetector _detector = new(0.05);
    private double[] _scores = [];

    [Params(100, 10_000)]
    public int Units { get; set; }

    [GlobalSetup]
    public void Draw()
    {
        var random = new Random(1);
        _scores = [.. Enumerable.Range(0, Units).Select(_ => random.NextDouble())];
    }

    [Benchmark]
    public ThresholdCertificate Certify() => MonotoneThreshold.Certify(_scores, 0.05, 0.1);

    [Benchmark]
    public double ExactPValue() => RiskPValue.ExactBinomial(Units / 25, Units, 0.05);

    [Benchmark]
    public double BettingPValue() => RiskPValue.Betting(_scores, 0.6, 0.1);

    [Benchmark]
    public double UpperBound() => ClopperPearson.Upper(Units / 25, Units, 0.1);

    [Benchmark]
    public double ObserveProcess()
    {
        _process.Observe(0.0);
        return _process.LogValue;
    }

    [Benchmark]
    public double ObserveDetector()
    {
        _detector.Observe(0.0);
        return _detector.LogValue;
    }
}
