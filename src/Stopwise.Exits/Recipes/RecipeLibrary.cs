namespace Stopwise.Exits.Recipes;

/// <summary>The recipes that come with the kernel: caps for agent runs, and one per published exit mechanism.</summary>
/// <remarks>They lie inside the assembly, so a host can use them without a file system. Their numbers are the published
/// ones where there are any; they are starting points, and promise nothing before they are calibrated.</remarks>
public static class RecipeLibrary
{
    private const string Ending = ".recipe.json";

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(RecipeLibrary)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.EndsWith(Ending, StringComparison.Ordinal))
            .Select(n => n[..^Ending.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads one of <see cref="Names"/>.</summary>
    /// <exception cref="StopwiseException">There is no recipe of this name.</exception>
    public static Recipe Load(string name)
    {
        using var stream =
            typeof(RecipeLibrary).Assembly.GetManifestResourceStream(name + Ending)
            ?? throw new StopwiseException($"There is no recipe '{name}'; there are {string.Join(", ", Names)}.");
        using var reader = new StreamReader(stream);
        return Recipe.Parse(reader.ReadToEnd());
    }
}
