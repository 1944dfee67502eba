namespace Stopwise.Exits.Rules;

/// <summary>Inner rules, each with its own slice of memory. All are stepped at every unit, whatever the others said.</summary>
internal sealed class RuleSet
{
    private readonly IExitRule[] _rules;
    private readonly int[] _offsets;

    public RuleSet(IExitRule[] rules)
    {
        _rules = rules;
        _offsets = new int[rules.Length];
        foreach (var (i, rule) in rules.Index())
        {
            _offsets[i] = MemorySlots;
            MemorySlots += rule.MemorySlots;
        }
    }

    public int MemorySlots { get; }

    public int Count => _rules.Length;

    /// <summary>Steps every rule, counts those that fired and merges what they said.</summary>
    public int Step(in Probe probe, Span<float> memory, out Decision merged)
    {
        var fired = 0;
        merged = Decision.Continue;
        for (var i = 0; i < _rules.Length; i++)
        {
            var rule = _rules[i];
            var decision = rule.Step(in probe, memory.Slice(_offsets[i], rule.MemorySlots));
            if (decision.Verdict != Verdict.Continue)
            {
                fired++;
                merged = MergeOrder.Merge(merged, decision);
            }
        }

        return fired;
    }
}

/// <summary>Fires when one inner rule fires, with the decision that counts of those that did.</summary>
internal sealed class Any(RuleSet rules) : IExitRule
{
    public int MemorySlots => rules.MemorySlots;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        rules.Step(in probe, memory, out var merged);
        return merged;
    }
}

/// <summary>Fires when every inner rule fires at the same unit.</summary>
internal sealed class All(RuleSet rules) : IExitRule
{
    public int MemorySlots => rules.MemorySlots;

    public Decision Step(in Probe probe, Span<float> memory) =>
        rules.Step(in probe, memory, out var merged) == rules.Count ? merged : Decision.Continue;
}

/// <summary>Fires when at least <paramref name="needed"/> inner rules fire at the same unit.</summary>
internal sealed class Quorum(RuleSet rules, int needed, Verdict verdict) : IExitRule
{
    public int MemorySlots => rules.MemorySlots;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var fired = rules.Step(in probe, memory, out _);
        return fired >= needed ? new(verdict, ReasonCode.Quorum, fired) : Decision.Continue;
    }
}

/// <summary>Fires when the inner rule has fired for <paramref name="needed"/> units in a row. Slot 0 counts them.</summary>
internal sealed class Patience(IExitRule inner, int needed) : IExitRule
{
    public int MemorySlots => 1 + inner.MemorySlots;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var decision = inner.Step(in probe, memory[1..]);
        ref var streak = ref memory[0];
        streak = decision.Verdict == Verdict.Continue ? 0 : Math.Min(streak + 1, needed);
        return streak >= needed ? decision with { Reason = ReasonCode.Patience } : Decision.Continue;
    }
}

/// <summary>Keeps an inner rule from firing before a unit; it watches from the start all the same.</summary>
internal sealed class NotBefore(IExitRule inner, int unit) : IExitRule
{
    public int MemorySlots => inner.MemorySlots;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var decision = inner.Step(in probe, memory);
        return probe.Unit < unit ? Decision.Continue : decision;
    }
}

/// <summary>Steps an inner rule only at multiples of a number of units: between them it neither sees nor remembers.</summary>
internal sealed class Every(IExitRule inner, int units) : IExitRule
{
    public int MemorySlots => inner.MemorySlots;

    public Decision Step(in Probe probe, Span<float> memory) =>
        probe.Unit % units == 0 ? inner.Step(in probe, memory) : Decision.Continue;
}
