namespace Stopwise.Traces.Onset.Rules;

/// <summary>The rules about tools, files, checks, errors and records.</summary>
internal static class ActionRules
{
    public static IReadOnlyList<OnsetRule> All { get; } =
    [
        new CheckRegression(mended: false),
        new CheckRegression(mended: true),
        new EditUnverified(),
        new CheckNotRerun(),
        new CheckEditedToPass(),
        new HandInFailing(),
        new SuccessClaimed(),
        new ErrorNeverCleared(),
        new FailingRepeat(),
        new FailedEditRepeat(),
        new WriteAbandoned(),
        new EditUnread(),
        new OldTextUnseen(),
        new EditElsewhere(),
        new EditWithoutEffect(),
        new LostRevert(),
        new MissingPathReused(),
        new EmptyLookIgnored(),
        new TruncatedUnread(),
        new InventedArgument(),
        new RecordUnread(),
        new StateForbidsWrite(),
        new WriteBlocksWrite(),
        new ClaimedNotDone(),
        new LoopStart(),
        new TodoLeftOpen(),
        new RequirementUnmentioned(),
        new SettlesForLess(),
        new GivesUp(),
        new EndsOnError(),
        new PrematureHandIn(),
        new KinFile(),
        new PartsFromKin(),
        new KinWrite(),
        new KinWriteMissing(),
    ];
}
