using System.Diagnostics;
using System.Globalization;
using System.Text;
using Stopwise.Traces.Heads;
using Stopwise.Traces.Rehearsal;
using static Stopwise.Benchmarks.Accuracy.MarkdownPage;

namespace Stopwise.Benchmarks.Accuracy;

/// <summary>Our boosted trees beside Debian's XGBoost (package <c>xgboost</c>): same rows, same settings, trained on one half of the tasks and judged on the other.</summary>
internal static class TreesCheck
{
    private static readonly TreesOptions Options = new();
    private static readonly string[] Folders = ["mini-swe-agent", "claude-code-tb1", "tau-bench"];

    private static readonly string[] Columns =
    [
        "source",
        "rows trained",
        "log-loss ours",
        "log-loss XGBoost",
        "log-loss base rate",
        "AUROC ours",
        "AUROC XGBoost",
        "correlation of the log-odds",
        "seconds ours",
        "seconds XGBoost, process included",
    ];

    /// <summary>The comparison, or a word on why it could not be made.</summary>
    public static void Write(MarkdownPage page, string corpus)
    {
        page.Heading("## Learners");
        if (!IsInstalled())
        {
            page.Heading("Not compared: the program `xgboost` is not installed (`apt-get install xgboost`).");
            return;
        }

        page.Table(
            "Our boosted trees beside Debian's XGBoost: failure head, same rows and settings, one half of the tasks trains, the other is judged",
            Columns,
            Folders.Select(folder => Row(corpus, folder))
        );
    }

    private static string[] Row(string corpus, string folder)
    {
        var table = RehearsalRuns.Fold(AccuracyPage.Read(Path.Combine(corpus, folder))).Unseen;
        var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
        var (training, test) = all.Split(0.5, 1);
        var (rows, judged) = (
            HeadRows.Of(table, training, HeadTarget.Fails),
            HeadRows.Of(table, test, HeadTarget.Fails)
        );
        var watch = Stopwatch.StartNew();
        var head = TreesHead.Fit(rows, Options);
        var ours = watch.Elapsed;
        var features = new float[HeadFeatures.Width];
        var mine = new double[judged.Count];
        for (var row = 0; row < mine.Length; row++)
        {
            for (var i = 0; i < features.Length; i++)
            {
                features[i] = judged.Columns[i][row];
            }

            mine[row] = head.LogOddsOf(features);
        }

        var (theirs, seconds) = XgBoost(rows, judged, head.Base);
        var baseRate = Enumerable.Repeat(head.Base, judged.Count).ToArray();
        return
        [
            folder,
            $"{rows.Count}",
            Number(Loss(judged, mine), "0.0000"),
            Number(Loss(judged, theirs), "0.0000"),
            Number(Loss(judged, baseRate), "0.0000"),
            Number(EarlyRisk.Auroc(Judged(judged, mine)), "0.000"),
            Number(EarlyRisk.Auroc(Judged(judged, theirs)), "0.000"),
            Number(Correlation(mine, theirs), "0.000"),
            Number(ours.TotalSeconds, "0.00"),
            Number(seconds, "0.00"),
        ];
    }

    private static (double[] LogOdds, double Seconds) XgBoost(HeadRows rows, HeadRows judged, double start)
    {
        var folder = Directory.CreateTempSubdirectory("stopwise-trees-");
        try
        {
            string At(string name) => Path.Combine(folder.FullName, name);
            File.WriteAllText(At("train"), LibSvm(rows));
            File.WriteAllText(At("test"), LibSvm(judged));
            File.WriteAllText(
                At("conf"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    booster = gbtree
                    objective = binary:logistic
                    base_score = {1 / (1 + Math.Exp(-start)):R}
                    eta = {Options.Rate}
                    max_depth = {Options.Depth}
                    lambda = {Options.L2}
                    min_child_weight = {Options.MinHessian}
                    tree_method = hist
                    max_bin = {Options.Bins + 1}
                    nthread = 1
                    num_round = {Options.Trees}
                    data = "{At("train")}?format=libsvm"
                    test:data = "{At("test")}?format=libsvm"
                    model_out = {At("model")}
                    model_in = {At("model")}
                    name_pred = {At("pred")}
                    """
                )
            );
            var watch = Stopwatch.StartNew();
            Execute(At("conf"), "model_in=NULL");
            var seconds = watch.Elapsed.TotalSeconds;
            Execute(At("conf"), "task=pred");
            return (
                [
                    .. File.ReadLines(At("pred"))
                        .Select(line => double.Parse(line, CultureInfo.InvariantCulture))
                        .Select(p => Math.Log(p / (1 - p))),
                ],
                seconds
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string LibSvm(HeadRows rows)
    {
        var text = new StringBuilder();
        for (var row = 0; row < rows.Count; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{rows.Target[row]}:{rows.Weight[row]:R}");
            for (var i = 0; i < rows.Columns.Length; i++)
            {
                if (!float.IsNaN(rows.Columns[i][row]))
                {
                    text.Append(CultureInfo.InvariantCulture, $" {i}:{rows.Columns[i][row]:R}");
                }
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static double Loss(HeadRows rows, double[] logOdds)
    {
        double loss = 0,
            weight = 0;
        for (var row = 0; row < logOdds.Length; row++)
        {
            loss += rows.Weight[row] * Math.Log(1 + Math.Exp(rows.Target[row] > 0 ? -logOdds[row] : logOdds[row]));
            weight += rows.Weight[row];
        }

        return loss / weight;
    }

    private static List<(double Score, bool Failed)> Judged(HeadRows rows, double[] scores) =>
        [.. scores.Zip(rows.Target, (score, target) => (score, target > 0))];

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var both = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return both / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }

    private static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "xgboost")));

    private static void Execute(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("xgboost", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var said = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"xgboost failed: {error} {said.Result}");
        }
    }
}
