using System.Security.Cryptography;
using System.Text;
using Stopwise.Traces.Formats.Exchanges;

namespace Stopwise.Traces.Formats.RequestLogs;

/// <summary>
/// Finds which call goes on from which: conversations only grow, so a call that sends all that an earlier one sent, then what
/// that one answered, is the next of its thread.
/// </summary>
internal sealed class CallThreads
{
    private readonly Dictionary<string, CallThread> _ends = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CallThread> _responses = new(StringComparer.Ordinal);

    public List<CallThread> All { get; } = [];

    /// <summary>Takes the next call in time.</summary>
    public void Add(LoggedExchange exchange)
    {
        var scope = $"{exchange.Session}\n{exchange.User}";
        var prefixes = Prefixes(scope, exchange.Call.Sent);
        var thread =
            exchange.Continues is { } response && _responses.TryGetValue(response, out var continued)
                ? continued
                : Longest(prefixes) ?? Retried(exchange, prefixes);
        if (thread is null)
        {
            All.Add(thread = new CallThread());
        }

        thread.Calls.Add(exchange);
        _responses.TryAdd(exchange.Call.Id, thread);
        if (exchange.Call.Sent.Count == 0)
        {
            return;
        }

        // The text of an answer may come back changed by the client: then what was sent is all there is to go by.
        _ends["sent " + prefixes[^1]] = thread;
        if (exchange.Call.Answer is { } answer)
        {
            _ends["told " + Extended(prefixes[^1], answer)] = thread;
        }
    }

    private CallThread? Longest(List<string> prefixes)
    {
        for (var i = prefixes.Count - 1; i >= 0; i--)
        {
            if (_ends.TryGetValue("told " + prefixes[i], out var told))
            {
                return told;
            }
        }

        // The whole of it is left out: two runs of one task begin with the same request.
        for (var i = prefixes.Count - 2; i >= 0; i--)
        {
            if (_ends.TryGetValue("sent " + prefixes[i], out var sent))
            {
                return sent;
            }
        }

        return null;
    }

    /// <summary>The same request in the middle of a conversation, or after an error, is a second try and no other run.</summary>
    private CallThread? Retried(LoggedExchange exchange, List<string> prefixes) =>
        prefixes.Count > 0
        && _ends.TryGetValue("sent " + prefixes[^1], out var thread)
        && (
            exchange.Call.Sent.Any(m => m.Role == ChatRole.Model)
            || thread.Calls[^1].Call is { Failed: true, IsEmpty: true }
        )
            ? thread
            : null;

    private static List<string> Prefixes(string scope, IReadOnlyList<ChatMessage> messages)
    {
        var prefixes = new List<string>(messages.Count);
        var hash = scope;
        foreach (var message in messages)
        {
            prefixes.Add(hash = Extended(hash, message));
        }

        return prefixes;
    }

    private static string Extended(string hash, ChatMessage message) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{hash}\n{message.Key}")).AsSpan(0, 16));
}

/// <summary>Calls of one conversation in the order of time.</summary>
internal sealed class CallThread
{
    public List<LoggedExchange> Calls { get; } = [];

    /// <summary>What the thread was asked first.</summary>
    public string? Asked => Calls[0].Call.Sent.FirstOrDefault(m => m.Role == ChatRole.User && m.Text.Length > 0)?.Text;
}
