namespace Stopwise.Traces.Costs;

/// <summary>Small files of the system that may be missing or closed to us.</summary>
internal static class TextFile
{
    /// <summary>The text without blanks around it; null where it cannot be read, which is a fact here and no failure.</summary>
    public static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
