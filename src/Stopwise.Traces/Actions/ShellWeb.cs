namespace Stopwise.Traces.Actions;

/// <summary>What a request from the command line does: fetch, send, or write a file.</summary>
/// <param name="Url">The address; null where none is spelled out.</param>
/// <param name="Sends">It sends something, so that the other side may change.</param>
/// <param name="Output">The file that takes the answer; null where it is printed.</param>
/// <param name="SavesUnnamed">The answer goes to a file that the command does not name.</param>
internal readonly record struct ShellWeb(string? Url, bool Sends, string? Output, bool SavesUnnamed)
{
    private const string CurlValued = "XdHuAebcFTmwxKrYyzCDEtPQo";

    /// <summary>True for an address on the machine itself.</summary>
    public static bool IsLocal(ReadOnlySpan<char> url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var host = scheme < 0 ? url : url[(scheme + 3)..];
        var end = host.IndexOfAny('/', '?');
        host = end < 0 ? host : host[..end];
        host = host[(host.LastIndexOf('@') + 1)..];
        return host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase)
            || host.StartsWith("127.", StringComparison.Ordinal)
            || host.StartsWith("0.0.0.0", StringComparison.Ordinal)
            || host.StartsWith("[::1]", StringComparison.Ordinal)
            || (host.Length > 1 && host[0] == ':' && char.IsAsciiDigit(host[1]));
    }

    public static ShellWeb Curl(ReadOnlySpan<string> arguments)
    {
        var web = default(ShellWeb);
        var method = "";
        var gets = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            var word = arguments[i];
            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                var (sends, takes) = LongOption(word);
                web = web with
                {
                    Sends = web.Sends || sends,
                    SavesUnnamed = web.SavesUnnamed || word == "--remote-name",
                };
                method = word == "--request" ? value : method;
                gets |= word == "--get";
                web = word == "--output" ? web with { Output = value } : web;
                i += takes ? 1 : 0;
            }
            else if (word.Length > 1 && word[0] == '-')
            {
                i += ReadCluster(word, value, ref web, ref method, ref gets) ? 1 : 0;
            }
            else
            {
                web = web with { Url = web.Url ?? word };
            }
        }

        return web with
        {
            Sends = (web.Sends && !gets) || method is not ("" or "GET" or "HEAD" or "OPTIONS"),
        };
    }

    /// <summary>Clients that name the method as a word: <c>http POST :8000/items</c>.</summary>
    public static ShellWeb Plain(ReadOnlySpan<string> arguments)
    {
        var url = "";
        foreach (var word in arguments)
        {
            url = url.Length == 0 && word.AsSpan().ContainsAny('.', ':') ? word : url;
        }

        return new ShellWeb(
            url,
            arguments.IndexOfAny(["POST", "PUT", "PATCH", "DELETE"]) >= 0,
            null,
            SavesUnnamed: false
        );
    }

    public static ShellWeb Wget(ReadOnlySpan<string> arguments)
    {
        var web = new ShellWeb(null, false, null, SavesUnnamed: true);
        for (var i = 0; i < arguments.Length; i++)
        {
            var word = arguments[i];
            if (word is "--spider" or "-O-" or "-qO-" or "--output-document=-")
            {
                web = web with { SavesUnnamed = false };
            }
            else if (
                word.StartsWith("--post", StringComparison.Ordinal)
                || word.StartsWith("--method", StringComparison.Ordinal)
            )
            {
                web = web with { Sends = true };
            }
            else if (word.Length > 1 && word[0] == '-' && word[1] != '-' && word[^1] == 'O' && i + 1 < arguments.Length)
            {
                web = web with { Output = arguments[++i] is "-" ? null : arguments[i], SavesUnnamed = false };
            }
            else if (word is "-P" or "-o" or "-t" or "-T" or "--header" or "-U" && i + 1 < arguments.Length)
            {
                i++;
            }
            else if (word.Length > 0 && word[0] != '-')
            {
                web = web with { Url = web.Url ?? word };
            }
        }

        return web;
    }

    private static (bool Sends, bool TakesValue) LongOption(string word)
    {
        var sends =
            word.StartsWith("--data", StringComparison.Ordinal)
            || word.StartsWith("--form", StringComparison.Ordinal)
            || word.StartsWith("--json", StringComparison.Ordinal)
            || word.StartsWith("--upload-file", StringComparison.Ordinal);
        var takes =
            !word.Contains('=', StringComparison.Ordinal)
            && (
                sends
                || word
                    is "--request"
                        or "--header"
                        or "--output"
                        or "--user"
                        or "--user-agent"
                        or "--max-time"
                        or "--connect-timeout"
                        or "--retry"
                        or "--retry-delay"
                        or "--write-out"
                        or "--cookie"
                        or "--cookie-jar"
                        or "--cacert"
                        or "--cert"
                        or "--key"
                        or "--proxy"
                        or "--referer"
                        or "--resolve"
                        or "--unix-socket"
            );
        return (sends, takes);
    }

    /// <summary>Short options written together; true where the last of them takes the next word.</summary>
    private static bool ReadCluster(string word, string next, ref ShellWeb web, ref string method, ref bool gets)
    {
        for (var i = 1; i < word.Length; i++)
        {
            var takes = CurlValued.Contains(word[i], StringComparison.Ordinal);
            var value = i + 1 < word.Length ? word[(i + 1)..] : next;
            switch (word[i])
            {
                case 'd' or 'F' or 'T':
                    web = web with { Sends = true };
                    break;
                case 'X':
                    method = value;
                    break;
                case 'o':
                    web = web with { Output = value };
                    break;
                case 'O':
                    web = web with { SavesUnnamed = true };
                    break;
                case 'G':
                    gets = true;
                    break;
            }

            if (takes)
            {
                return i + 1 == word.Length;
            }
        }

        return false;
    }
}
