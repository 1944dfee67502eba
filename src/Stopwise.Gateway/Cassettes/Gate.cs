using System.Net;
using Microsoft.AspNetCore.Http;
using Stopwise.Traces.Replay.Wires;

namespace Stopwise.Gateway.Cassettes;

/// <summary>Marks a route as open. What is not marked is closed.</summary>
internal sealed class Open
{
    public static readonly Open Route = new();

    private Open() { }
}

/// <summary>Lets callers on this machine in, and only through open routes.</summary>
internal static class Gate
{
    public static Task LetIn(HttpContext context, RequestDelegate next)
    {
        var (status, reason) = Refusal(context);
        return status == 0 ? next(context) : RefuseAsync(context, status, "not_served", reason);
    }

    /// <summary>Status 0 lets in.</summary>
    internal static (int Status, string Reason) Refusal(HttpContext context)
    {
        // A name that others can point at this machine, or a page of theirs, must not get at what was recorded.
        var host = context.Request.Host.Host;
        if (
            context.Connection.RemoteIpAddress is not { } remote
            || !IPAddress.IsLoopback(remote)
            || !(
                host == "localhost"
                || (IPAddress.TryParse(host.Trim('[', ']'), out var named) && IPAddress.IsLoopback(named))
            )
            || context.Request.Headers.Origin.Count > 0
        )
        {
            return (
                StatusCodes.Status403Forbidden,
                "Only programs on this machine are answered, by its loopback address."
            );
        }

        return context.GetEndpoint()?.Metadata.GetMetadata<Open>() is null
            ? (
                StatusCodes.Status404NotFound,
                $"Nothing is served at {context.Request.Method} {context.Request.Path}: only "
                    + string.Join(", ", ModelWire.All.Select(w => w.Path))
                    + " and /tools/NAME, by POST."
            )
            : (0, "");
    }

    /// <summary>Refuses in words that both families of clients read.</summary>
    public static Task RefuseAsync(
        HttpContext context,
        int status,
        string code,
        string reason,
        ModelWire? wire = null,
        string details = "null"
    )
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";

        // Some clients try again whatever the status says, unless they are told.
        context.Response.Headers["x-should-retry"] = "false";
        return context.Response.WriteAsync(
            (wire ?? ModelWire.OpenAiChat).ErrorOf(status, code, reason, details),
            context.RequestAborted
        );
    }
}
