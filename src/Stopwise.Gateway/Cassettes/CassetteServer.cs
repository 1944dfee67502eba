using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Replay.Faults;
using Stopwise.Traces.Replay.Wires;

namespace Stopwise.Gateway.Cassettes;

/// <summary>Answers out of a cassette over HTTP, so that an agent in any language replays a recording without a change of its code.</summary>
/// <remarks>
/// It listens on the loopback address alone. Every route is closed unless it is marked as open, and an open one answers a caller on this
/// machine that is no web page. The host is the empty one: it reads neither environment nor configuration files and writes no log.
/// </remarks>
public sealed class CassetteServer : IAsyncDisposable
{
    // Twice what the largest request of a provider's API may have.
    private const long LargestRequest = 64L << 20;

    private readonly WebApplication _app;
    private readonly LiveEndpoint? _live;

    private CassetteServer(WebApplication app, LiveEndpoint? live) => (_app, _live) = (app, live);

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>The routes that are there.</summary>
    internal IReadOnlyList<Endpoint> Routes =>
        [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(s => s.Endpoints)];

    /// <summary>Starts to listen.</summary>
    /// <param name="player">Gives the answers; it keeps account of the calls.</param>
    /// <param name="options">Where live answers come from, and the port.</param>
    /// <param name="stop">Ends the start.</param>
    /// <exception cref="Exits.StopwiseException">The replay is hybrid and nothing live is named.</exception>
    public static async Task<CassetteServer> StartAsync(
        CassettePlayer player,
        CassetteServerOptions options,
        CancellationToken stop = default
    )
    {
        ArgumentNullException.ThrowIfNull(player);
        ArgumentNullException.ThrowIfNull(options);
        var live = LiveEndpoint.Of(player, options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.Use(Gate.LetIn);
        foreach (var wire in ModelWire.All)
        {
            app.MapPost(wire.Path, new ModelRoute(player, wire, live, options).AnswerAsync).WithMetadata(Open.Route);
        }

        app.MapPost("/tools/{name}", new ToolRoute(player, options.Faults).AnswerAsync).WithMetadata(Open.Route);
        await app.StartAsync(stop).ConfigureAwait(false);
        return new CassetteServer(app, live);
    }

    /// <summary>Stops to listen; calls that are being answered are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        _live?.Dispose();
    }
}

/// <summary>How a cassette is served.</summary>
public sealed record CassetteServerOptions
{
    /// <summary>The port; 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where a hybrid replay asks for what is not recorded; usually ends in <c>/v1</c>. Null where the replay is strict.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Faults to put in; null for none.</summary>
    public FaultInjector? Faults { get; init; }

    /// <summary>Dates what is recorded, and waits for what comes late.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
