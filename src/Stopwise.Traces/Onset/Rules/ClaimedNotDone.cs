using System.Text.RegularExpressions;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>The agent tells the user that something was done which no call had done.</summary>
internal sealed partial class ClaimedNotDone : ActionRule
{
    private static readonly (string Verb, string[] Tools)[] Families =
    [
        ("cancel", ["cancel"]),
        ("book", ["book", "reserve", "create"]),
        ("updat", ["update", "modify", "change", "edit", "set"]),
        ("modif", ["update", "modify", "change", "edit", "set"]),
        ("chang", ["update", "modify", "change", "edit", "set", "exchange"]),
        ("upgrad", ["update", "modify", "change", "upgrade"]),
        ("exchang", ["exchange"]),
        ("return", ["return"]),
    ];

    public override string Name => "claimed-not-done";

    public override string Looks =>
        "A message that says something has been done for which no successful call was made.";

    public override double Weight => 2;

    protected override string Mast => "FM-2.6";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var hasTools = run.Acts.Any(a => a.WrittenRecord is not null || a.Record is not null);
        var next = 0;
        for (var i = 0; hasTools && i < run.Steps.Count; i++)
        {
            foreach (
                Match claim in run.Steps[i].Calls.Count > 0 ? [] : Claims().Matches(run.Steps[i].Message).AsEnumerable()
            )
            {
                var verb = claim.Groups["verb"].Value;
                var family = Array.Find(Families, f => verb.StartsWith(f.Verb, StringComparison.OrdinalIgnoreCase));
                if (family.Tools is not null && !done.Overlaps(family.Tools))
                {
                    yield return At(
                        i,
                        $"Step {i} tells the user {Quote.Of(claim.Value)}, but no successful call before it did that."
                    );
                    done.UnionWith(family.Tools);
                }
            }

            for (; next < run.Acts.Count && run.Acts[next].Step <= i; next++)
            {
                if (run.Acts[next] is { Failed: false, WrittenRecord: not null } act)
                {
                    done.UnionWith(act.Call.Name.ToLowerInvariant().Split('_'));
                }
            }
        }
    }

    [GeneratedRegex(
        @"(?<!\b(once|if|after|when|until|unless|not|whether|already|were|was)\b[^.!?\n]{0,60})\b((has|have) (now )?been (successfully )?|I('ve| have) (now )?(successfully )?|successfully )(?<verb>cancell?ed|booked|updated|modified|changed|upgraded|exchanged|returned)\b",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        10_000
    )]
    private static partial Regex Claims();
}
