using System.Globalization;
using Stopwise.Traces.Suites.Matching;

namespace Stopwise.Traces.Suites.Plans;

/// <summary>Expects calls of a kind, so many: none, at least one, from two to four.</summary>
internal sealed class CountExpectation(CallMatch call, Bounds times) : Expectation<PlanSeen>
{
    public override IEnumerable<CallMatch> Calls => [call];

    public override string Words =>
        times switch
        {
            { Most: 0 } => $"no call of {call.Words}",
            { Least: 1, Most: null } => $"a call of {call.Words}",
            _ => $"a number of calls of {call.Words} {times.Words}",
        };

    public override bool Holds(PlanSeen seen) => times.Hold(seen.Calls.Count(call.Holds));

    public override string Found(PlanSeen seen)
    {
        var made = seen.Calls.Where(call.Holds).ToList();
        return made.Count == 0
            ? $"none; it calls {CallWords.Tools(seen.Calls)}"
            : string.Create(CultureInfo.InvariantCulture, $"{made.Count}, the first in {CallWords.At(made[0])}");
    }
}

/// <summary>Expects a number of steps.</summary>
internal sealed class StepsExpectation(Bounds steps) : Expectation<PlanSeen>
{
    public override string Words => $"a number of steps {steps.Words}";

    public override bool Holds(PlanSeen seen) => steps.Hold(seen.Run.Steps.Count);

    public override string Found(PlanSeen seen) =>
        string.Create(CultureInfo.InvariantCulture, $"{seen.Run.Steps.Count} steps");
}

/// <summary>Expects calls one after the other: others may stand between them, or none at all where they must be the whole.</summary>
internal sealed class OrderExpectation(IReadOnlyList<CallMatch> calls, bool whole) : Expectation<PlanSeen>
{
    public override IEnumerable<CallMatch> Calls => calls;

    public override string Words =>
        $"{(whole ? "exactly these calls" : "these calls in this order")}: {string.Join(", then ", calls.Select(c => c.Words))}";

    public override bool Holds(PlanSeen seen) =>
        whole ? seen.Calls.Count == calls.Count && Fitting(seen) == calls.Count : Fitting(seen) == calls.Count;

    public override string Found(PlanSeen seen)
    {
        var fitting = Fitting(seen);
        if (fitting == calls.Count)
        {
            return whole && seen.Calls.Count > calls.Count
                ? $"one more in {CallWords.At(seen.Calls[calls.Count])}"
                : "all of them, in this order";
        }

        if (!whole)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the first {fitting} of {calls.Count}, then no {calls[fitting].Words}"
            );
        }

        return fitting < seen.Calls.Count
            ? $"{CallWords.At(seen.Calls[fitting])} instead of {calls[fitting].Words}"
            : $"the end instead of {calls[fitting].Words}";
    }

    /// <summary>How many of the calls were found, one after the other: the earliest fit of each is as good as any.</summary>
    private int Fitting(PlanSeen seen)
    {
        var fitting = 0;
        foreach (var call in seen.Calls)
        {
            if (fitting < calls.Count && calls[fitting].Holds(call))
            {
                fitting++;
            }
            else if (whole)
            {
                break;
            }
        }

        return fitting;
    }
}

/// <summary>Expects nothing but calls of these kinds.</summary>
internal sealed class OnlyExpectation(IReadOnlyList<CallMatch> calls) : Expectation<PlanSeen>
{
    public override IEnumerable<CallMatch> Calls => calls;

    public override string Words => $"only calls of {string.Join(", ", calls.Select(c => c.Words))}";

    public override bool Holds(PlanSeen seen) => seen.Calls.All(Fits);

    public override string Found(PlanSeen seen) =>
        seen.Calls.FirstOrDefault(c => !Fits(c)) is { } other ? CallWords.At(other) : "only such calls";

    private bool Fits(SeenCall call) => calls.Any(c => c.Holds(call));
}

/// <summary>Expects something of one step.</summary>
/// <param name="at">The step, from 0; from the end where it is negative: -1 is the last one.</param>
/// <param name="call">A call that it makes; null asks for none in particular.</param>
/// <param name="says">What its message fits; null asks for nothing.</param>
internal sealed class StepExpectation(int at, CallMatch? call, Match? says) : Expectation<PlanSeen>
{
    public override IEnumerable<CallMatch> Calls => call is null ? [] : [call];

    public override string Words
    {
        get
        {
            string?[] parts =
            [
                call is null ? null : $"calls {call.Words}",
                says is null ? null : $"says what {says.Words}",
            ];
            var step = at == -1 ? "a last step" : string.Create(CultureInfo.InvariantCulture, $"a step {at}");
            return $"{step} that {string.Join(" and ", parts.OfType<string>())}";
        }
    }

    public override bool Holds(PlanSeen seen) =>
        IndexIn(seen) is { } index
        && (call is null || seen.Calls.Any(c => c.Step == index && call.Holds(c)))
        && says?.Holds(SeenValue.Of(SaidIn(seen, index))) != false;

    public override string Found(PlanSeen seen)
    {
        if (IndexIn(seen) is not { } index)
        {
            return string.Create(CultureInfo.InvariantCulture, $"a run of {seen.Run.Steps.Count} steps");
        }

        var calls = seen.Calls.Where(c => c.Step == index).ToList();
        var made = calls.Count == 0 ? "no call" : string.Join(", ", calls.Take(3).Select(c => c.Words));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"step {index}: {made}; it says {Clip.Of(SaidIn(seen, index))}"
        );
    }

    private int? IndexIn(PlanSeen seen)
    {
        var count = seen.Run.Steps.Count;
        var index = at < 0 ? count + at : at;
        return index >= 0 && index < count ? index : null;
    }

    private static string SaidIn(PlanSeen seen, int index) => seen.Run.Steps[index].Message;
}

/// <summary>Expects something of the end: the last call, or the last thing said.</summary>
internal sealed class EndExpectation(CallMatch? call, Match? says) : Expectation<PlanSeen>
{
    public override IEnumerable<CallMatch> Calls => call is null ? [] : [call];

    public override string Words
    {
        get
        {
            string?[] parts =
            [
                call is null ? null : $"a last call of {call.Words}",
                says is null ? null : $"a last message that {says.Words}",
            ];
            return string.Join(" and ", parts.OfType<string>());
        }
    }

    public override bool Holds(PlanSeen seen) =>
        (call is null || (seen.Calls is [.., var last] && call.Holds(last)))
        && says?.Holds(SeenValue.Of(seen.LastSaid)) != false;

    public override string Found(PlanSeen seen) =>
        $"{(seen.Calls is [.., var last] ? CallWords.At(last) : "no call")}; the last message is {Clip.Of(seen.LastSaid)}";
}

/// <summary>Expects that a changed agent asks for the same as the recorded one, up to a step or to the end.</summary>
/// <param name="before">The first recorded step at which it may part; null where it may nowhere.</param>
internal sealed class DivergenceExpectation(int? before) : Expectation<PlanSeen>
{
    public override string Words =>
        before is { } step
            ? string.Create(CultureInfo.InvariantCulture, $"no other course before step {step}")
            : "the course that is recorded";

    public override bool Holds(PlanSeen seen) =>
        seen.Divergence is { } divergence && (divergence.Step is not { } at || at >= before);

    public override string Found(PlanSeen seen) =>
        seen.Divergence switch
        {
            null => "no agent was run",
            { Step: null } => "the course that is recorded",
            { Step: { } at, Words: var words } => string.Create(
                CultureInfo.InvariantCulture,
                $"another one from step {at} on: {words}"
            ),
        };
}

file static class CallWords
{
    public static string At(SeenCall call) =>
        string.Create(CultureInfo.InvariantCulture, $"step {call.Step}: {call.Words}");

    public static string Tools(IReadOnlyList<SeenCall> calls)
    {
        var names = calls.Select(c => Trees.PlainLine.Of(c.Tool, 60)).Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "nothing"
            : names.Count <= 6 ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(6))} and {(names.Count - 6).ToString(CultureInfo.InvariantCulture)} more tools";
    }
}
