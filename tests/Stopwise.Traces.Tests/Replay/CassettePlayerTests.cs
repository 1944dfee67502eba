using Stopwise.Exits;
using Stopwise.Traces.Replay;

namespace Stopwise.Traces.Tests.Replay;

public class CassettePlayerTests
{
    private static readonly Cassette Twice = Cassette.Of(
        RunMaker.Of(
            "r",
            null,
            RunMaker.Tool(0, "look", """{"at":1}""", "first"),
            RunMaker.Tool(1, "look", """{"at":1}""", "second"),
            RunMaker.Tool(2, "look", """{"at":2}""", "other")
        )
    );

    [Fact]
    public async Task The_same_call_gets_its_answers_in_the_order_of_the_recording()
    {
        var tools = new CassetteTools(new CassettePlayer(Twice));

        (await tools.CallAsync("look", """{"at":1}""")).Text.ShouldBe("first");
        (await tools.CallAsync("look", """{"at":2}""")).Text.ShouldBe("other");
        (await tools.CallAsync("look", """{"at":1}""")).Text.ShouldBe("second");
    }

    [Fact]
    public async Task A_strict_replay_fails_when_the_answers_run_out_and_says_how_many_there_were()
    {
        var tools = new CassetteTools(new CassettePlayer(Twice));
        await tools.CallAsync("look", """{"at":2}""");

        var thrown = await Should.ThrowAsync<ReplayDivergedException>(() => tools.CallAsync("look", """{"at":2}"""));

        thrown.Divergence.Reason.ShouldBe(DivergenceReason.Exhausted);
        thrown.Divergence.Call.ShouldBe(1);
        thrown.Divergence.Step.ShouldBe(2);
        thrown.Message.ShouldContain("recorded once");
    }

    [Fact]
    public async Task The_last_answer_is_repeated_where_that_is_asked_for()
    {
        var player = new CassettePlayer(Twice, new ReplayOptions { Exhausted = WhenExhausted.RepeatLast });
        var tools = new CassetteTools(player);
        var said = new List<string?>();
        for (var i = 0; i < 4; i++)
        {
            said.Add((await tools.CallAsync("look", """{"at":1}""")).Text);
        }

        said.ShouldBe(["first", "second", "second", "second"]);
        player.Report().Misses.ShouldBe(0);
    }

    [Fact]
    public async Task A_hybrid_replay_asks_for_what_is_missing_once_and_counts_it()
    {
        var live = 0;
        var player = new CassettePlayer(Twice, new ReplayOptions { Mode = ReplayMode.Hybrid });
        var tools = new CassetteTools(player, (_, _, _) => Task.FromResult(new ToolAnswer($"live {++live}")));

        (await tools.CallAsync("look", """{"at":1}""")).Text.ShouldBe("first");
        (await tools.CallAsync("look", """{"at":9}""")).Text.ShouldBe("live 1");
        (await tools.CallAsync("look", """{"at":9}""")).Text.ShouldBe("live 2");

        var report = player.Report();
        (report.Hits, report.Misses, report.Added, report.Unused.Count).ShouldBe((1, 2, 2, 5));
        var again = new CassetteTools(new CassettePlayer(Recordings.ThroughAFile(player.ToCassette())));
        (await again.CallAsync("look", """{"at":9}""")).Text.ShouldBe("live 1");
        (await again.CallAsync("look", """{"at":9}""")).Text.ShouldBe("live 2");
        live.ShouldBe(2);
    }

    [Fact]
    public void A_hybrid_replay_without_anything_live_is_refused() =>
        Should.Throw<StopwiseException>(() =>
            new CassetteTools(new CassettePlayer(Twice, new ReplayOptions { Mode = ReplayMode.Hybrid }))
        );

    [Fact]
    public void Calls_side_by_side_are_told_in_the_order_of_the_recording_whoever_was_quicker()
    {
        var cassette = Cassette.Of(Recordings.Made(11, turns: 8));
        var reports = new List<string>();
        for (var seed = 0; seed < 20; seed++)
        {
            var dice = new Random(seed);
            var player = new CassettePlayer(cassette);
            foreach (var round in Rounds(cassette.Entries))
            {
                // Equal calls keep their order: nobody could tell them apart.
                foreach (
                    var entry in round.OrderBy(e => e.Kind).ThenBy(e => e.Kind == CallKind.Model ? 0 : dice.Next())
                )
                {
                    player.Play(Recordings.Asked(entry)).Entry.ShouldNotBeNull();
                }
            }

            reports.Add(player.Report().Sha256);
        }

        reports.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
    }

    [Fact]
    public void Threads_that_ask_together_get_every_answer_once()
    {
        var steps = Enumerable.Range(0, 200).Select(i => RunMaker.Tool(i, "same", "{}", $"{i}")).ToArray();
        var player = new CassettePlayer(Cassette.Of(RunMaker.Of("r", null, steps)));

        Parallel.For(0, 200, _ => player.Play(AskedCall.OfTool("same", "{}")).Entry.ShouldNotBeNull());

        player
            .Report()
            .Calls.Select(c => ToolAnswer.Parse(c.Entry!.Response).Text)
            .ShouldBe(steps.Select(s => s.Calls[0].Result));
    }

    [Fact]
    public void Another_model_is_a_divergence_unless_any_will_do()
    {
        var entry = Twice.Entries[0];
        var asked = new AskedCall(CallKind.Model, "another", [new AskedForm(entry.Form, entry.Request)]);

        var missed = new CassettePlayer(Twice).Play(asked);

        missed.Divergence!.Reason.ShouldBe(DivergenceReason.OtherName);
        missed.Divergence.Message.ShouldContain("made-model");
        new CassettePlayer(Twice, new ReplayOptions { AnyModel = true }).Play(asked).Entry.ShouldBe(entry);
    }

    private static IEnumerable<List<CassetteEntry>> Rounds(IReadOnlyList<CassetteEntry> entries)
    {
        List<CassetteEntry> round = [];
        foreach (var entry in entries)
        {
            if (entry.Kind == CallKind.Model && round.Count > 0)
            {
                yield return round;
                round = [];
            }

            round.Add(entry);
        }

        yield return round;
    }
}
