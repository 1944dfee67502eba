using System.Globalization;
using Stopwise.Traces.Costs;

namespace Stopwise.Cli;

/// <summary>Sums, kinds and energies in the words of the cost screen.</summary>
internal static class CostWords
{
    public static string Of(WasteKind kind) =>
        kind switch
        {
            WasteKind.AfterLastChange => "after the last useful change",
            WasteKind.InLoop => "in a loop",
            WasteKind.Repeated => "repeated with the same result",
            WasteKind.InError => "step ended in an error",
            WasteKind.FailedRun => "in a failed run",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    public static string Of(CostGroup by) =>
        by switch
        {
            CostGroup.Agent => "Agent",
            CostGroup.Model => "Model",
            CostGroup.Task => "Task",
            CostGroup.Run => "Run",
            CostGroup.Format => "Format",
            _ => "Agent, model",
        };

    public static string Usd(KnownSum sum) =>
        Missing(sum, sum.Known is { } usd ? (sum.Estimated ? "~" : "") + Words.Usd(usd) : Words.NotKnown);

    public static string Tokens(KnownSum sum) => Missing(sum, Words.Tokens((long?)sum.Known, sum.Estimated));

    public static string Time(KnownSum sum) =>
        Missing(sum, sum.Known is { } time ? Words.Duration(TimeSpan.FromSeconds((double)time)) : Words.NotKnown);

    /// <summary>The share of a sum in another; not known where one of them is not, or is nothing.</summary>
    public static string Share(KnownSum part, KnownSum whole) =>
        part.Known is { } known && whole.Known is > 0 and var all
            ? RehearsalScreen.Share((double)(known / all))
            : Words.NotKnown;

    public static string Joules(SpendSum spent) =>
        spent is { JoulesLow.Known: { } low, Joules.Known: { } middle, JoulesHigh.Known: { } high }
            ? Missing(spent.Joules, $"~{Joules((double)middle)} ({Joules((double)low)} to {Joules((double)high)})")
            : Words.NotKnown;

    /// <summary>Joules to three digits.</summary>
    public static string Joules(double? joules)
    {
        if (joules is not { } known)
        {
            return Words.NotKnown;
        }

        var (scaled, unit) = known switch
        {
            < 1e3 => (known, "J"),
            < 1e6 => (known / 1e3, "kJ"),
            < 1e9 => (known / 1e6, "MJ"),
            _ => (known / 1e9, "GJ"),
        };
        var digits =
            scaled < 10 ? "0.00"
            : scaled < 100 ? "0.0"
            : "0";
        return $"{scaled.ToString(digits, CultureInfo.InvariantCulture)} {unit}";
    }

    public static string Amount(decimal amount, BudgetCurve curve) =>
        curve.Unit switch
        {
            "usd" => Words.Usd(amount),
            "joules" => Joules((double)amount),
            _ => Words.Tokens((long)amount, estimated: false),
        };

    public static string Mean(MeanSpend mean, BudgetCurve curve)
    {
        if (mean.Value is not { } value)
        {
            return "an unknown amount (none was solved)";
        }

        var unit = curve.Unit == "tokens" ? " tokens" : "";
        var interval = (mean.Low, mean.High) switch
        {
            ({ } low, { } high) => $" (90 % interval {Number(low)} to {Number(high)})",
            ({ } low, null) => $" (90 % interval from {Number(low)} up)",
            _ => "",
        };
        return $"{(curve.Estimated ? "~" : "")}{Number(value)}{unit}{interval}";

        string Number(double number) => Amount((decimal)number, curve);
    }

    private static string Missing(KnownSum sum, string text) =>
        sum.UnknownRuns == 0 || sum.Known is null
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text} +{sum.UnknownRuns}?");
}
