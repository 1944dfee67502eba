using System.Buffers;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>Work that was undone and not done again before the end.</summary>
internal sealed class LostRevert : ActionRule
{
    private static readonly SearchValues<string> Probes = SearchValues.Create(
        ["debug", "print(", "printf(", "console.log", "pdb", "breakpoint"],
        StringComparison.OrdinalIgnoreCase
    );

    public override string Name => "lost-revert";

    public override string Looks => "A step that undoes an edit of the run after which the file is not edited again.";

    public override double Weight => 1.5;

    protected override string Mast => "FM-1.4";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var written = new Dictionary<string, int>(StringComparer.Ordinal);
        var swaps = new HashSet<(string, string, string)>();
        var undone = new Dictionary<string, (int Edit, int Undo, string Path)>(StringComparer.Ordinal);
        foreach (var act in run.Acts)
        {
            if (act.Failed)
            {
                continue;
            }

            // A command that puts a file back and runs code after it may write it anew.
            if (act.Call.Command is { } command && !act.Runs && command.Contains("git ", StringComparison.Ordinal))
            {
                Undo(act, written, undone);
            }

            foreach (var write in act.Writes)
            {
                var name = FileName.Last(write.Path);
                if (write is { Old: { } old, New: { } now } && old.Length > 0 && now.Length > 0)
                {
                    if (swaps.Contains((name, now, old)) && written.TryGetValue(name, out var edit))
                    {
                        undone[name] = (edit, act.Step, write.Path);
                        continue;
                    }

                    swaps.Add((name, old, now));
                }

                if (write.Mode == WriteMode.Moved)
                {
                    // A copy that was kept aside and put back.
                    if (!act.Text.Contains("git ", StringComparison.Ordinal))
                    {
                        Restore(undone, name, act.Step);
                    }

                    continue;
                }

                undone.Remove(name);
                if (IsWork(act, write.Path))
                {
                    written[name] = act.Step;
                }
            }
        }

        foreach (var (edit, undo, path) in undone.Values)
        {
            yield return At(
                undo,
                $"Step {undo} undoes what step {edit} wrote to {Quote.Clip(path)}, and no later step writes it again.",
                edit
            );
        }
    }

    private static void Undo(Act act, Dictionary<string, int> written, Dictionary<string, (int, int, string)> undone)
    {
        foreach (var command in act.Commands)
        {
            if (command.Program != "git")
            {
                continue;
            }

            var words = command.Arguments.Where(w => w.Length > 0 && w[0] != '-').ToList();
            switch (words)
            {
                case ["stash", "pop" or "apply", ..]:
                    undone.Clear();
                    break;
                case ["checkout" or "restore", .. var paths]
                    when !command.Arguments.Contains("-b", StringComparer.Ordinal):
                    foreach (var path in paths)
                    {
                        if (path == ".")
                        {
                            All(act.Step, written, undone);
                        }
                        else if (written.Remove(FileName.Last(path), out var edit))
                        {
                            undone[FileName.Last(path)] = (edit, act.Step, path);
                        }
                    }

                    break;
                case ["stash"] or ["stash", "push" or "save" or "-u", ..]:
                case ["reset", ..] when command.Arguments.Contains("--hard", StringComparer.Ordinal):
                    All(act.Step, written, undone);
                    break;
            }
        }
    }

    private static void Restore(Dictionary<string, (int Edit, int Undo, string Path)> undone, string name, int step)
    {
        if (undone.TryGetValue(name, out var lost) && lost.Undo < step)
        {
            undone.Remove(name);
        }
    }

    /// <summary>Tests, and prints to look through, are put in to be taken out again.</summary>
    private static bool IsWork(Act act, string path) =>
        !path.Contains("test", StringComparison.OrdinalIgnoreCase) && act.Text.AsSpan().IndexOfAny(Probes) < 0;

    private static void All(int step, Dictionary<string, int> written, Dictionary<string, (int, int, string)> undone)
    {
        foreach (var (name, edit) in written)
        {
            undone[name] = (edit, step, name);
        }

        written.Clear();
    }
}
