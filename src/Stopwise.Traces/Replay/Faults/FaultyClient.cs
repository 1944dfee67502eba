using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Stopwise.Traces.Replay.Faults;

/// <summary>A model whose calls suffer the faults of a plan: the closed loop, where the agent meets the fault and acts on it.</summary>
/// <remarks>
/// A status comes as the <see cref="HttpRequestException"/> that carries it, its Retry-After in <c>Data["Retry-After"]</c>, in seconds. The
/// faulty call does not reach the inner client, so that a second try gets the answer.
/// </remarks>
/// <param name="inner">The model: a live one, or a <see cref="CassetteClient"/>.</param>
/// <param name="injector">Puts the faults in.</param>
/// <param name="clock">Waits for a delayed answer.</param>
public sealed class FaultyClient(IChatClient inner, FaultInjector injector, TimeProvider clock)
    : DelegatingChatClient(inner)
{
    /// <summary>How long a delayed answer takes longer.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    /// <summary>What Retry-After says, in seconds.</summary>
    public const int RetryAfterSeconds = 1;

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The call suffers a fault.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var sent = messages.ToList();
        var asked = ChatClientForm.Asked(sent, options, "");
        var fault = injector.Next(CallKind.Model, asked.Name, asked.Own.Request.Sha256);
        if (fault is not null)
        {
            injector.Hit(fault, asked.Name);
        }

        switch (fault?.Kind)
        {
            case FaultKind.Http429:
                throw Status(HttpStatusCode.TooManyRequests);
            case FaultKind.Http500:
                throw Status(HttpStatusCode.InternalServerError);
            case FaultKind.Dropped:
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer was lost (injected fault).");
            case FaultKind.Delayed:
                await Task.Delay(Delay, clock, cancellationToken).ConfigureAwait(false);
                break;
        }

        return await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    private static HttpRequestException Status(HttpStatusCode status) =>
        new(HttpRequestError.Unknown, $"The API answers {(int)status} (injected fault).", statusCode: status)
        {
            Data = { ["Retry-After"] = RetryAfterSeconds },
        };
}
