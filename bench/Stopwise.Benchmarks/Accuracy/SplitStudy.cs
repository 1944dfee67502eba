using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Rehearsal.Lines;
using Stopwise.Traces.Rehearsal.Scoring;

namespace Stopwise.Benchmarks.Accuracy;

/// <summary>Judges contestants on random task splits: 80 % of the tasks calibrate, 20 % are judged.</summary>
internal sealed class SplitStudy(RunTable table, int splits)
{
    public const double CalibrationShare = 0.8;
    private readonly Dictionary<double, List<(TaskSample Calibration, TaskSample Test)>> _splits = [];

    /// <summary>What a contestant did at one promise, split by split.</summary>
    public SplitResult Certified(Contestant line, RehearsalOptions options, double share = CalibrationShare)
    {
        var result = new SplitResult();
        foreach (var (calibration, test) in Splits(share))
        {
            var effects = new RunEffects(table);
            var fitted = line.Fit(calibration, test, options);
            fitted.Apply(test, effects, options.Settlement);
            result.Add(new StopSummary(table, effects), fitted.Certificate);
        }

        return result;
    }

    /// <summary>Savings at realised harm, averaged over the splits.</summary>
    public MatchedCurve? Matched(Contestant line, RehearsalOptions options)
    {
        var curve = new MatchedCurve();
        foreach (var (calibration, test) in Splits(CalibrationShare))
        {
            var summaries = new List<StopSummary>();
            foreach (var target in MatchedCurve.Targets)
            {
                if (line.Match(calibration, target, options) is not { } fitted)
                {
                    return null;
                }

                var effects = new RunEffects(table);
                fitted.Apply(test, effects, options.Settlement);
                summaries.Add(new StopSummary(table, effects));
            }

            curve.Add(summaries);
        }

        return curve;
    }

    /// <summary>The same samples every time: what was trained on one of them is found again.</summary>
    private List<(TaskSample Calibration, TaskSample Test)> Splits(double share)
    {
        if (!_splits.TryGetValue(share, out var made))
        {
            var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
            made = [.. Enumerable.Range(0, splits).Select(split => all.Split(share, 1000 + split))];
            _splits.Add(share, made);
        }

        return made;
    }
}

/// <summary>One contestant at one promise over all splits; a split without a certificate counts as no saving.</summary>
internal sealed class SplitResult
{
    private readonly List<double> _tokens = [];
    private double _good,
        _points,
        _steps;
    private int _certified,
        _exceeded,
        _pointsExceeded,
        _withGood;

    public double Good => _good / Math.Max(1, _withGood);

    public double Points => _points / _tokens.Count;

    public double Steps => _steps / _tokens.Count;

    public double Tokens => _tokens.Average();

    public double Certified => (double)_certified / _tokens.Count;

    /// <summary>Share of the splits whose judged tasks were harmed more than alpha.</summary>
    public double Exceeded => (double)_exceeded / _tokens.Count;

    /// <summary>The same for success points.</summary>
    public double PointsExceeded => (double)_pointsExceeded / _tokens.Count;

    public (double Low, double High) TokenRange
    {
        get
        {
            var sorted = _tokens.Order().ToList();
            return (StopSummary.Quantile(sorted, 0.05), StopSummary.Quantile(sorted, 0.95));
        }
    }

    public void Add(StopSummary summary, Stopwise.Exits.Calibration.ThresholdCertificate? certificate)
    {
        _tokens.Add(double.IsNaN(summary.TokensSaved) ? 0 : summary.TokensSaved);
        _steps += summary.StepsSaved;
        _points += summary.SuccessPointsLost;
        _pointsExceeded += certificate is not null && summary.SuccessPointsLost > certificate.Alpha ? 1 : 0;
        _certified += certificate?.IsCertified == true ? 1 : 0;
        if (!double.IsNaN(summary.GoodRunsStopped))
        {
            _good += summary.GoodRunsStopped;
            _withGood++;
            _exceeded += certificate is not null && summary.GoodRunsStopped > certificate.Alpha ? 1 : 0;
        }
    }
}
