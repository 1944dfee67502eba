using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Stopwise.Exits;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Stopwise.Traces.Replay;

/// <summary>A model that answers out of a cassette: an agent in this process replays without a server.</summary>
/// <remarks>
/// Strict, it throws <see cref="ReplayDivergedException"/> for a request that is not recorded. Hybrid, it asks the live client and records
/// what that answers. Streaming gives the same answer in pieces; the live client is never asked to stream.
/// </remarks>
public sealed class CassetteClient : IChatClient
{
    private readonly CassettePlayer _player;
    private readonly IChatClient? _live;
    private readonly string _model;
    private readonly TimeProvider? _clock;

    /// <param name="player">Gives the answers.</param>
    /// <param name="live">Asked in a hybrid replay; it is not disposed of.</param>
    /// <param name="model">The model where a request names none; null for that of the live client.</param>
    /// <param name="clock">Dates what is recorded; null leaves dates out.</param>
    /// <exception cref="StopwiseException">The replay is hybrid and there is no live client.</exception>
    public CassetteClient(
        CassettePlayer player,
        IChatClient? live = null,
        string? model = null,
        TimeProvider? clock = null
    )
    {
        ArgumentNullException.ThrowIfNull(player);
        if (player.Options.Mode == ReplayMode.Hybrid && live is null)
        {
            throw new StopwiseException("A hybrid replay needs a live model for what is not recorded: give it one.");
        }

        (_player, _live, _clock) = (player, live, clock);
        _model = model ?? (live?.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "";
    }

    /// <inheritdoc/>
    /// <exception cref="ReplayDivergedException">The request is not recorded and the replay is strict.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(messages);
        var sent = messages.ToList();
        var call = _player.Play(ChatClientForm.Asked(sent, options, _model));
        if (call.Entry is { } entry)
        {
            return ChatClientForm.ResponseOf(entry);
        }

        if (_player.Options.Mode == ReplayMode.Strict)
        {
            throw new ReplayDivergedException(call.Divergence!);
        }

        var response = await _live!.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
        _player.Record(call, ChatClientForm.AnswerOf(response).ToJson(), _clock?.GetUtcNow());
        return response;
    }

    /// <inheritdoc/>
    /// <exception cref="ReplayDivergedException">The request is not recorded and the replay is strict.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
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

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this
        : serviceKey is null && serviceType == typeof(ChatClientMetadata)
            ? new ChatClientMetadata("stopwise-cassette", defaultModelId: _model.Length > 0 ? _model : null)
        : null;

    /// <summary>There is nothing to dispose of.</summary>
    public void Dispose() { }
}
