using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Stopwise.Exits;
using Stopwise.Traces.Replay;

namespace Stopwise.Gateway.Cassettes;

/// <summary>The model that a hybrid replay asks for what is not recorded.</summary>
internal sealed class LiveEndpoint : IDisposable
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(10);

    // The agent's own key goes on; nothing else of its headers concerns the provider.
    private static readonly string[] Passed =
    [
        "Authorization",
        "x-api-key",
        "anthropic-version",
        "anthropic-beta",
        "OpenAI-Organization",
        "OpenAI-Project",
        "OpenAI-Beta",
    ];

    private readonly HttpClient _client;
    private readonly string _address;

    private LiveEndpoint(Uri address)
    {
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = LongestAnswer };
        var text = address.AbsoluteUri.TrimEnd('/');
        _address = text.EndsWith("/v1", StringComparison.Ordinal) ? text[..^3] : text;
    }

    /// <summary>Null where the replay is strict.</summary>
    public static LiveEndpoint? Of(CassettePlayer player, CassetteServerOptions options) =>
        player.Options.Mode == ReplayMode.Strict ? null
        : options.Endpoint is { } address ? new LiveEndpoint(address)
        : throw new StopwiseException(
            "A hybrid replay asks a live model for what is not recorded: name its address with --endpoint."
        );

    /// <summary>Whether the client wants a stream, and with it what was spent.</summary>
    public static (bool Streamed, bool Usage) StreamOf(byte[] request)
    {
        using var body = JsonDocument.Parse(request);
        var root = body.RootElement;
        return (
            root.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True,
            root.TryGetProperty("stream_options", out var how)
                && how.ValueKind == JsonValueKind.Object
                && how.TryGetProperty("include_usage", out var usage)
                && usage.ValueKind == JsonValueKind.True
        );
    }

    /// <summary>Asks for the whole answer at once: it is streamed from here where the agent wants that.</summary>
    /// <exception cref="HttpRequestException">Nobody answers.</exception>
    public async Task<LiveAnswer> AskAsync(string path, IHeaderDictionary headers, byte[] body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address + path);
        request.Content = new ByteArrayContent(Unstreamed(body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var name in Passed)
        {
            if (headers.TryGetValue(name, out var values))
            {
                request.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        using var response = await _client.SendAsync(request, stop).ConfigureAwait(false);
        return new LiveAnswer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(stop).ConfigureAwait(false),
            response.Headers.RetryAfter?.ToString()
        );
    }

    public void Dispose() => _client.Dispose();

    private static byte[] Unstreamed(byte[] request)
    {
        using var body = JsonDocument.Parse(request);
        var rewritten = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(rewritten))
        {
            writer.WriteStartObject();
            foreach (var field in body.RootElement.EnumerateObject())
            {
                if (field.Name is not ("stream" or "stream_options"))
                {
                    field.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return rewritten.WrittenSpan.ToArray();
    }
}

/// <summary>What a live model answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
/// <param name="RetryAfter">When to try again, as the provider says; null where it does not.</param>
internal readonly record struct LiveAnswer(HttpStatusCode Status, string Body, string? RetryAfter);
