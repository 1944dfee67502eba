namespace Stopwise.Traces.Onset.Rules;

/// <summary>An edit that replaces text with a word in it that nothing had shown.</summary>
internal sealed class OldTextUnseen : ActionRule
{
    private const int ShortestText = 8;

    public override string Name => "old-text-unseen";

    public override string Looks =>
        "An edit whose text to be replaced holds a word that no earlier result showed and the run had not written.";

    public override double Weight => 2;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        foreach (var act in run.Acts)
        {
            foreach (var write in act.Writes)
            {
                if (
                    write.Old is { Length: >= ShortestText } old
                    && run.Words.FirstUnseen(old, act.Step, ownWordsCount: true) is { } word
                )
                {
                    yield return At(
                        act.Step,
                        $"Step {act.Step} replaces text of {Quote.Clip(write.Path)} that holds {Quote.Of(word)}, which nothing before it had shown."
                    );
                }
            }
        }
    }
}
