namespace Stopwise.Traces.Onset.Rules;

/// <summary>An edit of a file that no solved run of the task touched.</summary>
internal sealed class KinFile : ActionRule
{
    public override string Name => "file-kin-never-touched";

    public override string Looks =>
        "The first edit of an existing file that none of the solved runs of the task wrote.";

    public override double Weight => 1.5;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var kin = run
            .Kin.SelectMany(k => k.Readings)
            .SelectMany(r => r.Written)
            .Select(FileName.Last)
            .ToHashSet(StringComparer.Ordinal);
        if (kin.Count == 0)
        {
            yield break;
        }

        foreach (var edit in run.Checks.Edits)
        {
            if (
                run.WritesAt(edit)
                    .FirstOrDefault(w => w.Mode == WriteMode.InPlace && !kin.Contains(FileName.Last(w.Path))) is
                { Path: var path }
            )
            {
                yield return At(
                    edit,
                    $"Step {edit} writes {Quote.Clip(path)}, which none of {run.Kin.Count} solved runs of this task wrote."
                );
                yield break;
            }
        }
    }
}
