using System.Buffers;

namespace Stopwise.Traces.Actions;

/// <summary>Addresses as text: no name is looked up.</summary>
internal static class WebAddress
{
    private static readonly SearchValues<char> AfterHost = SearchValues.Create("/?#\"'` \t\n\r<>)]}\\,;|");

    /// <summary>
    /// The host of the address that a text begins with, in lower case and without port; null where it begins with none, is
    /// on the machine itself, or names its host only when it runs.
    /// </summary>
    public static string? HostOf(ReadOnlySpan<char> text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme is < 2 or > 12 || text[..scheme].ContainsAnyExceptInRange('+', 'z') || text.StartsWith("file:"))
        {
            return null;
        }

        return Plain(text[(scheme + 3)..]);
    }

    /// <summary>The host of an address without a scheme, as <c>example.org/a</c>, <c>git@example.org:a/b</c> or <c>example.org:22</c>.</summary>
    public static string? Plain(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny(AfterHost);
        var host = end < 0 ? rest : rest[..end];
        host = host[(host.LastIndexOf('@') + 1)..];
        var colon = host.StartsWith("[") ? -1 : host.IndexOf(':');
        host = (colon < 0 ? host : host[..colon]).TrimEnd('.');
        return host.Length is < 2 or > 253 || ShellWeb.IsLocal(host) || !IsName(host)
            ? null
            : host.ToString().ToLowerInvariant();
    }

    private static bool IsName(ReadOnlySpan<char> host)
    {
        foreach (var c in host)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_' or '[' or ']'))
            {
                return false;
            }
        }

        return host.Contains('.') || host.StartsWith("[");
    }
}
