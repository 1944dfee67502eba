using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Rules;

/// <summary>Shows a rule one unit after the other and remembers what it said.</summary>
internal sealed class Watch
{
    public static readonly SignalSchema Schema = new(1, "a", "b", "c");

    private readonly IExitRule _rule;
    private readonly int _budget;
    private RuleMemory _memory;
    private int _unit;

    public Watch(RuleSpec spec, int budget = 0)
    {
        _rule = spec.Bind(Schema);
        _budget = budget;
    }

    public Decision Next(float a, float b = float.NaN, float c = float.NaN, double cost = 0)
    {
        Span<float> signals = [a, b, c];
        var probe = new Probe(_unit++, _budget, cost, signals);
        return _rule.Step(in probe, _memory.Slots[.._rule.MemorySlots]);
    }

    /// <summary>The verdict at each unit for values of column a.</summary>
    public static Verdict[] Verdicts(RuleSpec spec, params float[] values) => Verdicts(spec, 0, values);

    public static Verdict[] Verdicts(RuleSpec spec, int budget, float[] values)
    {
        var watch = new Watch(spec, budget);
        return [.. values.Select(v => watch.Next(v).Verdict)];
    }

    /// <summary>The first unit at which a rule fires, or -1.</summary>
    public static int FirstFire(RuleSpec spec, params float[] values) =>
        Array.FindIndex(Verdicts(spec, values), v => v != Verdict.Continue);
}
