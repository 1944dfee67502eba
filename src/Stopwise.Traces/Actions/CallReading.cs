namespace Stopwise.Traces.Actions;

/// <summary>What one call did.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Looked">Files and folders it looked at, as it names them.</param>
/// <param name="Written">Files it wrote, as it names them.</param>
/// <param name="IsCheck">It ran a check, perhaps beside a change.</param>
/// <param name="IsError">It failed: error flag, exit code or an error text.</param>
internal sealed record CallReading(
    StepKind Kind,
    IReadOnlyList<string> Looked,
    IReadOnlyList<string> Written,
    bool IsCheck,
    bool IsError
)
{
    public static CallReading Of(in CallEffect effect, bool isError) =>
        new(
            effect.Edits || effect.Opaque || effect.Written.Count > 0 || (effect.Changes && !effect.Check)
                    ? StepKind.Change
                : effect.Check ? StepKind.Verify
                : StepKind.Explore,
            effect.Looked,
            effect.Written,
            effect.Check,
            isError
        );
}
