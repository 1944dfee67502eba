using System.Globalization;
using Stopwise.Traces.Rehearsal.Lines;
using Stopwise.Traces.Rehearsal.Scoring;

namespace Stopwise.Traces.Rehearsal;

/// <summary>Writes one line of a report from what a policy did.</summary>
internal static class PolicyReports
{
    public static PolicyReport Of(
        RunTable table,
        Contestant line,
        Fitted onAll,
        RunEffects effects,
        MatchedCurve? curve,
        GateReport? gate,
        double[] harmLevels,
        RehearsalOptions options
    )
    {
        var summary = new StopSummary(table, effects);
        var certificate = onAll.Certificate;
        var risk = options.Loss == StopLoss.GoodRunsStopped ? summary.GoodRunsStopped : summary.SuccessPointsLost;
        return new PolicyReport
        {
            Id = line.Id,
            Kind = line.Kind,
            IsControl = line.IsControl,
            Certified = certificate?.IsCertified,
            Alpha = options.Alpha,
            Delta = options.Delta,
            N = certificate?.Units,
            Losses = certificate?.Losses,
            PValue = certificate?.PValue,
            Threshold = certificate is { IsCertified: true } ? Known(certificate.Threshold) : null,
            Chosen = onAll.Chosen,
            UnitsMissing = certificate?.MissingUnits,
            RealisedRisk = Known(risk),
            RealisedRiskUpper = Known(summary.RiskUpper(options.Loss)),
            GoodRunsStopped = Known(summary.GoodRunsStopped),
            SuccessPointsLost = Known(summary.SuccessPointsLost),
            Runs = summary.RunCount,
            RunsStopped = summary.RunsStopped,
            StepsSaved = summary.StepsSaved,
            InputTokensSaved = Known(summary.TokensSaved),
            InputTokensSavedWithoutLargest = Known(new StopSummary(table, effects, LargestRun(table)).TokensSaved),
            CostSaved = Known(summary.MoneySaved),
            UsdSaved = Known(summary.UsdSaved),
            LeadSteps = LeadSteps(table, effects),
            Intervals = summary.Intervals(options.Seed, options.BootstrapDraws),
            TokensSavedAtHarm = AtHarm(curve, harmLevels),
            Gate = gate,
            Rule = onAll.Rule,
            Frontier = curve?.Points is { Count: > 0 } points ? points : null,
            Stops = line.IsControl ? [] : Stops(table, effects),
            WrongStops = WrongStops(table, effects),
        };
    }

    /// <summary>The run with the most input tokens; -1 where none are known.</summary>
    public static int LargestRun(RunTable table)
    {
        var (largest, most) = (-1, 0.0);
        for (var run = 0; run < table.Table.Runs.Count; run++)
        {
            var tokens = table.Table.Runs[run].TotalCosts[RunTable.InputTokensCost];
            (largest, most) = tokens > most ? (run, tokens) : (largest, most);
        }

        return largest;
    }

    internal static double? Known(double value) => double.IsFinite(value) ? value : null;

    private static Dictionary<string, double>? AtHarm(MatchedCurve? curve, double[] levels)
    {
        if (curve is null)
        {
            return null;
        }

        var result = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var level in levels)
        {
            if (curve.At(level) is { } saved)
            {
                result.Add(level.ToString("0.00", CultureInfo.InvariantCulture), saved);
            }
        }

        return result;
    }

    private static double? LeadSteps(RunTable table, RunEffects effects)
    {
        double remaining = 0,
            stopped = 0;
        for (var run = 0; run < effects.Stopped.Length; run++)
        {
            if (table.Table.Runs[run].Good == false)
            {
                remaining += effects.Remaining[run];
                stopped += effects.Stopped[run];
            }
        }

        return stopped > 0 ? remaining / stopped : null;
    }

    private static List<StoppedRun> Stops(RunTable table, RunEffects effects)
    {
        var stops = new List<StoppedRun>();
        for (var run = 0; run < effects.Stopped.Length; run++)
        {
            if (effects.Stopped[run] > 0)
            {
                var steps = table.Table.Rows(run);
                stops.Add(
                    new StoppedRun(
                        table.Facts[run].Id,
                        steps - (int)effects.Remaining[run],
                        steps,
                        table.Table.Runs[run].Good == true,
                        effects.Harmed[run] > 0,
                        Known(effects.SavedOf(run, RunTable.InputTokensCost))
                    )
                );
            }
        }

        return [.. stops.OrderByDescending(s => s.InputTokensSaved ?? 0).ThenBy(s => s.Run, StringComparer.Ordinal)];
    }

    private static List<string> WrongStops(RunTable table, RunEffects effects)
    {
        var ids = new List<string>();
        for (var run = 0; run < effects.Harmed.Length; run++)
        {
            // A control that throws dice has no list to read: every run is stopped by some draw.
            if (effects.Harmed[run] >= 1 - 1e-9)
            {
                ids.Add(table.Facts[run].Id);
            }
        }

        return ids;
    }
}
