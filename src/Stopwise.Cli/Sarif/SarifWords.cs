namespace Stopwise.Cli.Sarif;

/// <summary>Text of recordings as SARIF messages, where viewers replace placeholders and follow links.</summary>
internal static class SarifWords
{
    private const int MostText = 1_000;

    /// <summary>
    /// Text that is shown as it is: braces are doubled as 3.11.5 demands, and what would be an embedded link (3.11.6) is
    /// broken up, so that no recording can put a link of its own before a reader.
    /// </summary>
    public static SarifText Plain(string text) =>
        new(
            Shown
                .Line(text, MostText)
                .Replace("](", "] (", StringComparison.Ordinal)
                .Replace("{", "{{", StringComparison.Ordinal)
                .Replace("}", "}}", StringComparison.Ordinal)
        );
}
