using System.Collections.Frozen;
using System.Text.Json;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>A write that the record's state, as the run had read it, does not allow.</summary>
internal sealed class StateForbidsWrite : ActionRule
{
    private static readonly FrozenSet<string> States = FrozenSet.ToFrozenSet(
        [
            "pending",
            "processed",
            "processing",
            "shipped",
            "delivered",
            "cancelled",
            "canceled",
            "returned",
            "exchanged",
            "open",
            "closed",
            "active",
            "inactive",
            "expired",
            "paid",
            "unpaid",
            "draft",
            "approved",
            "rejected",
            "completed",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly FrozenSet<string> Final = FrozenSet.ToFrozenSet(
        ["cancelled", "canceled", "closed", "expired"],
        StringComparer.OrdinalIgnoreCase
    );

    public override string Name => "state-forbids-write";

    public override string Looks =>
        "A write to a record whose last read status contradicts the tool's name or is final.";

    public override double Weight => 2.5;

    protected override string Mast => "FM-2.6";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var statuses = new Dictionary<string, (string Status, int Step)>(StringComparer.Ordinal);
        foreach (var act in run.Acts)
        {
            if (act.IsShell)
            {
                continue;
            }

            if (
                act.WrittenRecord is { } record
                && statuses.TryGetValue(record.Id, out var read)
                && read.Step < act.Step
                && Forbids(act.Call.Name, read.Status)
            )
            {
                yield return At(
                    act.Step,
                    $"Step {act.Step} calls {Quote.Clip(act.Call.Name)} on {Quote.Of(record.Id)}, whose status at step {read.Step} was {Quote.Of(read.Status)}.",
                    read.Step
                );
            }

            if (!act.Failed)
            {
                ToolArguments.Visit(act.Call.Result, root => Remember(root, act.Step, statuses));
            }
        }
    }

    private static bool Forbids(string tool, string status)
    {
        var wanted = tool.Split('_').FirstOrDefault(States.Contains);
        return wanted is null ? Final.Contains(status) : !status.Contains(wanted, StringComparison.OrdinalIgnoreCase);
    }

    private static void Remember(JsonElement root, int step, Dictionary<string, (string, int)> statuses)
    {
        if (!root.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.String)
        {
            return;
        }

        foreach (var property in root.EnumerateObject())
        {
            if (
                property.Value.ValueKind == JsonValueKind.String
                && ToolArguments.IsId(property.Name)
                && property.Name != "user_id"
            )
            {
                statuses[property.Value.GetString()!] = (status.GetString()!, step);
                return;
            }
        }
    }
}
