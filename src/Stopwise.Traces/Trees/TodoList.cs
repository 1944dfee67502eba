using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Trees;

/// <summary>Reads the lists in which agents keep what is still to do.</summary>
internal static class TodoList
{
    private static readonly string[] Lists = ["todos", "plan", "task_list", "tasks", "items"];

    /// <summary>The step whose list first says that all is done and after which none says otherwise; null where there is none.</summary>
    public static int? CompleteSince(IReadOnlyList<Step> steps)
    {
        int? since = null;
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var call in steps[i].Calls)
            {
                if (IsComplete(call.Arguments) is { } complete)
                {
                    since = complete ? since ?? i : null;
                }
            }
        }

        return since;
    }

    /// <summary>Whether every entry is done; null where the arguments hold no list of entries with a status.</summary>
    private static bool? IsComplete(string arguments)
    {
        if (arguments.Length == 0 || arguments[0] != '{' || !arguments.Contains("\"status\"", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(arguments);
            foreach (var name in Lists)
            {
                if (json.RootElement.TryGetProperty(name, out var list) && AllDone(list) is { } done)
                {
                    return done;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Arguments that are not JSON, or hold half of a surrogate pair, hold no list.
        }

        return null;
    }

    private static bool? AllDone(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            return null;
        }

        var done = true;
        foreach (var entry in list.EnumerateArray())
        {
            if (
                entry.ValueKind != JsonValueKind.Object
                || !entry.TryGetProperty("status", out var status)
                || status.ValueKind != JsonValueKind.String
            )
            {
                return null;
            }

            done &= status.GetString() is "completed" or "complete" or "done" or "finished" or "cancelled";
        }

        return done;
    }
}
