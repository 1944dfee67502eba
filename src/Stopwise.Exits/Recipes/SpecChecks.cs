namespace Stopwise.Exits.Recipes;

/// <summary>The checks that several specs share, with messages for whoever wrote the file.</summary>
internal static class SpecChecks
{
    public static int Column(this SignalSchema schema, string name)
    {
        var column = schema.IndexOf(name);
        return column >= 0
            ? column
            : throw new StopwiseException(
                $"Signal '{name}' is not among the signals of this host: {string.Join(", ", schema.Names)}."
            );
    }

    public static int[] Columns(this SignalSchema schema, IReadOnlyList<string> names) =>
        [.. names.Select(schema.Column)];

    /// <summary>Infinity passes: it means "never" or "always". NaN would silently switch the rule off.</summary>
    public static double Number(double? value, string rule, string name) =>
        value is { } number && !double.IsNaN(number)
            ? number
            : throw new StopwiseException($"Rule '{rule}': '{name}' must be a number.");

    public static double[] Numbers(IReadOnlyList<double> values, int length, string rule, string name)
    {
        if (values.Count != length)
        {
            throw new StopwiseException($"Rule '{rule}': '{name}' has {values.Count} numbers; {length} are needed.");
        }

        return [.. values.Select(v => Number(v, rule, name))];
    }

    public static int AtLeast(int value, int least, string rule, string name) =>
        value >= least
            ? value
            : throw new StopwiseException($"Rule '{rule}': '{name}' is {value}; it must be at least {least}.");

    public static Verdict Fires(Verdict verdict, string rule) =>
        verdict != Verdict.Continue
            ? verdict
            : throw new StopwiseException(
                $"Rule '{rule}': a rule that answers 'continue' never fires; choose another verdict."
            );
}
