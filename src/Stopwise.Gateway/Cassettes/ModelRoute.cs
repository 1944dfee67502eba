using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Replay.Faults;
using Stopwise.Traces.Replay.Wires;

namespace Stopwise.Gateway.Cassettes;

/// <summary>Answers the calls of a model on one wire.</summary>
internal sealed class ModelRoute(
    CassettePlayer player,
    ModelWire wire,
    LiveEndpoint? live,
    CassetteServerOptions options
)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var body = await BodyOf(context.Request).ConfigureAwait(false);
        if (wire.Read(body) is not { } asked)
        {
            await Gate.RefuseAsync(
                    context,
                    StatusCodes.Status400BadRequest,
                    "invalid_request",
                    $"The body is no request of {wire.Path}.",
                    wire
                )
                .ConfigureAwait(false);
            return;
        }

        if (options.Faults is { } faults && await SufferAsync(context, asked, faults).ConfigureAwait(false))
        {
            return;
        }

        var played = player.Play(asked);
        if (played.Entry is { } entry)
        {
            await SendAsync(context, body, wire.BodyOf(entry)).ConfigureAwait(false);
        }
        else if (live is null)
        {
            await DivergedAsync(context, played.Divergence!, wire).ConfigureAwait(false);
        }
        else
        {
            await AskAsync(context, body, played).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A call that is not recorded ends the run: 400 is what no client tries again, which 409, 429 and 5xx are not.
    /// </summary>
    public static Task DivergedAsync(HttpContext context, Divergence divergence, ModelWire? wire) =>
        Gate.RefuseAsync(
            context,
            StatusCodes.Status400BadRequest,
            "replay_diverged",
            divergence.Message,
            wire,
            divergence.ToJson()
        );

    public static async Task<byte[]> BodyOf(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted).ConfigureAwait(false);
        return body.ToArray();
    }

    /// <summary>True where the call gets no answer: it uses up nothing, so that a second try gets the recorded one.</summary>
    private async Task<bool> SufferAsync(HttpContext context, AskedCall asked, FaultInjector faults)
    {
        if (faults.Next(CallKind.Model, asked.Name, asked.Own.Request.Sha256) is not { } fault)
        {
            return false;
        }

        faults.Hit(fault, asked.Name);
        switch (fault.Kind)
        {
            case FaultKind.Dropped:
                context.Abort();
                return true;
            case FaultKind.Delayed:
                await Task.Delay(FaultyClient.Delay, options.Clock, context.RequestAborted).ConfigureAwait(false);
                return false;
        }

        context.Response.StatusCode =
            fault.Kind == FaultKind.Http429
                ? StatusCodes.Status429TooManyRequests
                : StatusCodes.Status500InternalServerError;
        context.Response.ContentType = "application/json";
        if (fault.Kind == FaultKind.Http429)
        {
            context.Response.Headers.RetryAfter = FaultyClient.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        await context
            .Response.WriteAsync(
                wire.ErrorOf(context.Response.StatusCode, CodeOf(fault.Kind), $"Injected fault: {fault}.", "null"),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        return true;
    }

    // Clients tell a limit that passes from a quota that is used up by this word; of a failure it says nothing.
    private static string CodeOf(FaultKind kind) =>
        kind == FaultKind.Http429 ? "rate_limit_exceeded" : "internal_error";

    private async Task AskAsync(HttpContext context, byte[] body, PlayedCall played)
    {
        LiveAnswer answer;
        try
        {
            answer = await live!
                .AskAsync(wire.Path, context.Request.Headers, body, context.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            await Gate.RefuseAsync(
                    context,
                    StatusCodes.Status502BadGateway,
                    "live_endpoint_unreachable",
                    $"The live endpoint cannot be reached ({e.Message.TrimEnd('.')}).",
                    wire
                )
                .ConfigureAwait(false);
            return;
        }

        if (answer.Status == HttpStatusCode.OK)
        {
            player.Record(played, answer.Body, options.Clock.GetUtcNow());
            await SendAsync(context, body, answer.Body).ConfigureAwait(false);
            return;
        }

        // What the provider refuses is the agent's to deal with; it is not recorded, so that the next replay asks again.
        context.Response.StatusCode = (int)answer.Status;
        context.Response.ContentType = "application/json";
        if (answer.RetryAfter is { } after)
        {
            context.Response.Headers.RetryAfter = after;
        }

        await context.Response.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task SendAsync(HttpContext context, byte[] request, string body)
    {
        var (streamed, usage) = LiveEndpoint.StreamOf(request);
        if (!streamed)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        foreach (var sent in wire.Stream(body, usage))
        {
            await context.Response.WriteAsync(sent.ToString(), context.RequestAborted).ConfigureAwait(false);
        }
    }
}
