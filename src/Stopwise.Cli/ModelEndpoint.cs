using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using Stopwise.Exits;
using Stopwise.Traces.Costs;
using Stopwise.Traces.Runs;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Stopwise.Cli;

/// <summary>A language model that the user names: any server that speaks the OpenAI chat completions API.</summary>
/// <remarks>
/// It counts what it is asked. The key goes to the client and is neither kept in a file nor shown.
/// </remarks>
internal sealed class ModelEndpoint : DelegatingChatClient
{
    // What a server on this machine is given that asks for no key; the client needs one.
    private const string NoKey = "none";
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(5);

    private readonly string _model;
    private readonly string _keyVariable;
    private readonly TimeProvider _clock;

    private ModelEndpoint(IChatClient client, string model, string keyVariable, TimeProvider clock)
        : base(client) => (_model, _keyVariable, _clock) = (model, keyVariable, clock);

    /// <summary>Answers that came.</summary>
    public int Calls { get; private set; }

    /// <summary>Tokens sent, where the server says so.</summary>
    public long InputTokens { get; private set; }

    /// <summary>Tokens written, where the server says so.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>The price by the shipped table; null where it knows none, or tokens are not known.</summary>
    public decimal? CostUsd =>
        Calls > 0 && InputTokens + OutputTokens == 0
            ? null
            : PriceTable
                .Shipped.Find(_model, DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime))
                .Price?.CostOf(new Usage(InputTokens, OutputTokens, null, null, Estimated: false));

    /// <param name="model">Name of the model.</param>
    /// <param name="address">Where the API is.</param>
    /// <param name="key">Its key; blank for a server that asks for none.</param>
    /// <param name="keyVariable">Where the user keeps the key: messages name it.</param>
    /// <param name="clock">Tells the day of the price.</param>
    public static ModelEndpoint Connect(string model, Uri address, string? key, string keyVariable, TimeProvider clock)
    {
        var options = new OpenAIClientOptions { Endpoint = address, NetworkTimeout = LongestAnswer };
        var credential = new ApiKeyCredential(string.IsNullOrWhiteSpace(key) ? NoKey : key.Trim());
        return new ModelEndpoint(new ChatClient(model, credential, options).AsIChatClient(), model, keyVariable, clock);
    }

    /// <inheritdoc/>
    /// <exception cref="StopwiseException">The server refuses, cannot be reached, or answers what is no answer.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            Calls++;
            InputTokens += response.Usage?.InputTokenCount ?? 0;
            OutputTokens += response.Usage?.OutputTokenCount ?? 0;
            return response;
        }
        catch (ClientResultException e)
        {
            throw new StopwiseException(Said(e), e);
        }
        // The client tries again by itself and then throws what the last try, or all of them, died of.
        catch (Exception e)
            when (e
                    is HttpRequestException
                        or AggregateException
                        or System.Text.Json.JsonException
                        or FormatException
                        or ArgumentOutOfRangeException
            )
        {
            // Several tries are several failures of one kind: the first says it.
            var first = e is AggregateException { InnerExceptions: [var one, ..] } ? one : e;
            throw new StopwiseException(
                $"The model's endpoint cannot be reached, or gives no answer that can be read ({first.Message.TrimEnd('.')}).",
                e
            );
        }
    }

    /// <summary>What it took, in one line.</summary>
    public string CostLine()
    {
        var cost = CostUsd is { } usd ? Words.Usd(usd) : "cost not known";
        var tokens =
            Calls > 0 && InputTokens + OutputTokens == 0
                ? "tokens not stated"
                : $"{Words.Count(InputTokens)} tokens in, {Words.Count(OutputTokens)} out";
        return $"Asked {_model} {Words.Plural(Calls, "time")}: {tokens}, {cost}.";
    }

    private string Said(ClientResultException e) =>
        e.Status switch
        {
            401 or 403 =>
                $"The model's endpoint refuses the key ({e.Status}): check the environment variable {_keyVariable}.",
            404 =>
                $"The model's endpoint does not know '{_model}', or the address is wrong (404): it usually ends in /v1.",
            429 => "The model's endpoint asks to wait (429): its limit is reached. Try again later.",
            0 => $"The model's endpoint cannot be reached ({e.GetBaseException().Message.TrimEnd('.')}).",
            _ => $"The model's endpoint failed ({e.Status}).",
        };
}
