namespace Stopwise.Traces.Actions;

/// <summary>What one call did.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Looked">Files it read, as it names them; where the call changes directory, seen from where it began.</param>
/// <param name="Written">Files it wrote, named likewise.</param>
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
    /// <summary>Files and folders that were listed, searched through or asked after, but not read.</summary>
    public IReadOnlyList<string> Listed { get; init; } = [];

    /// <summary>What was searched for, in files, file names or elsewhere.</summary>
    public IReadOnlyList<string> Searches { get; init; } = [];

    /// <summary>Files put back to an earlier state; <c>.</c> for all of them.</summary>
    public IReadOnlyList<string> Reverts { get; init; } = [];

    /// <summary>It may write files that cannot be named.</summary>
    public bool Opaque { get; init; }

    /// <summary>The one file or object that the call is about; null where there is none or more than one.</summary>
    public string? Target { get; init; }

    public static CallReading Of(CallEffect effect, bool isError)
    {
        ArgumentNullException.ThrowIfNull(effect);
        return new(effect.Kind ?? StepKind.Explore, effect.Looked, effect.Written, effect.Check, isError)
        {
            Listed = effect.Listed,
            Searches = effect.Searches,
            Reverts = effect.Reverts,
            Opaque = effect.Opaque,
            Target = TargetOf(effect),
        };
    }

    private static string? TargetOf(CallEffect effect)
    {
        foreach (var files in (ReadOnlySpan<IReadOnlyList<string>>)[effect.Written, effect.Looked, effect.Listed])
        {
            if (files.Count > 0)
            {
                return files.Count == 1 ? files[0] : null;
            }
        }

        return effect.Subject;
    }
}
