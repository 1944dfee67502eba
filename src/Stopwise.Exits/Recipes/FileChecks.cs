namespace Stopwise.Exits.Recipes;

/// <summary>The checks that recipe and policy files share.</summary>
internal static class FileChecks
{
    public static void Version(int version, int newest, string owner)
    {
        if (version < 1 || version > newest)
        {
            throw new StopwiseException($"{owner} has file version {version}; this program reads 1 to {newest}.");
        }
    }

    public static void Text(string value, string owner, string name)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new StopwiseException($"{owner} needs a '{name}'.");
        }
    }

    public static void Share(double? value, string owner, string name)
    {
        if (value is { } share && !(share > 0 && share < 1))
        {
            throw new StopwiseException($"{owner}: '{name}' is {share}; it must lie between 0 and 1.");
        }
    }

    /// <summary>Runs a check and says whose file failed it.</summary>
    public static void Named(string owner, Func<IExitRule> check)
    {
        try
        {
            check();
        }
        catch (Exception e) when (e is StopwiseException or ArgumentException)
        {
            throw new StopwiseException($"{owner}: {e.Message}", e);
        }
    }
}
