using Stopwise.Traces.Actions;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>The run goes round in circles.</summary>
internal sealed class LoopStart : ActionRule
{
    private const int Times = 4;
    private const int Within = 16;
    private const int ShortestTalk = 20;

    public override string Name => "loop-start";

    public override string Looks =>
        "The first step of a stretch without anything new in which one action gives one result four times.";

    public override double Weight => 2.5;

    protected override string Mast => "FM-1.3";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var seen = new Dictionary<ulong, (int First, int Count)>();
        var changes = new HashSet<ulong>();
        for (var i = 0; i < run.Steps.Count; i++)
        {
            var (action, outcome) = Hash(run.Steps[i]);
            if (run.Readings[i].Kind == StepKind.Change && changes.Add(action))
            {
                seen.Clear();
            }

            if (IsWaiting(run.Steps[i]) || IsMute(run.Steps[i]))
            {
                continue;
            }

            ref var entry = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                seen,
                outcome,
                out var known
            );
            entry = known && i - entry.First <= Within ? (entry.First, entry.Count + 1) : (i, 1);
            if (entry.Count == Times)
            {
                var first = entry.First;
                var what = run.Steps[i].Calls is [var call, ..]
                    ? call.Command ?? call.Name + " " + call.Arguments
                    : run.Steps[i].Message;
                yield return At(
                    first,
                    $"From step {first} to step {i} {Quote.Of(what)} is done {Times} times with the same result and nothing new in between.",
                    i
                );
            }
        }
    }

    private static bool IsMute(Runs.Step step) => step.Calls.Count == 0 && step.Message.Length < ShortestTalk;

    private static bool IsWaiting(Runs.Step step) =>
        step.Calls.Any(c =>
            c.Name is "BashOutput" or "TaskOutput"
            || (
                c.Command is { } command
                && (
                    command.Contains("sleep", StringComparison.Ordinal)
                    || command.Contains("wait", StringComparison.Ordinal)
                )
            )
        );

    private static (ulong Action, ulong Outcome) Hash(Runs.Step step)
    {
        var action = TextHash.Seed;
        var result = TextHash.Seed;
        foreach (var call in step.Calls)
        {
            action = TextHash.Mix(TextHash.Mix(action, call.Name), call.Command ?? call.Arguments);
            result = TextHash.Mix(result, call.Result);
        }

        if (step.Calls.Count == 0)
        {
            action = TextHash.Mix(action, step.Message);
        }

        Span<char> both = stackalloc char[4];
        for (var i = 0; i < both.Length; i++)
        {
            both[i] = (char)(result >> (16 * i));
        }

        return (action, TextHash.Mix(action, both));
    }
}
