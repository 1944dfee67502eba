using System.Security.Cryptography;
using System.Text;
using Stopwise.Exits;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Export.Cuts;

/// <summary>A run up to a step, to be gone on with from there.</summary>
public sealed class RunCut
{
    /// <summary>Stands for a result that the recording lacks, so that every call has one.</summary>
    public const string MissingResult = "(no result was recorded)";

    private RunCut(Run run, int asked, int before, CutHint? hint) =>
        (Origin, Asked, Before, Hint) = (run, asked, before, hint);

    /// <summary>The run that is cut.</summary>
    public Run Origin { get; }

    /// <summary>The step before which to cut, as the caller said.</summary>
    public int Asked { get; }

    /// <summary>The step before which it is cut: the first of the asked one's model turn. So many steps are kept.</summary>
    public int Before { get; }

    /// <summary>What the agent is told; null where nothing is added.</summary>
    public CutHint? Hint { get; }

    /// <summary>The name of the cut run, which tells where it comes from.</summary>
    public string Id => $"{Origin.Id}~before-{Before}";

    /// <summary>A name for formats that ask for a UUID: the same for the same run, place and hint, and no other's.</summary>
    public Guid Uuid => Named($"{Origin.Id}\n{Before}\n{Hint?.Message}");

    /// <summary>True where nothing is left: no step is kept, the prompt is not recorded, and there is no hint.</summary>
    public bool IsEmpty => Before == 0 && string.IsNullOrEmpty(Origin.Prompt) && Hint is null;

    /// <summary>The kept steps, each call with a result.</summary>
    public IReadOnlyList<Step> Steps => [.. Origin.Steps.Take(Before).Select(Answered)];

    /// <param name="run">The run.</param>
    /// <param name="before">A step from 0; the number of steps keeps them all and cuts off the closing call.</param>
    /// <param name="hint">What the agent is told at the end; null adds nothing.</param>
    /// <exception cref="StopwiseException">The run has no such step.</exception>
    public static RunCut Of(Run run, int before, CutHint? hint = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        return before >= 0 && before <= run.Steps.Count
            ? new RunCut(run, before, CutPoint.Before(run, before), hint)
            : throw new StopwiseException(
                $"The cut is before step {before}, and the run has steps 0 to {run.Steps.Count - 1}."
            );
    }

    /// <summary>The cut as a run of its own: outcome unknown, the hint as what the user last said.</summary>
    public Run ToRun()
    {
        var steps = Steps.ToList();
        var prompt = Origin.Prompt;
        if (Hint is { } hint && steps is [.., var last])
        {
            steps[^1] = last with { Reply = Joined(last.Reply, hint.Message) };
        }
        else if (Hint is not null)
        {
            prompt = Joined(prompt, Hint.Message);
        }

        return Origin with
        {
            Id = Id,
            Prompt = prompt,
            Steps = steps,
            Closing = null,
            Submission = null,
            ExitStatus = null,
            EndedAt = null,
            StatedCostUsd = null,
            FailureLabels = null,
            Outcome = Outcome.Unknown,
        };
    }

    internal static string Joined(string? before, string more) =>
        string.IsNullOrEmpty(before) ? more : $"{before}\n\n{more}";

    internal static Guid Named(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static Step Answered(Step step) =>
        step.Calls.All(c => c.Result is not null)
            ? step
            : step with
            {
                Calls = [.. step.Calls.Select(c => c.Result is null ? c with { Result = MissingResult } : c)],
            };
}
