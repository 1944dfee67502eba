using System.Text.RegularExpressions;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>The words announce an edit of one file and the action edits another.</summary>
internal sealed partial class EditElsewhere : ActionRule
{
    private const int Patience = 2;

    public override string Name => "edit-elsewhere";

    public override string Looks =>
        "A step that says it edits one file, edits another that it does not name, and does not come to the first soon.";

    public override double Weight => 1.5;

    protected override string Mast => "FM-2.6";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        for (var i = 0; i < run.Steps.Count; i++)
        {
            if (
                run.Readings[i] is not { Edits: true, Opaque: false }
                || run.WritesAt(i).Select(w => w.Path).ToList() is not [var written, ..] paths
            )
            {
                continue;
            }

            var words = run.Steps[i].Message + "\n" + run.Steps[i].Thought;
            var named = Announced().Matches(words).Select(m => m.Groups["file"].Value).ToList();
            if (
                named.Count == 0
                || paths.Exists(w => words.Contains(FileName.Last(w), StringComparison.Ordinal))
                || named.Exists(n => WritesSoon(run, n, i))
            )
            {
                continue;
            }

            yield return At(
                i,
                $"Step {i} says {Quote.Of(named[^1])} is to be edited, but writes {Quote.Clip(written)}, which it does not name."
            );
        }
    }

    private static bool WritesSoon(RunView run, string path, int step)
    {
        for (var i = step; i < Math.Min(run.Steps.Count, step + 1 + Patience); i++)
        {
            if (run.WritesAt(i).Any(w => FileName.Last(w.Path) == FileName.Last(path)))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(
        @"\b(edit|modify|update|fix|patch|change|rewrite|correct)\s+(the\s+|file\s+|in\s+)?`?(?<file>[\w/.\-]{1,200}\.(py|js|tsx?|jsx|c|h|cpp|cc|hpp|cs|go|rs|java|rb|php|sh|json|ya?ml|toml|cfg|ini|html|css|sql))\b",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        10_000
    )]
    private static partial Regex Announced();
}
