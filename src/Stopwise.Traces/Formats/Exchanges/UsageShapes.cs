using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Exchanges;

/// <summary>Reads what a call used in the words of any API; cached input is made part of the input.</summary>
internal static class UsageShapes
{
    public static Usage Read(JsonElement? usage, decimal? cost = null)
    {
        var details =
            usage.Field("prompt_tokens_details")
            ?? usage.Field("input_tokens_details")
            ?? usage.Field("input_token_details");
        var input =
            usage.Whole("prompt_tokens")
            ?? usage.Whole("input_tokens")
            ?? usage.Whole("promptTokens")
            ?? usage.Whole("inputTokens")
            ?? usage.Whole("promptTokenCount")
            ?? usage.Whole("input");
        var output =
            usage.Whole("completion_tokens")
            ?? usage.Whole("output_tokens")
            ?? usage.Whole("completionTokens")
            ?? usage.Whole("outputTokens")
            ?? usage.Whole("candidatesTokenCount")
            ?? usage.Whole("output");
        var total =
            usage.Whole("total_tokens")
            ?? usage.Whole("totalTokens")
            ?? usage.Whole("totalTokenCount")
            ?? usage.Whole("total");
        var (read, written) = (usage.Whole("cache_read_input_tokens"), usage.Whole("cache_creation_input_tokens"));
        var cached =
            details.Whole("cached_tokens")
            ?? details.Whole("cache_read")
            ?? usage.Whole("cachedContentTokenCount")
            ?? usage.Whole("input_cached_tokens")
            ?? usage.Whole("input_cache_read");

        // Only Anthropic's own words count the cached input apart; where the whole is stated, it tells.
        var apart = (read ?? 0) + (written ?? 0);
        if (apart > 0 && !(total is { } whole && input is { } all && whole == all + (output ?? 0)))
        {
            input = (input ?? 0) + apart;
        }

        return Of(input, output, read ?? cached, total, cost ?? usage.Money("cost"));
    }

    /// <summary>Fills in the third of input, output and total from two of them; all zeros say nothing.</summary>
    public static Usage Of(long? input, long? output, long? cached, long? total, decimal? cost)
    {
        input ??= total - output;
        output ??= total - input;
        return input is null or 0 && output is null or 0
            ? Usage.Unknown with
            {
                CostUsd = cost,
            }
            : new Usage(input, output, cached, cost, Estimated: false);
    }
}
