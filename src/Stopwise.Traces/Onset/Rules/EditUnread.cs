namespace Stopwise.Traces.Onset.Rules;

/// <summary>An edit of a file whose text the run had not seen.</summary>
internal sealed class EditUnread : ActionRule
{
    // More spellings of one name than this and it is no longer worth telling them apart.
    private const int MostSpellings = 32;

    public override string Name => "edit-unread";

    public override string Looks => "The first edit of a file that was neither read, nor shown, nor made by the run.";

    public override double Weight => 1.5;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        foreach (var story in run.Files.Stories)
        {
            var known = new HashSet<string>(StringComparer.Ordinal);
            var listed = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < story.Count && known.Count < MostSpellings; i++)
            {
                var touch = story[i];
                if (touch.Kind == TouchKind.Listed)
                {
                    if (touch.Step >= 0 && listed.Count < MostSpellings)
                    {
                        listed.Add(touch.Path);
                    }

                    continue;
                }

                if (touch.Failed || (known.Contains(touch.Path)))
                {
                    continue;
                }

                if (
                    touch is { Kind: TouchKind.Wrote, Write.Mode: not WriteMode.Moved }
                    && !known.Any(k => FileName.Same(k, touch.Path))
                    && (touch.Write.Mode == WriteMode.InPlace || Overwrites(touch, listed))
                )
                {
                    yield return Unread(touch, Later(story, i));
                }

                known.Add(touch.Path);
            }
        }
    }

    /// <summary>A bare name in a listing can be a file of any folder; only one with its folder says that this file was there.</summary>
    private static bool Overwrites(Touch touch, HashSet<string> listed) =>
        touch.Write!.Mode == WriteMode.Whole
        && listed.Any(l => l.Contains('/', StringComparison.Ordinal) && FileName.Same(l, touch.Path));

    private Finding Unread(Touch touch, int later)
    {
        var verb = touch.Write!.Mode == WriteMode.InPlace ? "edits" : "overwrites";
        var since = later < 0 ? "none shows it later either" : $"it is first shown at step {later}";
        return At(
            touch.Step,
            $"Step {touch.Step} {verb} {Quote.Clip(touch.Path)}, whose text no earlier step had shown; {since}.",
            later < 0 ? [] : [later]
        );
    }

    private static int Later(List<Touch> story, int at)
    {
        for (var i = at + 1; i < story.Count; i++)
        {
            if (
                story[i].Kind is TouchKind.Looked or TouchKind.Shown
                && story[i].Step > story[at].Step
                && FileName.Same(story[i].Path, story[at].Path)
            )
            {
                return story[i].Step;
            }
        }

        return -1;
    }
}
