using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Signals;

/// <summary>
/// The loop rules that agent frameworks ship: the same action with the same result four times running, the same action
/// failing three times running, the same words without any action three times running, or two actions alternating for
/// six steps.
/// </summary>
/// <remarks>The commodity of the field, kept as a control (after the stuck detector of OpenHands).</remarks>
internal sealed class StuckRules
{
    private const int Window = 6;
    private readonly (ulong Action, ulong Result, bool Error, bool Talk)[] _last = new (ulong, ulong, bool, bool)[
        Window
    ];
    private int _count;

    /// <summary>Adds a step; true from the step on which a rule fires.</summary>
    public bool Add(Step step)
    {
        ulong action = TextHash.Seed,
            result = action;
        var error = false;
        foreach (var call in step.Calls)
        {
            action = TextHash.Mix(TextHash.Mix(action, call.Name), call.Command ?? call.Arguments);
            result = TextHash.Mix(result, call.Result ?? "");
            error |= call.IsError || call.ExitCode is > 0;
        }

        var talk = step.Calls.Count == 0;
        if (talk)
        {
            action = TextHash.Mix(action, step.Message);
        }

        _last[_count++ % Window] = (action, result, error, talk);
        return Repeats(4, sameResult: true) || RepeatsFailing() || RepeatsTalk() || Alternates();
    }

    private (ulong Action, ulong Result, bool Error, bool Talk) Back(int steps) => _last[(_count - 1 - steps) % Window];

    private bool Repeats(int times, bool sameResult)
    {
        if (_count < times || Back(0).Talk)
        {
            return false;
        }

        for (var i = 1; i < times; i++)
        {
            if (Back(i).Action != Back(0).Action || (sameResult && Back(i).Result != Back(0).Result))
            {
                return false;
            }
        }

        return true;
    }

    private bool RepeatsFailing() => Repeats(3, sameResult: false) && Back(0).Error && Back(1).Error && Back(2).Error;

    private bool RepeatsTalk() =>
        _count >= 3
        && Back(0).Talk
        && Back(1).Talk
        && Back(2).Talk
        && Back(0).Action == Back(1).Action
        && Back(1).Action == Back(2).Action;

    private bool Alternates()
    {
        if (_count < Window || Back(0).Action == Back(1).Action)
        {
            return false;
        }

        for (var i = 2; i < Window; i++)
        {
            if (Back(i).Action != Back(i - 2).Action || Back(i).Result != Back(i - 2).Result)
            {
                return false;
            }
        }

        return true;
    }
}
