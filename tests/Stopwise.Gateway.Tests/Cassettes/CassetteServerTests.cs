using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Stopwise.Exits;
using Stopwise.Gateway.Cassettes;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Replay.Faults;
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

    [Theory]
    [InlineData(FaultKind.Http429, HttpStatusCode.TooManyRequests)]
    [InlineData(FaultKind.Http500, HttpStatusCode.InternalServerError)]
    [InlineData(FaultKind.Dropped, null)]
    public async Task A_fault_takes_the_first_try_and_the_second_is_answered(FaultKind kind, HttpStatusCode? status)
    {
        var player = new CassettePlayer(Cassette.Of(Recorded()));
        var fault = new Perturbation(new FaultPlace(CallKind.Model, 0), kind, 1);
        var faults = new FaultInjector(FaultPlan.Of([fault]));
        await using var server = await CassetteServer.StartAsync(player, new CassetteServerOptions { Faults = faults });
        const string Path = "/v1/messages";

        if (status is { } expected)
        {
            using var content = new StringContent(Request(Path, "weather?"), Encoding.UTF8, "application/json");
            using var first = await _client.PostAsync(new Uri(server.Address, Path), content);
            first.StatusCode.ShouldBe(expected);
            (await first.Content.ReadAsStringAsync()).ShouldContain(
                kind == FaultKind.Http429 ? "\"type\":\"rate_limit_error\"" : "\"type\":\"api_error\""
            );
            first.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(FaultyClient.RetryAfterSeconds));
            (first.Headers.RetryAfter is not null).ShouldBe(kind == FaultKind.Http429);
        }
        else
        {
            await Should.ThrowAsync<HttpRequestException>(() => PostAsync(server, Path, Request(Path, "weather?")));
        }

        (await PostAsync(server, Path, Request(Path, "weather?"))).Status.ShouldBe(HttpStatusCode.OK);
        faults.Injected.ShouldHaveSingleItem().Fault.ShouldBe(fault);
    }

    [Fact]
    public async Task A_tool_s_answer_suffers_its_fault()
    {
        var place = new FaultPlace(CallKind.Tool, 0, "weather");
        var faults = new FaultInjector(FaultPlan.Of([new Perturbation(place, FaultKind.InjectedInstruction, 7)]));
        await using var server = await CassetteServer.StartAsync(
            new CassettePlayer(Cassette.Of(Recorded())),
            new CassetteServerOptions { Faults = faults }
        );

        var (_, body) = await PostAsync(server, "/tools/weather", """{"city":"Ulm"}""");

        body.ShouldContain("sunny\\n\\n[stopwise canary 00000007]");
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

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    [InlineData("Origin", "http://127.0.0.1")]
    [InlineData("Origin", "null")]
    public async Task Foreign_headers_are_refused_over_the_wire_and_ask_nothing(string header, string value)
    {
        var player = new CassettePlayer(Cassette.Of(Recorded()));
        await using var server = await CassetteServer.StartAsync(player, new CassetteServerOptions());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/tools/weather"));
        request.Content = new StringContent("""{"city":"Ulm"}""");
        request.Headers.TryAddWithoutValidation(header, value).ShouldBeTrue();

        using var response = await _client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        player.Report().Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_beyond_the_limit_is_refused()
    {
        var player = new CassettePlayer(Cassette.Of(Recorded()));
        await using var server = await CassetteServer.StartAsync(player, new CassetteServerOptions());
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        await using var stream = socket.GetStream();

        // The length is stated and nothing sent: what is refused for its size is not read first.
        await stream.WriteAsync(
            "POST /tools/weather HTTP/1.1\r\nHost: localhost\r\nContent-Length: 67108865\r\n\r\n"u8.ToArray()
        );
        using var reader = new StreamReader(stream);

        (await reader.ReadLineAsync()).ShouldNotBeNull().ShouldContain(" 413 ");
        player.Report().Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Hostile_bodies_get_a_refusal_and_never_end_the_server()
    {
        var player = new CassettePlayer(Cassette.Of(Recorded()));
        await using var server = await CassetteServer.StartAsync(player, new CassetteServerOptions());
        List<byte[]> bodies =
        [
            Encoding.UTF8.GetBytes(new string('[', 100_000)),
            Encoding.UTF8.GetBytes($"{{\"model\":\"m\",\"messages\":{new string('[', 200)}{new string(']', 200)}}}"),
            Encoding.UTF8.GetBytes("""{"model":"m","messages":[{"role":"user","content":"\ud800"}]}"""),
            Encoding.UTF8.GetBytes("""{"\ud800":1,"model":"m","messages":[null,1,"x",[],{}],"tools":3}"""),
            Encoding.UTF8.GetBytes(
                """{"model":{},"messages":[{"role":7,"content":[[{"text":{}}]],"tool_calls":"x"}]}"""
            ),
            Encoding.UTF8.GetBytes("""{"model":"m","model":"n","messages":[],"messages":3}"""),
            Encoding.UTF8.GetBytes("""{"model":"m","input":9e999999,"stream":1}"""),
            [0xEF, 0xBB, 0xBF, .. "{}"u8],
            [0xFF, 0x00, 0x22],
            [],
        ];
        var dice = new Random(1);
        var whole = Encoding.UTF8.GetBytes(Request("/v1/messages", "Weather?", stream: true));
        for (var i = 0; i < 300; i++)
        {
            var changed = whole.ToArray();
            changed[dice.Next(changed.Length)] = (byte)dice.Next(256);
            bodies.Add(changed[..dice.Next(1, changed.Length + 1)]);
        }

        foreach (var body in bodies)
        {
            foreach (var path in (string[])[.. ModelWire.All.Select(w => w.Path), "/tools/weather"])
            {
                using var content = new ByteArrayContent(body);
                using var response = await _client.PostAsync(new Uri(server.Address, path), content);
                response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{path} {Encoding.UTF8.GetString(body)}");
            }
        }

        (await PostAsync(server, "/tools/weather", """{"city":"Ulm"}""")).Status.ShouldBe(HttpStatusCode.OK);
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
