using System.Globalization;
using Stopwise.Traces.Rehearsal.Lines;

namespace Stopwise.Traces.Rehearsal;

/// <summary>Says in words whether stopping pays on these runs and what is missing before it can be promised.</summary>
internal static class Paying
{
    /// <summary>What is said where no cap beats a random stop.</summary>
    public const string DoesNotPay =
        "Stopping does not pay here: at equal harm the caps save no more than a random stop.";

    /// <summary>
    /// True where a cap, tuned to the bound, saves more input tokens than a random stop of the same realised harm, with
    /// a 5 % task-bootstrap quantile of the difference above zero.
    /// </summary>
    /// <param name="table">The runs.</param>
    /// <param name="caps">What each cap did, tuned without a promise on other tasks.</param>
    /// <param name="random">What the random stop did, tuned in the same way.</param>
    /// <param name="options">Seed and draws.</param>
    public static bool Pays(RunTable table, IEnumerable<RunEffects> caps, RunEffects random, RehearsalOptions options)
    {
        var byChance = ByTask(table, random);
        return caps.Any(cap => Beats(ByTask(table, cap), byChance, options));
    }

    private static bool Beats(
        (double Saved, double Harmed)[] cap,
        (double Saved, double Harmed)[] random,
        RehearsalOptions options
    )
    {
        var draw = new Random(options.Seed);
        var differences = new List<double>(options.BootstrapDraws);
        for (var i = 0; i < options.BootstrapDraws; i++)
        {
            double saved = 0,
                harmed = 0,
                chanceSaved = 0,
                chanceHarmed = 0;
            for (var j = 0; j < cap.Length; j++)
            {
                var task = draw.Next(cap.Length);
                saved += cap[task].Saved;
                harmed += cap[task].Harmed;
                chanceSaved += random[task].Saved;
                chanceHarmed += random[task].Harmed;
            }

            // A random stop saves in proportion to the harm it does, so it can be scaled to the harm of the cap.
            differences.Add(chanceHarmed > 0 ? saved - (chanceSaved * harmed / chanceHarmed) : saved - chanceSaved);
        }

        differences.Sort();
        return differences.Count > 0 && StopSummary.Quantile(differences, 0.05) > 0;
    }

    private static (double Saved, double Harmed)[] ByTask(RunTable table, RunEffects effects)
    {
        var byTask = new (double Saved, double Harmed)[table.Groups];
        for (var run = 0; run < effects.Judged.Length; run++)
        {
            var group = table.Table.Runs[run].Group;
            var saved = effects.SavedOf(run, RunTable.InputTokensCost);
            byTask[group].Saved += double.IsNaN(saved) ? 0 : saved;
            byTask[group].Harmed += effects.Harmed[run];
        }

        return byTask;
    }

    /// <summary>The sentences under a protocol.</summary>
    public static IReadOnlyList<string> Words(IReadOnlyList<PolicyReport> reports, bool pays, RehearsalOptions options)
    {
        var words = new List<string>();
        var cap = reports.Single(r => r.Id == Contestants.Default);
        if (!pays)
        {
            words.Add(DoesNotPay);
        }

        var promise =
            $"{Rehearsal.Words.Percent(options.Alpha)} {(options.Loss == StopLoss.GoodRunsStopped ? "of good runs stopped" : "success points lost")}";
        words.Add(
            cap.Certified == true
                ? $"The token cap is certified at {promise} with confidence {Rehearsal.Words.Percent(1 - options.Delta)} from {cap.N} tasks."
                : $"Not certifiable yet at {promise}: {cap.UnitsMissing} more labelled tasks{(options.Loss == StopLoss.GoodRunsStopped ? " with a solved run" : "")} are needed, none of them stopped too early (so far {cap.N})."
        );
        var winners = reports.Where(r => r.Gate is { Passes: true }).ToList();
        if (reports.Any(r => r.Gate is not null))
        {
            words.Add(
                winners.Count == 0
                    ? "Nothing here was shown to save more than the token cap at equal harm."
                    : $"At equal harm more than the token cap saves: {string.Join(", ", winners.Select(w => $"{w.Id}{Simulated(w)} ({Gate(w)})"))}."
            );
        }

        if (reports.FirstOrDefault(r => r.Kind == "chosen-cap") is { } best)
        {
            words.Add(Choice(best, cap));
        }

        return words;
    }

    /// <summary>Why a line is no more than an experiment here.</summary>
    public static string Experiment(PolicyReport line) =>
        $"'{line.Id}' is an experiment on these runs: it was not shown to save more than the token cap at equal harm ({Gate(line)}), so it is not offered. Take the token cap.";

    /// <summary>The comparison with the token cap in words, e.g. <c>+3.1 [+0.4, +5.0] points at 10 %</c>.</summary>
    public static string Gate(PolicyReport line) =>
        line.Gate is null
            ? "not compared"
            : string.Join(
                "; ",
                line.Gate.Levels.Select(l =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{100 * (l.Saved - l.CapSaved):+0.0;-0.0;0.0} [{100 * l.Low:+0.0;-0.0;0.0}, {100 * l.High:+0.0;-0.0;0.0}] points at {100 * l.Harm:0} % harm"
                    )
                )
            );

    private static string Simulated(PolicyReport line) =>
        line.Kind.Contains("simulated", StringComparison.Ordinal)
            ? ", simulated: with a check that says what the outcome says"
            : "";

    /// <summary>How the default policy was chosen.</summary>
    public static string Choice(PolicyReport best, PolicyReport cap) =>
        best.N == cap.N
            ? $"With fewer than {TunedContestant.FewestUnits} solved tasks no choice is made: the token cap is certified on all of them."
        : best.Chosen == Contestants.Default
            ? $"On the tuning tasks no other cap beats the token cap; it is the default policy, certified on the {best.N} other tasks. "
                + "Asked for by name, without a choice, the token cap is certified on all tasks."
        : $"On the tuning tasks the {best.Chosen} beats the token cap; it is the default policy, certified on the {best.N} other tasks.";
}
