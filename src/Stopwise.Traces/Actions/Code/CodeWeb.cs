using System.Buffers;

namespace Stopwise.Traces.Actions.Code;

/// <summary>The hosts that program text asks for something, as far as it spells their addresses out.</summary>
internal static class CodeWeb
{
    private static readonly SearchValues<string> Clients = SearchValues.Create(
        [
            "requests.",
            "urllib",
            "urlopen",
            "urlretrieve",
            "httpx",
            "aiohttp",
            "http.client",
            "fetch(",
            "axios",
            "http.get",
            "https.get",
            "Net::HTTP",
            "LWP::",
            "XMLHttpRequest",
            "read_csv(\"http",
            "read_csv('http",
            "websocket",
        ],
        StringComparison.Ordinal
    );

    /// <summary>Adds the hosts of the addresses in code that uses a client of the web; others may be data.</summary>
    public static void AddHosts(ReadOnlySpan<char> code, CallEffect effect)
    {
        if (code.IndexOf("://", StringComparison.Ordinal) < 0 || code.IndexOfAny(Clients) < 0)
        {
            return;
        }

        for (var rest = code; rest.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at; rest = rest[(at + 3)..])
        {
            if (
                rest[..at].EndsWith("http", StringComparison.OrdinalIgnoreCase)
                || rest[..at].EndsWith("https", StringComparison.OrdinalIgnoreCase)
            )
            {
                var start = rest[..at].LastIndexOfAnyExceptInRange('a', 'z') + 1;
                if (WebAddress.HostOf(rest[start..]) is { } host)
                {
                    effect.AddCodeHost(host);
                }
            }
        }
    }
}
