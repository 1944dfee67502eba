namespace Stopwise.Traces.Costs;

/// <summary>The tables that are built into the program.</summary>
internal static class EmbeddedText
{
    public static string Read(string resource)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(resource)!;
        using var text = new StreamReader(stream);
        return text.ReadToEnd();
    }
}
