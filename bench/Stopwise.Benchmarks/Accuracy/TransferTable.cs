using System.Globalization;
using Stopwise.Exits.Calibration;
using Stopwise.Traces.Heads;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Signals;
using static Stopwise.Benchmarks.Accuracy.MarkdownPage;

namespace Stopwise.Benchmarks.Accuracy;

/// <summary>Certifies policies on all models but one and applies them to that one, whose runs the certificate does not cover.</summary>
internal sealed class TransferTable(IReadOnlyList<FoldedRun> runs)
{
    private static readonly string[] Columns =
    [
        "model left out",
        "policy of the others",
        "bound",
        "realised on the model left out [90 % lower limit]",
        "tokens saved",
        "promise",
    ];

    private static readonly (StopLoss Loss, double Alpha)[] Promises =
    [
        (StopLoss.SuccessPoints, 0.05),
        (StopLoss.SuccessPoints, 0.10),
        (StopLoss.GoodRunsStopped, 0.20),
    ];

    public void Write(MarkdownPage page)
    {
        var models = runs.Select(r => r.Facts.Model).Distinct().Order(StringComparer.Ordinal).ToList();
        if (models.Count < 2)
        {
            return;
        }

        page.Table(
            "Transfer: policies certified on the other models, discard; a certificate names its model, so in use none of these would act",
            Columns,
            models.SelectMany(Rows)
        );
    }

    private IEnumerable<string[]> Rows(string? model)
    {
        var own = RunTable.Build([.. runs.Where(r => r.Facts.Model == model)], KinView.None);
        var others = RunTable.Build([.. runs.Where(r => r.Facts.Model != model)], KinView.None);
        var all = new TaskSample(others, Enumerable.Range(0, others.Groups));
        var recipe = new HeadRecipe(HeadTarget.Fails, HeadModel.Logistic);
        var (training, certifying) = all.Split(0.5, 1);
        var head = recipe.Train(others, training);
        foreach (var (loss, alpha) in Promises)
        {
            var options = new RehearsalOptions
            {
                Alpha = alpha,
                Loss = loss,
                Settlement = StopSettlement.Discard,
            };
            yield return Row(
                model,
                "token-cap",
                options,
                own,
                Certification.Of(others, Scores.Cap(others, Column.InputTokens), all, options, options.Delta),
                Scores.Cap(own, Column.InputTokens)
            );
            if (head is not null)
            {
                yield return Row(
                    model,
                    "failure-head-logistic",
                    options,
                    own,
                    Certification.Of(others, Of(others, head), certifying, options, options.Delta),
                    Of(own, head)
                );
            }
        }
    }

    private static string[] Row(
        string? model,
        string policy,
        RehearsalOptions options,
        RunTable own,
        ThresholdCertificate certificate,
        ScoreFamily family
    )
    {
        var points = options.Loss == StopLoss.SuccessPoints;
        var bound = string.Create(CultureInfo.InvariantCulture, $"{(points ? "P" : "G")} {100 * options.Alpha:0} %");
        if (!certificate.IsCertified)
        {
            return [model ?? "not recorded", policy, bound, "not certifiable on the others", "", ""];
        }

        var effects = new RunEffects(own);
        new Fitted(certificate, [Certification.Stops(family, certificate)]).Apply(
            new TaskSample(own, Enumerable.Range(0, own.Groups)),
            effects,
            options.Settlement
        );
        var summary = new StopSummary(own, effects);
        var units = own.Table.Runs.Count(r => points || r.Good == true);
        var realised = points ? summary.SuccessPointsLost : summary.GoodRunsStopped;
        var low = units == 0 ? 0 : ClopperPearson.Lower((int)Math.Round(effects.Harmed.Sum()), units, 0.05);
        return
        [
            model ?? "not recorded",
            policy,
            bound,
            $"{Percent(realised)} [{Percent(low)}]",
            Percent(summary.TokensSaved),
            realised > options.Alpha ? "**broken**" : "kept",
        ];
    }

    private static ScoreFamily Of(RunTable table, Head head) =>
        Scores.AfterTheFirstStep(table, (run, row) => head.LogOdds(table.Table.Signals(run, row)));
}
