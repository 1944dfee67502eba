using Stopwise.Exits.Calibration;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal;

/// <summary>How long good runs go on after they are done, and what the signs of being done are worth.</summary>
/// <param name="Ceiling">Share of all input tokens that good runs spend after their last useful change: no done exit can save more. Hindsight.</param>
/// <param name="GoodRuns">Good runs.</param>
/// <param name="LagStepsMedian">Steps after the last useful change, median over good runs. Hindsight: no verifier looked at the states in between.</param>
/// <param name="LagStepsShare">The same as a share of all steps of good runs.</param>
/// <param name="Cards">Signs that an agent could be stopped at.</param>
/// <param name="WorthIt">False where the ceiling is below 5 %: then done exits are not offered.</param>
public sealed record DoneReport(
    double? Ceiling,
    int GoodRuns,
    double LagStepsMedian,
    double LagStepsShare,
    IReadOnlyList<DoneCardReport> Cards,
    bool WorthIt
)
{
    // Below this a done exit cannot pay for the risk it adds.
    private const double LeastCeiling = 0.05;

    internal static DoneReport Of(RunTable table, double? ceiling)
    {
        var lags = new List<double>();
        double lag = 0,
            steps = 0;
        for (var run = 0; run < table.Table.Runs.Count; run++)
        {
            if (table.Table.Runs[run].Good == true)
            {
                var (rows, needed) = (table.Table.Rows(run), table.FirstHarmlessRow(run));
                lags.Add(rows - needed);
                lag += rows - needed;
                steps += rows;
            }
        }

        lags.Sort();
        var cap = new HarmCurve(table, Scores.Cap(table, Column.InputTokens), StopSettlement.HandIn);
        return new DoneReport(
            ceiling,
            lags.Count,
            lags.Count == 0 ? 0 : StopSummary.Quantile(lags, 0.5),
            steps > 0 ? lag / steps : 0,
            [.. DoneCard.All.Select(card => DoneCardReport.Of(table, card, cap))],
            ceiling >= LeastCeiling
        );
    }
}

/// <summary>What stopping at the first sight of a card would do, without any tuning and with the work handed in.</summary>
/// <param name="Id">The card.</param>
/// <param name="Words">What has to be seen since the last edit.</param>
/// <param name="FiresGood">Share of good runs in which it is seen before the end.</param>
/// <param name="FiresFailed">Share of failed runs: where it is as large, the card says nothing of being right.</param>
/// <param name="GoodRunsStopped">Share of good runs stopped before their last useful change.</param>
/// <param name="Low">Lower end of the 90 % interval of that share, runs as units.</param>
/// <param name="High">Upper end.</param>
/// <param name="SuccessPointsLost">The same runs as a share of all runs.</param>
/// <param name="InputTokensSaved">Share of the input tokens saved.</param>
/// <param name="CapSaves">What a token cap saves that stops as many good runs, chosen in hindsight.</param>
public sealed record DoneCardReport(
    string Id,
    string Words,
    double FiresGood,
    double FiresFailed,
    double GoodRunsStopped,
    double Low,
    double High,
    double SuccessPointsLost,
    double InputTokensSaved,
    double CapSaves
)
{
    internal static DoneCardReport Of(RunTable table, DoneCard card, HarmCurve cap)
    {
        int good = 0,
            failed = 0,
            firesGood = 0,
            firesFailed = 0,
            harmed = 0;
        double saved = 0,
            total = 0;
        var family = card.ArmedPastABudget(table);
        for (var run = 0; run < table.Table.Runs.Count; run++)
        {
            var isGood = table.Table.Runs[run].Good == true;
            (good, failed) = isGood ? (good + 1, failed) : (good, failed + 1);
            var row = family.StopRow(run, -1);
            var tokens = table.Table.Runs[run].TotalCosts[RunTable.InputTokensCost];
            total += double.IsNaN(tokens) ? 0 : tokens;
            if (row < 0)
            {
                continue;
            }

            firesGood += isGood ? 1 : 0;
            firesFailed += isGood ? 0 : 1;
            harmed += isGood && table.Table.Harms(run, row, (int)StopSettlement.HandIn) ? 1 : 0;
            var spared = tokens - table.Table.Cost(run, row, RunTable.InputTokensCost);
            saved += double.IsNaN(spared) ? 0 : spared;
        }

        var g = Share(harmed, good);
        return new DoneCardReport(
            card.Id,
            card.Words,
            Share(firesGood, good),
            Share(firesFailed, failed),
            g,
            good == 0 ? 0 : ClopperPearson.Lower(harmed, good, 0.05),
            good == 0 ? 1 : ClopperPearson.Upper(harmed, good, 0.05),
            Share(harmed, good + failed),
            total > 0 ? saved / total : 0,
            good == 0 ? 0 : cap.At(g)[0]
        );
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
