using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Stopwise.Exits;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Replay.Faults;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Replay.Faults;

public class FaultTests
{
    private static readonly Run Looks = RunMaker.Of(
        "looks",
        true,
        RunMaker.Tool(0, "look", """{"at":1}""", """{"price":120,"open":true}"""),
        RunMaker.Tool(1, "look", """{"at":2}""", """{"price":80,"open":true}"""),
        RunMaker.Tool(2, "look", """{"at":1}""", """{"price":125,"open":false}""")
    );

    [Theory]
    [InlineData(FaultKind.Dropped, 0)]
    [InlineData(FaultKind.Delayed, 1)]
    [InlineData(FaultKind.Truncated, 2)]
    [InlineData(FaultKind.WrongButValid, 1)]
    [InlineData(FaultKind.InjectedInstruction, 0)]
    public void A_fault_changes_the_result_of_its_call_alone_and_no_action(FaultKind kind, int call)
    {
        var (run, injected) = OpenLoop.Put(Looks, Plan(kind, call));

        injected.ShouldHaveSingleItem().Step.ShouldBe(call);
        run.Steps[call].Calls[0].Result.ShouldNotBe(Looks.Steps[call].Calls[0].Result);
        run.Steps.Select(s => s.Calls[0].Arguments).ShouldBe(Looks.Steps.Select(s => s.Calls[0].Arguments));
        for (var i = 0; i < 3; i++)
        {
            if (i != call && !(kind == FaultKind.Delayed && i == call + 1))
            {
                run.Steps[i].ShouldBe(Looks.Steps[i] with { Calls = run.Steps[i].Calls });
                run.Steps[i].Calls.ShouldBe(Looks.Steps[i].Calls);
            }
        }
    }

    [Fact]
    public void A_delayed_result_comes_with_the_next_one()
    {
        var run = OpenLoop.Put(Looks, Plan(FaultKind.Delayed, 1)).Run;

        run.Steps[1].Calls[0].Result.ShouldBeNull();
        run.Steps[2].Calls[0].Result.ShouldBe("{\"price\":80,\"open\":true}\n{\"price\":125,\"open\":false}");
    }

    [Fact]
    public void A_stale_result_is_that_of_the_same_call_before_then_of_another_then_of_another_run()
    {
        var others = new Dictionary<string, IReadOnlyList<string>> { ["look"] = ["from elsewhere"] };

        Result(2).ShouldBe(Looks.Steps[0].Calls[0].Result);
        Result(1).ShouldBe(Looks.Steps[0].Calls[0].Result);
        Result(0).ShouldBe("from elsewhere");
        OpenLoop.Put(Looks, Plan(FaultKind.Stale, 0)).Injected.ShouldBeEmpty();

        string? Result(int call) =>
            OpenLoop.Put(Looks, Plan(FaultKind.Stale, call), others).Run.Steps[call].Calls[0].Result;
    }

    [Fact]
    public void A_duplicated_call_is_made_twice()
    {
        var (run, injected) = OpenLoop.Put(Looks, Plan(FaultKind.Duplicated, 1));

        run.Steps[1].Calls.Count.ShouldBe(2);
        run.Steps[1].Calls[1].Arguments.ShouldBe(Looks.Steps[1].Calls[0].Arguments);
        injected.Count.ShouldBe(1);
    }

    [Fact]
    public void A_wrong_value_has_the_shape_of_the_right_one()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            const string Right = """{"name":"Größe","n":[1,-20,3.5],"ok":true,"none":null,"in":{"id":"a-7"}}""";
            var wrong = WrongValue.Of(Right, new Random(seed)).ShouldNotBeNull();
            wrong.ShouldNotBe(Right);
            using var ours = JsonDocument.Parse(Right);
            using var theirs = JsonDocument.Parse(wrong);
            Differences(ours.RootElement, theirs.RootElement).ShouldBe(1, wrong);
        }

        WrongValue.Of("3 of 4 tests passed", new Random(1)).ShouldNotBeNull().Length.ShouldBe(19);
        WrongValue.Of("{}", new Random(1)).ShouldBeNull();
        WrongValue.Of("…", new Random(1)).ShouldBeNull();
    }

    [Fact]
    public void Faults_of_a_model_do_nothing_to_a_run_whose_answers_stay()
    {
        var plan = FaultPlan.Of([new Perturbation(new FaultPlace(CallKind.Model, 0), FaultKind.Http429, 1)]);

        var (run, injected) = OpenLoop.Put(Looks, plan);

        injected.ShouldBeEmpty();
        run.Steps.Select(s => s.Calls[0]).ShouldBe(Looks.Steps.Select(s => s.Calls[0]));
    }

    [Fact]
    public void A_place_can_be_named_by_tool_and_request()
    {
        var sha256 = AskedCall.OfTool("look", """{"at":1}""").Own.Request.Sha256;
        var place = new FaultPlace(CallKind.Tool, 1, "look", sha256);

        var (_, injected) = OpenLoop.Put(Looks, FaultPlan.Of([new Perturbation(place, FaultKind.Dropped, 1)]));

        injected.ShouldHaveSingleItem().Step.ShouldBe(2);
    }

    [Fact]
    public async Task A_model_answers_429_once_and_then_the_second_try()
    {
        var run = Looks with { Prompt = "look" };
        using var cassette = new CassetteClient(new CassettePlayer(Cassette.Of(run)), model: "made-model");
        var injector = new FaultInjector(
            FaultPlan.Of([new Perturbation(new FaultPlace(CallKind.Model, 0), FaultKind.Http429, 1)])
        );
        using var client = new FaultyClient(cassette, injector, TimeProvider.System);
        List<ChatMessage> asked = [new(ChatRole.User, "look")];

        var thrown = await Should.ThrowAsync<HttpRequestException>(() => client.GetResponseAsync(asked));
        var second = await client.GetResponseAsync(asked);

        thrown.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        thrown.Data["Retry-After"].ShouldBe(FaultyClient.RetryAfterSeconds);
        second.Messages[0].Contents.OfType<FunctionCallContent>().ShouldHaveSingleItem();
        injector.Injected.Count.ShouldBe(1);
    }

    /// <summary>A scripted agent that believes a price and pays it: the fault reaches its action only because the loop is closed.</summary>
    [Fact]
    public async Task A_closed_loop_shows_what_the_agent_does_about_a_fault_and_the_search_finds_it()
    {
        TrialOutcome Trial(FaultPlan plan)
        {
            var injector = new FaultInjector(plan);
            var tools = new FaultyTools((_, _, _) => Task.FromResult(new ToolAnswer("""{"price":120}""")), injector);
            var paid = ScriptedBuyerAsync(tools).GetAwaiter().GetResult();
            return new TrialOutcome(
                [new TrialVerdict("pays-the-price", paid != 120, paid == 120 ? 1 : 0, paid == 120 ? null : 2)],
                [],
                injector.Injected
            );
        }

        var space = FaultSpace.Of(0, 2, FaultKinds.All, seed: 3);
        var found = FaultSearch.Run(space, Trial, budget: 60, seed: 1);

        found.Minimal!.Plan.Faults.ShouldHaveSingleItem().Kind.ShouldBe(FaultKind.WrongButValid);
        found.Containment.Kinds.Single(k => k.Kind == FaultKind.InjectedInstruction).Share.ShouldBe(1);
        (
            await ScriptedBuyerAsync(
                new FaultyTools(
                    (_, _, _) => Task.FromResult(new ToolAnswer("""{"price":7}""")),
                    new FaultInjector(FaultPlan.None)
                )
            )
        ).ShouldBe(7);
    }

    [Fact]
    public void Words_for_faults_are_read_and_an_unknown_one_is_told()
    {
        FaultKinds.Parse("stale, http-429").ShouldBe([FaultKind.Stale, FaultKind.Http429]);
        FaultKinds.Parse("all").ShouldBe(FaultKinds.All);
        Should.Throw<StopwiseException>(() => FaultKinds.Parse("stale,lost")).Message.ShouldContain("'lost'");
    }

    private static FaultPlan Plan(FaultKind kind, int call) =>
        FaultPlan.Of([new Perturbation(new FaultPlace(CallKind.Tool, call), kind, 4)]);

    private static async Task<int> ScriptedBuyerAsync(FaultyTools tools)
    {
        for (var i = 0; i < 2; i++)
        {
            var text = (await tools.CallAsync("price", "{}")).Text ?? "";
            var line = text.Split('\n')[0];
            try
            {
                using var offer = JsonDocument.Parse(line);
                return offer.RootElement.GetProperty("price").GetInt32();
            }
            catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException)
            {
                // Nothing that can be paid: it asks once more.
            }
        }

        return 120;
    }

    private static int Differences(JsonElement ours, JsonElement theirs)
    {
        var number = ours.ValueKind is JsonValueKind.True or JsonValueKind.False;
        if (!number)
        {
            theirs.ValueKind.ShouldBe(ours.ValueKind);
        }

        return ours.ValueKind switch
        {
            JsonValueKind.Object => ours.EnumerateObject().Sum(p => Differences(p.Value, theirs.GetProperty(p.Name))),
            JsonValueKind.Array => ours.EnumerateArray()
                .Zip(theirs.EnumerateArray())
                .Sum(p => Differences(p.First, p.Second)),
            _ => ours.GetRawText() == theirs.GetRawText() ? 0 : 1,
        };
    }
}
