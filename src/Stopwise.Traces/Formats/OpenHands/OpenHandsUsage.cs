using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.OpenHands;

/// <summary>Token numbers as OpenHands and the model APIs behind it name them; prompt tokens include cached ones.</summary>
internal static class OpenHandsUsage
{
    public static Usage Read(JsonElement? usage) =>
        new(
            usage.Whole("prompt_tokens"),
            usage.Whole("completion_tokens"),
            usage.Whole("cache_read_tokens") ?? usage.Field("prompt_tokens_details").Whole("cached_tokens"),
            null,
            Estimated: false
        );
}
