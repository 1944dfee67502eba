using System.Text.Json;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>An item of the run's own list that was never finished.</summary>
internal sealed class TodoLeftOpen : ActionRule
{
    public override string Name => "todo-left-open";

    public override string Looks =>
        "The last state of the run's own to-do list, where items in it are still open at the end.";

    public override double Weight => 1.5;

    protected override string Mast => "FM-1.1";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var last = run.Acts.LastOrDefault(a => !a.IsShell && IsList(a.Call.Name));
        if (last is null)
        {
            yield break;
        }

        var open = new List<string>();
        ToolArguments.Visit(last.Call.Arguments, root => Collect(root, open));
        if (open.Count > 0)
        {
            var more = open.Count > 1 ? $" and {open.Count - 1} more" : "";
            yield return At(
                last.Step,
                $"Step {last.Step} is the last to touch the list and leaves {Quote.Of(open[0])}{more} open; the run ends at step {run.Steps.Count - 1}.",
                run.Steps.Count - 1
            );
        }
    }

    /// <summary>A tool that keeps the run's own list.</summary>
    internal static bool IsList(string tool) =>
        tool.Equals("TodoWrite", StringComparison.OrdinalIgnoreCase)
        || tool.Equals("todo_write", StringComparison.OrdinalIgnoreCase)
        || tool.Equals("write_todos", StringComparison.OrdinalIgnoreCase)
        || tool.Equals("update_plan", StringComparison.OrdinalIgnoreCase)
        || tool.Equals("task_tracker", StringComparison.OrdinalIgnoreCase);

    private static void Collect(JsonElement root, List<string> open)
    {
        foreach (var list in root.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array))
        {
            foreach (var item in list.Value.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object))
            {
                if (Text(item, "status") is { } status && status is not ("completed" or "done" or "cancelled"))
                {
                    open.Add(Text(item, "content") ?? Text(item, "step") ?? Text(item, "title") ?? "an item");
                }
            }
        }
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
