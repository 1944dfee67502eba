using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Hosts;

/// <summary>Drives one host unit by unit until it is done or its rule ends it.</summary>
/// <remarks>
/// <see cref="Run"/> is the whole loop. A driver of its own uses <see cref="Step"/>; a speculative one keeps a
/// <see cref="Snapshot"/> and comes back to it, together with its host.
/// </remarks>
public sealed class ExitLoop
{
    private readonly IExitHost _host;
    private readonly IExitRule _rule;
    private readonly Settlement _settlement;
    private readonly float[] _signals;
    private RuleMemory _memory;

    /// <summary>Stands before the first look.</summary>
    /// <param name="host">The computation, nothing done yet.</param>
    /// <param name="rule">Bound to the schema of <paramref name="host"/>.</param>
    /// <param name="settlement">What <paramref name="host"/> does when it settles; copied into the result.</param>
    public ExitLoop(IExitHost host, IExitRule rule, Settlement settlement = Settlement.None)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(rule);
        _host = host;
        _rule = rule;
        _settlement = settlement;
        _signals = new float[host.Schema.Width];
    }

    /// <summary>Completed units.</summary>
    public int Units { get; private set; }

    /// <summary>Times the rule was asked, those that were rolled back included: they were paid.</summary>
    public int Looks { get; private set; }

    /// <summary>False once the rule ended the loop or the host was done.</summary>
    public bool Running { get; private set; } = true;

    /// <summary>What the rule said last.</summary>
    public Decision Decision { get; private set; } = Decision.Continue;

    /// <summary>How it stands, final when <see cref="Running"/> is false.</summary>
    public ExitResult Result => new(Decision, Units, _host.Cost, _settlement);

    /// <summary>Runs a host to its end and meters it.</summary>
    /// <inheritdoc cref="ExitLoop(IExitHost, IExitRule, Settlement)"/>
    public static ExitResult Run(
        IExitHost host,
        IExitRule rule,
        Settlement settlement = Settlement.None,
        Meter? meter = null
    )
    {
        var loop = new ExitLoop(host, rule, settlement);
        while (loop.Step()) { }

        meter?.Add(loop.Result, loop.Looks, host.FullCost);
        return loop.Result;
    }

    /// <summary>Looks once and, unless that ends it, does one unit. False when the loop is over.</summary>
    public bool Step()
    {
        if (!Running)
        {
            return false;
        }

        _host.Observe(_signals);
        Looks++;
        var probe = new Probe(Units, _host.Budget, _host.Cost, _signals);
        var decision = _rule.Step(in probe, _memory.Slots);
        if (decision.Verdict.Ends())
        {
            Stop(decision);
            return false;
        }

        Decision = decision;
        if (decision.Verdict == Verdict.Nudge)
        {
            _host.Nudge(in decision);
        }

        Running = _host.Advance();
        Units++;
        Running &= _host.Budget == 0 || Units < _host.Budget;
        return Running;
    }

    /// <summary>Ends the loop from outside, e.g. because its candidate lost a race; the host settles.</summary>
    /// <exception cref="InvalidOperationException">The loop is over.</exception>
    public void Stop(Decision decision)
    {
        if (!Running)
        {
            throw new InvalidOperationException("The loop is over; a computation settles once.");
        }

        Running = false;
        Decision = decision;
        _host.Settle(in decision);
    }

    /// <summary>Stands before the first look at the host's next computation; the rule remembers what it did at a snapshot.</summary>
    internal void Restart(in ExitSnapshot remembered)
    {
        _memory = remembered.Memory;
        Units = 0;
        Decision = Decision.Continue;
        Running = true;
    }

    /// <summary>The rule's memory and the position, to come back to.</summary>
    public ExitSnapshot Snapshot() => new(_memory, Units, Decision);

    /// <summary>Comes back to a snapshot of this loop; the caller brings the host back to the same unit.</summary>
    /// <exception cref="InvalidOperationException">The host has settled, which cannot be undone.</exception>
    public void Rollback(in ExitSnapshot snapshot)
    {
        if (!Running && Decision.Verdict.Ends())
        {
            throw new InvalidOperationException("The host has settled; take back units before the loop is over.");
        }

        _memory = snapshot.Memory;
        Units = snapshot.Units;
        Decision = snapshot.Decision;
        Running = true;
    }
}

/// <summary>A point of an <see cref="ExitLoop"/> to come back to.</summary>
public readonly struct ExitSnapshot
{
    internal ExitSnapshot(in RuleMemory memory, int units, Decision decision)
    {
        Memory = memory;
        Units = units;
        Decision = decision;
    }

    /// <summary>Completed units at that point.</summary>
    public int Units { get; }

    internal RuleMemory Memory { get; }

    internal Decision Decision { get; }
}

/// <summary>How one computation ended.</summary>
/// <param name="Decision">What ended it; a verdict that does not end means that the host finished.</param>
/// <param name="Units">Completed units.</param>
/// <param name="Cost">Their cost, in the host's own unit.</param>
/// <param name="Settlement">What was done about the units that were skipped.</param>
public readonly record struct ExitResult(Decision Decision, int Units, double Cost, Settlement Settlement)
{
    /// <summary>True if a rule ended it before the host was done.</summary>
    public bool Stopped => Decision.Verdict.Ends();

    /// <summary>True if the output equals the one of the full computation: nothing was skipped, or it was verified.</summary>
    public bool IsExact => !Stopped || Settlement.IsExact();
}
