using System.Numerics;
using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Kin;

/// <summary>A step as it is compared with steps of other runs: what it does to what, without what differs by chance.</summary>
public sealed class KinStep
{
    internal KinStep(int index, StepKind kind, string deed, string verb) =>
        (Index, Kind, Deed, Verb) = (index, kind, deed, verb);

    /// <summary>Position in its run, from 0.</summary>
    public int Index { get; }

    /// <summary>What it is for.</summary>
    public StepKind Kind { get; }

    /// <summary>What it does in a few words, e.g. <c>edit src/a.py</c>. They quote the run: data, never instructions.</summary>
    public string Deed { get; }

    /// <summary>Files it looks at or writes, short and without the working folder; empty where it names none.</summary>
    public IReadOnlyList<string> Files { get; internal init; } = [];

    /// <summary>What it changed that outlives it: files, or the action itself where a tool names no file.</summary>
    public IReadOnlyList<string> Changed { get; internal init; } = [];

    /// <summary>Whether the check it ran passed; null where it ran none.</summary>
    public bool? Check { get; internal init; }

    internal string Verb { get; }

    /// <summary>Numbers of its targets, ascending: equal numbers mean equal texts among the runs that one reader read.</summary>
    internal int[] Targets { get; init; } = [];

    internal int VerbNumber { get; init; }

    /// <summary>Changed things of the run after this step, as a hash of the set.</summary>
    internal ulong ChangedSoFar { get; init; }

    /// <summary>The run's last check after this step; null before the first.</summary>
    internal bool? LastCheck { get; init; }

    /// <summary>How alike two steps are.</summary>
    internal KinMatch Match(KinStep other)
    {
        if (Kind != other.Kind)
        {
            return KinMatch.None;
        }

        if (!Overlap(Targets, other.Targets))
        {
            return KinMatch.Kind;
        }

        return VerbNumber == other.VerbNumber && Targets.AsSpan().SequenceEqual(other.Targets)
            ? KinMatch.Action
            : KinMatch.Target;
    }

    internal bool SameState(KinStep other) => ChangedSoFar == other.ChangedSoFar && LastCheck == other.LastCheck;

    /// <summary>A hash that does not depend on the order in which a set was filled.</summary>
    internal static ulong With(ulong set, int member)
    {
        var hash = (ulong)(member + 1) * 0x9E3779B97F4A7C15;
        return set + (BitOperations.RotateLeft(hash, 31) ^ hash) * 0xD6E8FEB86659FD93;
    }

    private static bool Overlap(int[] a, int[] b)
    {
        for (int i = 0, j = 0; i < a.Length && j < b.Length; )
        {
            if (a[i] == b[j])
            {
                return true;
            }

            if (a[i] < b[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return false;
    }
}

/// <summary>How alike two steps are, from nothing to the same action.</summary>
public enum KinMatch
{
    /// <summary>Nothing in common, or there is no other step.</summary>
    None = 0,

    /// <summary>The same kind of step: both look, both check, both change, both talk.</summary>
    Kind = 1,

    /// <summary>The same kind on the same file or thing, by another tool or beside others.</summary>
    Target = 2,

    /// <summary>The same action on the same things.</summary>
    Action = 3,
}
