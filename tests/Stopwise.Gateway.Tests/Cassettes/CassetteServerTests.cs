using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Stopwise.Exits;
using Stopwise.Gateway.Cassettes;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Replay.Wires;
using Stopwise.Traces.Runs;

namespace Stopwise.Gateway.Tests.Cassettes;

public sealed class CassetteServerTests : IDisposable
{
    private readonly HttpClient _client = new();

    public static TheoryData<string> Paths => [.. ModelWire.All.Select(w => w.Path)];

    public void Dispose() => _client.Dispose();

    [Theory, MemberData(nameof(Paths))]
    public async Task A_recorded_run_answers_on_every_wire_until_the_request_differs(string path)
    {
        var player = new CassettePlayer(Cassette.Of(Recorded()));
        await using var server = await CassetteServer.StartAsync(player, new CassetteServerOptions());

        var answer = await PostAsync(server, path, Request(path, "weather?"));
        var refused = await PostAsync(server, path, Request(path, "Weather?"));

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Body.ShouldContain("\"weather\"");
        answer.Body.ShouldContain("Ulm");
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        using var said = JsonDocument.Parse(refused.Body);
        said.RootElement.GetProperty("error")
            .GetProperty("message")
            .GetString()
            .ShouldNotBeNull()
            .ShouldContain("byte 0");
        var details = said.RootElement.GetProperty("stopwise");
        details.GetProperty("path").GetString().ShouldBe("$.messages[0].text");
        details.GetProperty("message").GetInt32().ShouldBe(0);
        player.Report().First!.Call.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Paths))]
    public async Task A_stream_tells_the_answer_in_the_order_of_its_api_and_ends(string path)
    {
        var player = new CassettePlayer(Cassette.Of(Recorded()));
        await using var server = await CassetteServer.StartAsync(player, new CassetteServerOptions());

        var (status, body) = await PostAsync(server, path, Request(path, "weather?", stream: true));

        status.ShouldBe(HttpStatusCode.OK);
        var events = body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events.ShouldAllBe(e =>
            e.StartsWith("data: ", StringComparison.Ordinal) || e.StartsWith("event: ", StringComparison.Ordinal)
        );
        events[0]
            .ShouldContain(
                path.EndsWith("messages", StringComparison.Ordinal) ? "message_start"
                : path.EndsWith("responses", StringComparison.Ordinal) ? "response.created"
                : "\"role\":\"assistant\""
            );
        events[^1]
            .ShouldContain(
                path.EndsWith("messages", StringComparison.Ordinal) ? "message_stop"
                : path.EndsWith("responses", StringComparison.Ordinal) ? "response.completed"
                : "[DONE]"
            );
    }

    [Fact]
    public async Task A_hybrid_replay_asks_the_live_endpoint_once_and_a_strict_one_repeats_it_to_the_byte()
    {
        var upstream = new CassettePlayer(Cassette.Of(Recorded()));
        await using var live = await CassetteServer.StartAsync(upstream, new CassetteServerOptions());
        var recording = new CassettePlayer(Cassette.Empty("live"), new ReplayOptions { Mode = ReplayMode.Hybrid });
        const string Path = "/v1/chat/completions";
        string first;
        await using (
            var hybrid = await CassetteServer.StartAsync(
                recording,
                new CassetteServerOptions { Endpoint = new Uri(live.Address, "v1") }
            )
        )
        {
            first = (await PostAsync(hybrid, Path, Request(Path, "weather?"))).Body;
        }

        await using var strict = await CassetteServer.StartAsync(
            new CassettePlayer(recording.ToCassette()),
            new CassetteServerOptions()
        );
        var again = await PostAsync(strict, Path, Request(Path, "weather?", user: "another session"));

        again.ShouldBe((HttpStatusCode.OK, first));
        upstream.Report().Calls.Count.ShouldBe(1);
        (recording.Report().Misses, recording.Report().Added).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Tools_are_answered_by_name_and_arguments()
    {
        var player = new CassettePlayer(Cassette.Of(Recorded()));
        await using var server = await CassetteServer.StartAsync(player, new CassetteServerOptions());

        var answer = await PostAsync(server, "/tools/weather", """{ "city": "Ulm" }""");
        var refused = await PostAsync(server, "/tools/weather", """{"city":"Bonn"}""");

        answer.ShouldBe((HttpStatusCode.OK, """{"result":"sunny"}"""));
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Body.ShouldContain("\"path\":\"$.city\"");
    }

    [Fact]
    public async Task Every_route_is_marked_open_and_takes_nothing_but_a_post()
    {
        await using var server = await CassetteServer.StartAsync(
            new CassettePlayer(Cassette.Empty("none")),
            new CassetteServerOptions()
        );

        server.Routes.Count.ShouldBe(ModelWire.All.Count + 1);
        foreach (var route in server.Routes)
        {
            route.Metadata.GetMetadata<Open>().ShouldNotBeNull();
            route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.ShouldBe(["POST"]);
        }
    }

    [Fact]
    public void A_route_without_the_mark_is_closed()
    {
        var context = Local();
        context.SetEndpoint(new Endpoint(_ => Task.CompletedTask, new EndpointMetadataCollection(), "forgotten"));
        Gate.Refusal(context).Status.ShouldBe(404);

        context.SetEndpoint(new Endpoint(_ => Task.CompletedTask, new EndpointMetadataCollection(Open.Route), "open"));
        Gate.Refusal(context).Status.ShouldBe(0);
    }

    [Theory]
    [InlineData("evil.example", "127.0.0.1", null)]
    [InlineData("127.0.0.1", "192.0.2.7", null)]
    [InlineData("127.0.0.1", "127.0.0.1", "https://evil.example")]
    public void Callers_from_elsewhere_and_web_pages_are_refused(string host, string remote, string? origin)
    {
        var context = Local();
        context.SetEndpoint(new Endpoint(_ => Task.CompletedTask, new EndpointMetadataCollection(Open.Route), "open"));
        context.Request.Host = new HostString(host, 80);
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Request.Headers.Origin = origin;

        Gate.Refusal(context).Status.ShouldBe(403);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public async Task A_body_that_is_no_request_is_refused_and_asks_nothing(string body)
    {
        var player = new CassettePlayer(Cassette.Of(Recorded()));
        await using var server = await CassetteServer.StartAsync(player, new CassetteServerOptions());

        (await PostAsync(server, "/v1/messages", body)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(server, "/v2/messages", body)).Status.ShouldBe(HttpStatusCode.NotFound);
        player.Report().Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hybrid_replay_without_an_endpoint_is_refused()
    {
        var player = new CassettePlayer(Cassette.Empty("x"), new ReplayOptions { Mode = ReplayMode.Hybrid });

        var thrown = await Should.ThrowAsync<StopwiseException>(() =>
            CassetteServer.StartAsync(player, new CassetteServerOptions())
        );
        thrown.Message.ShouldContain("--endpoint");
    }

    private static DefaultHttpContext Local()
    {
        var context = new DefaultHttpContext();
        context.Request.Host = new HostString("127.0.0.1", 80);
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        return context;
    }

    private static Run Recorded() =>
        new()
        {
            Id = "made",
            Format = "made",
            Agent = "made",
            Model = "m",
            Prompt = "weather?",
            Outcome = Outcome.Unknown,
            Source = new RunSource("made"),
            Steps =
            [
                new Step
                {
                    Index = 0,
                    Turn = 0,
                    Message = "I look.",
                    Calls =
                    [
                        new ToolCall
                        {
                            Id = "c1",
                            Name = "weather",
                            Arguments = """{"city":"Ulm"}""",
                            Result = "sunny",
                        },
                    ],
                },
            ],
        };

    private static string Request(string path, string text, bool stream = false, string? user = null) =>
        path.EndsWith("responses", StringComparison.Ordinal)
            ? JsonSerializer.Serialize(
                new
                {
                    model = "m",
                    input = text,
                    stream,
                }
            )
            : JsonSerializer.Serialize(
                new
                {
                    model = "m",
                    max_tokens = 9,
                    user,
                    stream,
                    messages = new[] { new { role = "user", content = text } },
                }
            );

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(CassetteServer server, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync(new Uri(server.Address, path), content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
