using System.Collections.Frozen;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>Edits after which nothing was run, up to the hand-in.</summary>
internal sealed class EditUnverified : ActionRule
{
    private static readonly FrozenSet<string> Prose = FrozenSet.ToFrozenSet(
        [".md", ".rst", ".txt", ".adoc"],
        StringComparer.OrdinalIgnoreCase
    );

    public override string Name => "edit-unverified";

    public override string Looks => "The first of the last edits, where nothing is run after them.";

    public override double Weight => 1;

    protected override string Mast => "FM-3.2";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var ran = run.Acts.LastOrDefault(a => a.Runs)?.Step ?? -1;
        var unverified = run
            .Acts.Where(a => a.Step > ran && !a.Failed)
            .SelectMany(a => a.Writes.Select(w => (a.Step, w.Path, w.Mode)))
            .Where(w =>
                w.Mode is WriteMode.InPlace or WriteMode.Whole
                && run.Readings[w.Step].Edits
                && !Prose.Contains(Path.GetExtension(w.Path))
                && !LookedAtLater(run, w.Path, w.Step)
            )
            .ToList();
        if (unverified.Count > 0)
        {
            var (step, path, _) = unverified[0];
            var last = ran < 0 ? "no step of the run executes anything" : $"the last execution is step {ran}";
            yield return At(
                step,
                $"Step {step} edits {Quote.Clip(path)} and no later step runs anything: {last}.",
                unverified.Select(w => w.Step).Append(run.Steps.Count - 1)
            );
        }
    }

    /// <summary>Looking again is enough for data; code is only known to work when it has run.</summary>
    private static bool LookedAtLater(RunView run, string path, int step) =>
        !Code.Contains(Path.GetExtension(path))
        && run.Files.StoryOf(path) is { Count: > 0 } story
        && story[^1] is { Kind: TouchKind.Looked } last
        && last.Step > step;

    private static readonly FrozenSet<string> Code = FrozenSet.ToFrozenSet(
        [
            ".py",
            ".js",
            ".ts",
            ".tsx",
            ".jsx",
            ".c",
            ".h",
            ".cc",
            ".cpp",
            ".hpp",
            ".cs",
            ".go",
            ".rs",
            ".java",
            ".rb",
            ".php",
            ".sh",
            ".pl",
            ".kt",
            ".swift",
            ".scala",
            ".lua",
            ".r",
            ".sql",
        ],
        StringComparer.OrdinalIgnoreCase
    );
}
