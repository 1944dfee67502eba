using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.OpenHands;

/// <summary>What the events of a session have told so far.</summary>
internal sealed class Tale
{
    private readonly HashSet<string> _counted = new(StringComparer.Ordinal);
    private Usage _total = Usage.None;
    private int _unnumbered;

    public Conversation Talk { get; } = new();

    public string? Prompt { get; private set; }

    public long SystemCharacters { get; set; }

    public string? Model { get; set; }

    public string? Ending { get; set; }

    public decimal? Cost { get; set; }

    /// <summary>The newest call, which an observation without a cause answers.</summary>
    public string? LastCall { get; set; }

    /// <summary>A number for an event that has none.</summary>
    public int NextNumber => _unnumbered++;

    public DateTimeOffset? First { get; private set; }

    public DateTimeOffset? Last { get; private set; }

    public DateTimeOffset? At(JsonElement item)
    {
        var at = item.Time("timestamp");
        First ??= at;
        Last = at ?? Last;
        return at;
    }

    /// <summary>The user's first message is the prompt, what comes later an answer.</summary>
    public void Ask(string text)
    {
        if (Prompt is null)
        {
            Prompt = text;
        }
        else
        {
            Talk.Answer(text);
        }
    }

    /// <summary>
    /// Counts a response once: by the usage in the response itself, else by how far the running totals of the session rose.
    /// </summary>
    public void Used(string message, JsonElement? own, JsonElement? totals)
    {
        var total = OpenHandsUsage.Read(totals.Field("accumulated_token_usage")) with
        {
            CostUsd = totals.Money("accumulated_cost"),
        };
        var stated = OpenHandsUsage.Read(own);
        var rise = CumulativeUsage.Difference(total, _total);
        if (total.InputTokens is not null || total.CostUsd is not null)
        {
            _total = total;
            Cost = total.CostUsd is > 0 ? total.CostUsd : Cost;
        }

        if (_counted.Add(message))
        {
            Talk.Used(message, (stated.InputTokens is null ? rise : stated) with { CostUsd = rise.CostUsd });
        }
    }
}
