using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>An identifier in a call that nobody had given.</summary>
internal sealed class InventedArgument : ActionRule
{
    private const int Shortest = 4;
    private const int Longest = 60;

    public override string Name => "invented-argument";

    public override string Looks =>
        "A call of a record tool with an identifier that neither the user nor any result had shown.";

    public override double Weight => 2.5;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        if (run.Run.Prompt is null)
        {
            yield break;
        }

        foreach (var act in run.Acts)
        {
            if (!IsRecordTool(act))
            {
                continue;
            }

            foreach (var (field, value) in act.Texts)
            {
                if (
                    IsIdentifier(field, value)
                    && run.Words.FirstUnseen(value, act.Step, ownWordsCount: false) is not null
                )
                {
                    yield return At(
                        act.Step,
                        $"Step {act.Step} calls {Quote.Clip(act.Call.Name)} with {Quote.Clip(field)} {Quote.Of(value)}, which neither the user nor any earlier result had named."
                    );
                    break;
                }
            }
        }
    }

    /// <summary>A tool in snake case that has nothing to do with files: the kind that keeps records.</summary>
    private static bool IsRecordTool(Act act) =>
        !act.IsShell
        && act.Reading is { Written.Count: 0, Looked.Count: 0 }
        && act.Reading.Kind != StepKind.Communicate
        && act.Call.Name.Contains('_', StringComparison.Ordinal);

    private static bool IsIdentifier(string field, string value) =>
        value.Length is >= Shortest and <= Longest
        && !value.Contains(' ', StringComparison.Ordinal)
        && (
            ToolArguments.IsId(field)
            || (value.AsSpan().ContainsAnyInRange('0', '9') && value.Any(char.IsAsciiLetterUpper))
        );
}
