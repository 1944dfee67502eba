using System.Text.RegularExpressions;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>A path that a result said does not exist is used again and is missing again.</summary>
internal sealed partial class MissingPathReused : ActionRule
{
    public override string Name => "missing-path-reused";

    public override string Looks => "A second failure over a missing file that nothing made in between.";

    public override double Weight => 2;

    protected override string Mast => "FM-1.4";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var missing = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var act in run.Acts)
        {
            foreach (var path in MissingPaths(act))
            {
                if (missing.TryGetValue(path, out var first) && first < act.Step)
                {
                    yield return At(
                        act.Step,
                        $"Step {act.Step} uses {Quote.Clip(path)} again, which step {first} had reported missing.",
                        first
                    );
                }

                missing[path] = act.Step;
            }

            foreach (var written in act.Reading.Written)
            {
                missing.Remove(FileName.Key(written));
            }
        }
    }

    private static IEnumerable<string> MissingPaths(Act act)
    {
        if (!act.Failed || act.Call.Result is not { } result)
        {
            return [];
        }

        // The agent must have named it: a program's own missing files are not its mistake.
        return Missing()
            .Matches(result.Length > 4000 ? result[^4000..] : result)
            .Select(m => FileName.Key(m.Groups["path"].Value))
            .Where(p => IsPath(p) && act.Text.Contains(p, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);
    }

    private static bool IsPath(string word) =>
        word.Length > 2 && word[0] != '-' && (word.Contains('/', StringComparison.Ordinal) || Path.HasExtension(word));

    [GeneratedRegex(
        @"(No such file or directory: '(?<path>[^'\n]{1,300})'|cannot (access|open|stat) '?(?<path>[^'\s:]{1,300})|\s'?(?<path>[^\s':]{1,300})'?: No such file or directory)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        10_000
    )]
    private static partial Regex Missing();
}
