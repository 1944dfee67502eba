#:project ../src/Stopwise.Exits/Stopwise.Exits.csproj

using Stopwise.Exits;

// A host shows the rule its signals after every unit of work; here each unit is one step of an agent.
var rule = new StuckChecks(allowed: 3);
var memory = new RuleMemory();
float[] failingChecks = [4, 2, 2, 2, 2, 2];

for (var step = 1; step <= failingChecks.Length; step++)
{
    var probe = new Probe(step, budget: 0, cost: 1_000.0 * step, signals: [failingChecks[step - 1]]);
    var decision = rule.Step(probe, memory.Slots[..rule.MemorySlots]);
    Console.WriteLine($"step {step}: {decision.Verdict}");
    if (decision.Verdict.Ends())
    {
        break;
    }
}

/// <summary>Asks for a wrap-up when the number of failing checks has not fallen for some steps in a row.</summary>
internal sealed class StuckChecks(int allowed) : IExitRule
{
    public int MemorySlots => 2;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var failing = probe.Signals[0];
        ref var before = ref memory[0];
        ref var stuck = ref memory[1];
        stuck = probe.Unit > 1 && failing >= before ? stuck + 1 : 0;
        before = failing;
        return stuck >= allowed ? new Decision(Verdict.WrapUp, ReasonCode.Patience, stuck) : Decision.Continue;
    }
}
