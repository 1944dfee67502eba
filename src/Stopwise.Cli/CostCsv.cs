using System.Globalization;
using Stopwise.Traces.Costs;

namespace Stopwise.Cli;

/// <summary>One line a run; an empty field is a number that is not known.</summary>
internal static class CostCsv
{
    private const string Head =
        "run,format,agent,model,task,solved,started,steps,calls,input_tokens,cached_tokens,output_tokens,"
        + "tokens_estimated,cost_usd,cost_source,cost_estimated,stated_usd,computed_usd,seconds,joules_low,joules,joules_high,"
        + "wasted_input_tokens,wasted_output_tokens,wasted_usd,wasted_seconds";

    public static void Write(IEnumerable<RunSpend> runs, TextWriter to)
    {
        to.WriteLine(Head);
        foreach (var run in runs)
        {
            to.WriteLine(string.Join(',', Fields(run).Select(Quoted)));
        }
    }

    private static IEnumerable<object?> Fields(RunSpend run)
    {
        var (spent, waste) = (run.Spent, run.AnyWaste);
        return
        [
            run.Id,
            run.Format,
            run.Agent,
            run.Model,
            run.TaskId,
            run.Solved,
            run.StartedAt?.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + (run.StartedAt is null ? "" : "Z"),
            run.Steps,
            spent.Calls,
            spent.InputTokens,
            spent.CachedTokens,
            spent.OutputTokens,
            spent.TokensEstimated,
            spent.CostUsd,
            run.CostSource,
            spent.CostEstimated,
            run.StatedUsd,
            run.ComputedUsd,
            spent.Seconds,
            spent.Joules?.Low,
            spent.Joules?.Middle,
            spent.Joules?.High,
            waste.InputTokens,
            waste.OutputTokens,
            waste.CostUsd,
            waste.Seconds,
        ];
    }

    private static string Quoted(object? field)
    {
        var text = field switch
        {
            bool yes => yes ? "true" : "false",
            Enum word => word.ToString().ToLowerInvariant(),
            string recorded => Harmless(recorded),
            decimal number => number.ToString("0.#########", CultureInfo.InvariantCulture),
            _ => Convert.ToString(field, CultureInfo.InvariantCulture) ?? "",
        };
        return text.AsSpan().ContainsAny(',', '"', '\n') || text.Contains('\r', StringComparison.Ordinal)
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }

    /// <summary>A spreadsheet would run recorded text that begins like a formula.</summary>
    private static string Harmless(string text) =>
        text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
}
