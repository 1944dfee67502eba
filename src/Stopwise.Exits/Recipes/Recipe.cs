namespace Stopwise.Exits.Recipes;

/// <summary>A rule with its signals, settlement and calibration method; the content of a <c>*.recipe.json</c> file.</summary>
public sealed record Recipe
{
    /// <summary>The newest file version this code reads and the one it writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>File version, 1 to <see cref="CurrentVersion"/>.</summary>
    public required int Version { get; init; }

    /// <summary>Short name in kebab case.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for and where it is from, in a sentence or two.</summary>
    public string? About { get; init; }

    /// <summary>The kind of loop it is for, e.g. <c>agent-run</c>, <c>layers</c>, <c>tokens</c>, <c>timesteps</c>, <c>cascade</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The signals that the host must offer; every signal of the rule is among them.</summary>
    public required IReadOnlyList<string> Signals { get; init; }

    /// <summary>The rule; at most one parameter may be free.</summary>
    public required RuleSpec Rule { get; init; }

    /// <summary>What a stop does about the units it skips.</summary>
    public required Settlement Settlement { get; init; }

    /// <summary>How the free parameter is chosen; absent for a rule that is used as written.</summary>
    public RecipeCalibration? Calibration { get; init; }

    /// <summary>Reads and checks a recipe.</summary>
    /// <exception cref="StopwiseException">The text is not a recipe, or <see cref="Check"/> refuses it.</exception>
    public static Recipe Parse(string json)
    {
        var recipe = RecipeJson.Read(json, RecipeJson.Files.Recipe, "recipe");
        recipe.Check();
        return recipe;
    }

    /// <summary>The file's text: indented, with a last line feed; numbers read back to the same bits.</summary>
    public string ToJson() => RecipeJson.Write(this, RecipeJson.Files.Recipe);

    /// <summary>Refuses a recipe that could never run.</summary>
    /// <exception cref="StopwiseException">The message names the recipe, what is wrong and what is wanted.</exception>
    public void Check()
    {
        FileChecks.Version(Version, CurrentVersion, $"Recipe '{Name}'");
        FileChecks.Text(Name, "A recipe", "name");
        FileChecks.Text(Host, $"Recipe '{Name}'", "host");
        if (Rule.FreeParameters > 1)
        {
            throw new StopwiseException(
                $"Recipe '{Name}' leaves {Rule.FreeParameters} parameters free; calibration chooses one. Fix all but one."
            );
        }

        if (!Rule.IsFrozen && Calibration is null)
        {
            throw new StopwiseException(
                $"Recipe '{Name}' has a free parameter but no 'calibration' that would choose it."
            );
        }

        Calibration?.Check(Name);
        FileChecks.Named($"Recipe '{Name}'", () => Rule.Freeze(0).Bind(new SignalSchema(Version, Signals)));
    }
}

/// <summary>How a recipe's free parameter is to be chosen.</summary>
public sealed record RecipeCalibration
{
    /// <summary>
    /// <c>fixed-sequence</c>, <c>conformal-risk</c>, <c>split-conformal</c>, <c>quantile</c>, <c>hand-set</c>,
    /// <c>supervised</c>, <c>online</c> or <c>regression</c>.
    /// </summary>
    public required string Method { get; init; }

    /// <summary>The loss whose risk is bounded: a loss column of the exit table, e.g. <c>hand-in</c>.</summary>
    public string? Loss { get; init; }

    /// <summary>The most harm that is allowed, a share above 0 and below 1.</summary>
    public double? Alpha { get; init; }

    /// <summary>The probability, above 0 and below 1, that calibration itself was unlucky.</summary>
    public double? Delta { get; init; }

    private static readonly string[] Methods =
    [
        "fixed-sequence",
        "conformal-risk",
        "split-conformal",
        "quantile",
        "hand-set",
        "supervised",
        "online",
        "regression",
    ];

    internal void Check(string recipe)
    {
        if (!Methods.Contains(Method, StringComparer.Ordinal))
        {
            throw new StopwiseException(
                $"Recipe '{recipe}': calibration method '{Method}' is not one of {string.Join(", ", Methods)}."
            );
        }

        FileChecks.Share(Alpha, $"Recipe '{recipe}'", "alpha");
        FileChecks.Share(Delta, $"Recipe '{recipe}'", "delta");
    }
}
