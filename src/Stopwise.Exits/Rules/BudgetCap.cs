namespace Stopwise.Exits.Rules;

/// <summary>Fires when a column, or the cost of the probe, is strictly above a cap.</summary>
internal sealed class BudgetCap(int column, double cap, Verdict verdict) : IExitRule
{
    /// <summary>The column number that stands for <see cref="Probe.Cost"/>.</summary>
    public const int CostColumn = -1;

    public int MemorySlots => 0;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var spent = column == CostColumn ? probe.Cost : probe.Signals[column];
        return spent > cap ? new(verdict, ReasonCode.Budget, (float)spent) : Decision.Continue;
    }
}
