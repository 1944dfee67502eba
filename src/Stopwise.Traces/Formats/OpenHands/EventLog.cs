using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.OpenHands;

/// <summary>
/// The events of one session in order, of either make: those of the application tell <c>action</c> and
/// <c>observation</c>, those of the agent kit tell their <c>kind</c>. An event that a page of the cache repeats counts once.
/// </summary>
internal sealed class EventLog
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<(double Order, JsonElement Event)> _events = [];
    private readonly Dictionary<string, Usage> _byResponse = new(StringComparer.Ordinal);
    private decimal? _cost;
    private string? _model;
    private string? _status;

    public bool HasEvents => _events.Count > 0;

    /// <summary>Takes an event, a list of them, or a list of pairs of action and observation.</summary>
    public void AddAll(JsonElement events)
    {
        if (events.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in events.EnumerateArray())
            {
                AddAll(item);
            }
        }
        else if (events.ValueKind == JsonValueKind.Object && (events.Text("id") is not { } id || _seen.Add(id)))
        {
            // Numbered events sort by number; the others stay as they come.
            _events.Add((events.Number("id") ?? (_events.Count == 0 ? 0 : _events[^1].Order), events));
        }
    }

    /// <summary>Takes what a state, a result or a state event says about the whole run.</summary>
    public void Describe(JsonElement state)
    {
        _model ??= state.Field("agent").Field("llm").Text("model");
        _status = state.Text("execution_status") ?? state.Text("agent_status") ?? _status;
        if (state.Field("metrics") is { } own)
        {
            Meter(own);
        }

        if ((state.Field("stats") ?? state).Field("usage_to_metrics") is { ValueKind: JsonValueKind.Object } byUse)
        {
            _cost = null;
            foreach (var use in byUse.EnumerateObject())
            {
                Meter(use.Value);
            }
        }
    }

    public Run ToRun(string id, RunSource source, int masked)
    {
        var tale = new Tale();
        foreach (var (_, item) in _events.OrderBy(e => e.Order))
        {
            if (item.Text("kind") is { } kind)
            {
                Sdk(kind, item, tale);
            }
            else
            {
                AppEvents.Tell(item, tale);
            }
        }

        foreach (var (response, usage) in _byResponse)
        {
            tale.Talk.Used(response, usage);
        }

        var (steps, closing) = tale.Talk.Build();
        var (filled, last) = TokenEstimate.Fill(
            steps,
            closing,
            tale.SystemCharacters + (tale.Prompt?.Length ?? 0),
            tale.SystemCharacters
        );
        var model = _model ?? tale.Model;
        return new Run
        {
            Id = id,
            Format = "openhands",
            Agent = "openhands",
            Model = model?[(model.LastIndexOf('/') + 1)..],
            Prompt = tale.Prompt,
            StartedAt = tale.First,
            EndedAt = tale.Last,
            ExitStatus = tale.Ending ?? _status,
            Outcome = Outcome.Unknown,
            Steps = filled,
            Closing = last,
            StatedCostUsd = _cost ?? tale.Cost,
            SecretsMasked = masked,
            Source = source,
        };
    }

    private void Sdk(string kind, JsonElement item, Tale tale)
    {
        if (kind == "ConversationStateUpdateEvent")
        {
            if (item.Field("value") is { ValueKind: JsonValueKind.Object } value)
            {
                Describe(value);
            }
            else if (item.Text("key") is "execution_status" or "agent_status")
            {
                _status = item.Text("value") ?? _status;
            }
        }
        else
        {
            SdkEvents.Tell(kind, item, tale);
        }
    }

    /// <summary>Usage by response id; costs are listed beside it, one for each where they are complete.</summary>
    private void Meter(JsonElement metrics)
    {
        var usages = metrics.Items("token_usages").ToList();
        var costs = metrics.Items("costs").ToList();
        for (var i = 0; i < usages.Count; i++)
        {
            if (usages[i].Text("response_id") is { Length: > 0 } response)
            {
                _byResponse[response] = OpenHandsUsage.Read(usages[i]) with
                {
                    CostUsd = costs.Count == usages.Count ? costs[i].Money("cost") : null,
                };
                _model ??= usages[i].Text("model");
            }
        }

        if (metrics.Money("accumulated_cost") is { } cost and > 0)
        {
            _cost = (_cost ?? 0) + cost;
        }
    }
}
