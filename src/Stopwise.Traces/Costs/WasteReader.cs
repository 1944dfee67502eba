using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Costs;

/// <summary>Marks each call of a run with the kinds of waste that it is in; the closing call comes last.</summary>
internal static class WasteReader
{
    public const int Kinds = 5;

    /// <summary>Bit k of an element is set where the call is of the kind with number k.</summary>
    public static byte[] Read(Run run)
    {
        var marks = new byte[run.CallCount];
        var reader = new StepReader();
        var stuck = new StuckRules();
        var readings = new List<StepReading>(run.Steps.Count);
        var seen = new HashSet<(ulong Action, ulong Result)>();
        for (var i = 0; i < run.Steps.Count; i++)
        {
            var step = run.Steps[i];
            var reading = reader.Read(step);
            readings.Add(reading);
            Mark(ref marks[i], WasteKind.InLoop, stuck.Add(step));
            Mark(ref marks[i], WasteKind.Repeated, step.Calls.Count > 0 && !seen.Add(HashOf(step)));
            Mark(ref marks[i], WasteKind.InError, reading.IsError);
        }

        var needed = UsefulChange.StepsNeeded(run, readings);
        for (var i = 0; i < marks.Length; i++)
        {
            Mark(ref marks[i], WasteKind.AfterLastChange, i >= needed);
            Mark(ref marks[i], WasteKind.FailedRun, run.Outcome.Good == false);
        }

        return marks;
    }

    public static bool IsOf(byte mark, WasteKind kind) => (mark & (1 << (int)kind)) != 0;

    private static void Mark(ref byte mark, WasteKind kind, bool isOf) => mark |= (byte)(isOf ? 1 << (int)kind : 0);

    private static (ulong Action, ulong Result) HashOf(Step step)
    {
        ulong action = TextHash.Seed,
            result = TextHash.Seed;
        foreach (var call in step.Calls)
        {
            action = TextHash.Mix(TextHash.Mix(action, call.Name), call.Command ?? call.Arguments);
            result = TextHash.Mix(result, call.Result ?? "");
        }

        return (action, result);
    }
}
