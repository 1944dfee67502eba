using System.Text.Json;
using Stopwise.Traces.Formats.Exchanges;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.LangGraph;

/// <summary>The messages of a graph's state at one moment.</summary>
internal sealed record GraphState(
    string? Thread,
    DateTimeOffset? At,
    long? Number,
    List<JsonElement> Messages,
    byte[] Source
)
{
    /// <returns>Null where the row is no state.</returns>
    public static GraphState? Of(JsonElement row)
    {
        var checkpoint =
            row.Field("checkpoint") is { ValueKind: JsonValueKind.Object } inner
            && inner.Field("channel_values") is not null
                ? inner
                : row;
        var values = row.Field("values") ?? checkpoint.Field("channel_values");
        if (values is not { ValueKind: JsonValueKind.Object })
        {
            return null;
        }

        var configurable = row.Field("config").Field("configurable") ?? row.Field("checkpoint");
        return new GraphState(
            row.Text("thread_id") ?? configurable.Text("thread_id") ?? row.Field("metadata").Text("thread_id"),
            row.Time("created_at") ?? checkpoint.Time("ts") ?? row.Time("updated_at"),
            row.Field("metadata").Whole("step"),
            [.. values.Value.Items("messages")],
            JsonRows.OnOneLine(row)
        );
    }

    public static Run ToRun(string thread, List<GraphState> states)
    {
        var sequence = new CallSequence();
        var said = new List<ChatMessage>();
        foreach (var (json, at) in InOrder(states))
        {
            if (MessageShapes.Read(json) is not { } message)
            {
                continue;
            }

            if (message.Role == ChatRole.Model)
            {
                var fields = Fields(json);
                sequence.Add(
                    new ModelCall
                    {
                        Id = $"{said.Count}",
                        Sent = said.ToArray(),
                        Answer = message,
                        Usage = UsageShapes.Read(
                            fields.Field("usage_metadata")
                                ?? fields.Field("response_metadata").Field("token_usage")
                                ?? fields.Field("response_metadata").Field("usage")
                        ),
                        EndedAt = at,
                    }
                );
            }

            said.Add(message);
        }

        sequence.End(said);
        return new Run
        {
            Id = thread,
            Format = "langgraph",
            Agent = "langgraph",
            Model = states.SelectMany(s => s.Messages).Select(ModelOf).FirstOrDefault(m => m is not null),
            Prompt = sequence.Prompt ?? said.Find(m => m.Role == ChatRole.User)?.Text,
            StartedAt = states.Min(s => s.At),
            EndedAt = states.Max(s => s.At),
            Outcome = Outcome.Unknown,
            Steps = sequence.Build(),
            Source = new RunSource(""),
        };
    }

    private static JsonElement Fields(JsonElement message) =>
        message.Field("kwargs") ?? message.Field("data") ?? message;

    private static string? ModelOf(JsonElement message) =>
        Fields(message).Field("response_metadata").Text("model_name")
        ?? Fields(message).Field("response_metadata").Text("model");

    /// <summary>All messages of all states, each once, with the moment at which it was there first.</summary>
    private static IEnumerable<(JsonElement Message, DateTimeOffset? At)> InOrder(List<GraphState> states)
    {
        // Histories are exported newest first.
        var ordered = states
            .Select((state, i) => (state, i))
            .OrderBy(s => s.state.At ?? DateTimeOffset.MinValue)
            .ThenBy(s => s.state.Number ?? 0)
            .ThenByDescending(s => s.i)
            .Select(s => s.state);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var state in ordered)
        {
            // Two messages without ids may say the same: they are told apart by how often each has come.
            var repeats = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var message in state.Messages)
            {
                if (MessageShapes.Read(message) is not { } read)
                {
                    continue;
                }

                var name = read.Id ?? read.Key;
                repeats[name] = repeats.GetValueOrDefault(name) + 1;
                if (seen.Add($"{name} {repeats[name]}"))
                {
                    yield return (message, state.At);
                }
            }
        }
    }
}
