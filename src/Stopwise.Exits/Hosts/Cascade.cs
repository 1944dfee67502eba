using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Hosts;

/// <summary>Answers with the cheapest member that its gate trusts, and escalates while the gate says so.</summary>
/// <typeparam name="TInput">What the members are asked.</typeparam>
/// <remarks>
/// A unit is a member, so the gate looks after the first member and never after the last. Only
/// <see cref="Verdict.Escalate"/> goes on; a window around the doubtful scores is the usual gate.
/// </remarks>
public sealed class Cascade<TInput>
{
    private readonly IReadOnlyList<CascadeMember<TInput>> _members;
    private readonly IExitRule _gate;
    private readonly bool _mean;
    private readonly int _answers;

    /// <summary>Fixes members and gate.</summary>
    /// <param name="members">Cheapest first, at least one.</param>
    /// <param name="gate">Bound to <see cref="CascadeSignals.Schema"/>.</param>
    /// <param name="answers">Length of a distribution, at least 1.</param>
    /// <param name="mean">True to answer with the mean of the members that were asked; the gate sees that mean too.</param>
    public Cascade(IReadOnlyList<CascadeMember<TInput>> members, IExitRule gate, int answers, bool mean = false)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentOutOfRangeException.ThrowIfZero(members.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(answers, 1);
        _members = members;
        _gate = gate;
        _answers = answers;
        _mean = mean;
    }

    /// <summary>Asks members until the gate is content or none is left.</summary>
    public CascadeResult Run(TInput input, Meter? meter = null)
    {
        var memory = new RuleMemory();
        var answer = new float[_answers];
        var own = new float[_answers];
        Span<float> signals = stackalloc float[CascadeSignals.Schema.Width];
        var (asked, looks, cost, decision) = (0, 0, 0.0, Decision.Continue);
        do
        {
            _members[asked].Answer(input, own);
            cost += _members[asked].Cost;
            asked++;
            Combine(answer, own, asked);
            if (asked == _members.Count)
            {
                break;
            }

            CascadeSignals.Write(answer, signals);
            var probe = new Probe(asked, _members.Count, cost, signals);
            decision = _gate.Step(in probe, memory.Slots);
            looks++;
        } while (decision.Verdict == Verdict.Escalate);

        var stopped = asked < _members.Count;
        var said = stopped ? decision with { Verdict = Verdict.ExitDone } : Decision.Continue;
        meter?.Add(new ExitResult(said, asked, cost, Settlement.None), looks, _members.Sum(m => m.Cost));
        return new CascadeResult(answer, asked, cost, decision);
    }

    private void Combine(Span<float> answer, ReadOnlySpan<float> own, int asked)
    {
        for (var i = 0; i < answer.Length; i++)
        {
            answer[i] = _mean ? answer[i] + ((own[i] - answer[i]) / asked) : own[i];
        }
    }
}

/// <summary>One model of a cascade.</summary>
/// <typeparam name="TInput">What it is asked.</typeparam>
/// <param name="Cost">Cost of one answer, in the cascade's own unit.</param>
/// <param name="Answer">Writes its distribution.</param>
public sealed record CascadeMember<TInput>(double Cost, CascadeAnswer<TInput> Answer);

/// <summary>Answers with a distribution.</summary>
/// <param name="input">What is asked.</param>
/// <param name="probabilities">To be filled; they sum to 1.</param>
public delegate void CascadeAnswer<in TInput>(TInput input, Span<float> probabilities);

/// <summary>What a cascade answered.</summary>
/// <param name="Answer">The distribution.</param>
/// <param name="Members">Members that were asked.</param>
/// <param name="Cost">Their cost.</param>
/// <param name="Decision">What the gate said last; <see cref="Verdict.Escalate"/> where even the last member was asked.</param>
public sealed record CascadeResult(float[] Answer, int Members, double Cost, Decision Decision);
