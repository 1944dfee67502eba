using System.Buffers;
using System.Text.RegularExpressions;
using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>A look came back empty and the next step edits as if it had not.</summary>
internal sealed partial class EmptyLookIgnored : ActionRule
{
    private static readonly SearchValues<string> Noticed = SearchValues.Create(
        ["no ", "not ", "n't", "empty", "nothing", "none", "missing", "without", "instead", "create", "unused", "only"],
        StringComparison.OrdinalIgnoreCase
    );

    public override string Name => "empty-look-ignored";

    public override string Looks =>
        "An edit right after a search or read that gave nothing back, with no word about that.";

    public override double Weight => 1.5;

    protected override string Mast => "FM-2.6";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        for (var i = 0; i + 1 < run.Steps.Count; i++)
        {
            var (step, next) = (run.Steps[i], run.Steps[i + 1]);
            if (
                step.Calls is [var call]
                && run.Readings[i] is { Kind: StepKind.Explore, IsError: false }
                && IsEmpty(call.Result)
                && IsLook(call.Command ?? call.Name)
                && run.Readings[i + 1].Edits
                && run.WritesAt(i + 1).FirstOrDefault()?.Path is { } written
                && (next.Message + next.Thought).AsSpan().IndexOfAny(Noticed) < 0
            )
            {
                yield return At(
                    i + 1,
                    $"Step {i + 1} edits {Quote.Clip(written)} right after {Quote.Of(call.Command ?? call.Arguments)} of step {i} found nothing, and does not mention it.",
                    i
                );
            }
        }
    }

    private static bool IsEmpty(string? result) =>
        result is not null
        && result.AsSpan().Trim() is "" or "[]" or "{}" or "No matches found" or "No files found" or "No results found";

    private static bool IsLook(string text) => LookCommand().IsMatch(text);

    [GeneratedRegex(
        @"^(cd [^&;]{1,200}(&&|;)\s*)?(grep|rg|ag|find|cat|ls|sed -n|head|Read|Grep|Glob|search\w*|find_\w+)\b[^|]*$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        10_000
    )]
    private static partial Regex LookCommand();
}
