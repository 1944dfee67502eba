using System.Globalization;
using Spectre.Console;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Rehearsal;

namespace Stopwise.Cli;

/// <summary>A policy in words.</summary>
internal static class PolicyScreen
{
    /// <summary>The rule and the promise in sentences with units.</summary>
    public static void WritePromise(IAnsiConsole console, Policy policy)
    {
        console.WriteLine(Shown.Line(RuleOf(policy)));
        console.WriteLine(
            Shown.Line(PromiseOf(policy)),
            new Style(policy.Certificate is null ? Color.Yellow : Color.Green, decoration: Decoration.Bold)
        );
    }

    public static void Write(IAnsiConsole console, Policy policy)
    {
        console.WriteLine(Shown.Line($"Policy {policy.Id}"), new Style(decoration: Decoration.Bold));
        WritePromise(console, policy);
        console.WriteLine();
        console.Write(FactsOf(policy));
        if (policy.Certificate is not { } certificate)
        {
            return;
        }

        if (certificate.Controls.Count > 0)
        {
            console.WriteLine();
            console.Write(SavingsOf(policy, certificate));
        }

        foreach (var note in certificate.Notes)
        {
            console.WriteLine(Shown.Line("Note: " + note));
        }
    }

    /// <summary>What ends a run.</summary>
    public static string RuleOf(Policy policy)
    {
        var when = policy.Rule is BudgetSpec { Signal: { } signal, Cap: { } cap }
            ? $"Stops a run once it has used more than {CapWords.Of(signal, cap)}"
            : $"Stops a run where {RuleWords.Of(policy.Rule)}";
        var then = policy.Settlement switch
        {
            Settlement.HandIn => "and hands in the work so far.",
            Settlement.Discard => "and throws its work away.",
            _ => $"with the settlement {NameOf(policy.Settlement)}.",
        };
        return $"{when}, {then}";
    }

    /// <summary>The settlement in the word that options and files use.</summary>
    public static string NameOf(Settlement settlement) =>
        settlement switch
        {
            Settlement.HandIn => "hand-in",
            Settlement.Discard => "discard",
            _ => settlement.ToString(),
        };

    private static string PromiseOf(Policy policy)
    {
        if (policy.Certificate is not { } certificate)
        {
            return "Nothing is promised: the policy carries no certificate.";
        }

        var harm = certificate.LossName switch
        {
            "good-runs-stopped" =>
                $"at most {Percent(certificate.Alpha)} of the runs that would succeed are stopped too early",
            "success-points" => $"at most {Percent(certificate.Alpha)} of all runs are good ones stopped too early",
            var other => $"at most {Percent(certificate.Alpha)} of the loss '{other}'",
        };
        return $"Promised: {harm}, with confidence {Percent(1 - certificate.Delta)}, "
            + $"from {Words.Plural(certificate.N, certificate.Unit)} of which {Number(certificate.Losses)} would have been harmed.";
    }

    private static Grid FactsOf(Policy policy)
    {
        var facts = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 2, 0)).AddColumn();
        Add("kind", policy.Kind);
        Add("rule", RuleWords.Of(policy.Rule));
        Add("settlement", NameOf(policy.Settlement));
        if (policy.Verify is { } verify)
        {
            Add(
                "verify",
                $"{verify.Command} (at most {Words.Plural(verify.MostCalls, "time")} a run, {verify.TimeoutSeconds} s each)"
            );
        }

        Add("signals", $"schema {policy.SchemaHash}");
        if (policy.Certificate is { } c)
        {
            Add("bound", $"alpha {Percent(c.Alpha)} ({c.LossName}), delta {Percent(c.Delta)}");
            Add(
                "evidence",
                $"n = {Words.Plural(c.N, c.Unit)}, {Number(c.Losses)} harmed, p-value {c.PValue.ToString("G4", CultureInfo.InvariantCulture)}"
            );
            Add("method", c.Method);
            Add(
                "scope",
                $"agent {c.Scope.Agent ?? "any"}, model {c.Scope.Model ?? "any"}, task family {c.Scope.TaskFamily ?? "any"}"
            );
            Add("data", $"hash {c.DataHash}, seed {c.SplitSeed}");
            if (c.Monitor is { } monitor)
            {
                Add(
                    "watched",
                    $"{Percent(monitor.AuditRate)} of stops left running; withdrawn at evidence {Number(monitor.EThreshold)}"
                );
            }
        }

        return facts;

        void Add(string name, string value) => facts.AddRow(new Text(name), new Text(Shown.Line(value)));
    }

    private static Table SavingsOf(Policy policy, Certificate certificate)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("Line").AddColumn(new TableColumn("Input tokens saved").RightAligned());
        if (certificate.Efficiency is { } own)
        {
            table.AddRow(
                new Text(Shown.Line(policy.Id), new Style(decoration: Decoration.Bold)),
                new Text(
                    $"{RehearsalScreen.Share(own.TokensSaved)} [{RehearsalScreen.Share(own.CiLow)}, {RehearsalScreen.Share(own.CiHigh)}]"
                )
            );
        }

        foreach (var (name, saved) in certificate.Controls)
        {
            table.AddRow(new Text(Shown.Line(name)), new Text(RehearsalScreen.Share(saved)));
        }

        return table;
    }

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
