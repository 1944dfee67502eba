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
        var altered = AlteredBy(run.Run.Submission);
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
                    && (
                        touch.Write.Mode == WriteMode.InPlace
                        || (touch.Write.Mode == WriteMode.ByCode && IsRewritten(story, i))
                        || (touch.Write.Mode == WriteMode.Whole && altered.Contains(FileName.Last(touch.Path)))
                        || Overwrites(touch, listed)
                    )
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

    /// <summary>Code that opens a file to read and to write alters what is there; what it read, the agent did not see.</summary>
    private static bool IsRewritten(List<Touch> story, int at)
    {
        for (var i = at + 1; i < story.Count && story[i].Step == story[at].Step; i++)
        {
            if (story[i].Kind == TouchKind.Looked && FileName.Same(story[i].Path, story[at].Path))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Last names of the files that the handed-in patch alters: they were there before the run.</summary>
    private static HashSet<string> AlteredBy(string? patch)
    {
        const string Header = "diff --git a/";
        var altered = new HashSet<string>(StringComparer.Ordinal);
        string? file = null;
        foreach (var line in (patch ?? "").AsSpan().EnumerateLines())
        {
            if (line.StartsWith(Header, StringComparison.Ordinal))
            {
                var end = line.IndexOf(" b/", StringComparison.Ordinal);
                file = end < 0 ? null : FileName.Last(line[Header.Length..end].ToString());
            }
            else if (file is not null)
            {
                if (!line.StartsWith("new file", StringComparison.Ordinal))
                {
                    altered.Add(file);
                }

                file = null;
            }
        }

        return altered;
    }

    private Finding Unread(Touch touch, int later)
    {
        var verb = touch.Write!.Mode == WriteMode.Whole ? "overwrites" : "edits";
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
