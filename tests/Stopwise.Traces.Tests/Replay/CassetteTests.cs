using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Stopwise.Exits;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Store;

namespace Stopwise.Traces.Tests.Replay;

public class CassetteTests
{
    [Fact]
    public void A_run_that_is_lived_again_out_of_its_cassette_is_the_same_run_to_the_last_byte() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<int>(),
                seed =>
                {
                    var run = Recordings.Made(seed);
                    var player = new CassettePlayer(Recordings.ThroughAFile(Cassette.Of(run)));
                    RunJson.Write(SelfReplay.Of(run, player)).ShouldBe(RunJson.Write(run));
                    player.Report().Misses.ShouldBe(0);
                    player.Report().Unused.ShouldBeEmpty();
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_hundred_replays_of_a_hundred_are_equal_to_the_last_byte()
    {
        var run = Recordings.Made(7, turns: 20);
        var cassette = Cassette.Of(run);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 100; i++)
        {
            var player = new CassettePlayer(cassette);
            RunJson.Write(SelfReplay.Of(run, player)).ShouldBe(RunJson.Write(run));
            seen.Add(player.Report().Sha256);
        }

        seen.Count.ShouldBe(1);
    }

    [Fact]
    public void A_cassette_that_is_read_again_is_the_same_and_writes_the_same_bytes()
    {
        var cassette = Cassette.Of(Recordings.Made(3, turns: 12));
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        cassette.Write(first);
        var read = Recordings.OfText(first.ToArray());
        read.Write(second);

        second.ToArray().ShouldBe(first.ToArray());
        read.Source.ShouldBe("made-3");
        SelfReplay.Of(read, new CassettePlayer(read)).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_grows_with_the_messages_and_not_with_their_square()
    {
        using var shorter = new MemoryStream();
        using var longer = new MemoryStream();
        Cassette.Of(RunMaker.Simple("r", true, 200, 100)).Write(shorter);
        Cassette.Of(RunMaker.Simple("r", true, 400, 100)).Write(longer);

        longer.Length.ShouldBeLessThan(shorter.Length * 22 / 10);
    }

    [Theory]
    [InlineData("", ":1:", "stopwise cassette")]
    [InlineData("{\"run\":\"a\"}", ":1:", "no field cassette")]
    [InlineData("{\"cassette\":2}", ":1:", "Update stopwise")]
    [InlineData("{\"cassette\":1}\n{\"kind\":", ":2:", "recorded again")]
    [InlineData("{\"cassette\":1}\n{\"kind\":\"modle\"}", ":2:", "model or tool")]
    [InlineData("{\"cassette\":1}\n{\"kind\":\"tool\",\"name\":\"t\"}", ":2:", "request is missing")]
    [InlineData("{\"cassette\":1}\n{\"kind\":\"tool\",\"name\":\"t\",\"request\":{}}", ":2:", "response is missing")]
    [InlineData("{\"cassette\":1}\n\n{\"kind\":\"tool\",\"sha256\":\"0\",\"request\":{}}", ":3:", "new sha256")]
    [InlineData(
        "{\"cassette\":1}\n{\"kind\":\"tool\",\"name\":\"t\",\"request\":{},\"like\":{\"entry\":0,\"items\":1}}",
        ":2:",
        "put it back"
    )]
    [InlineData(
        "{\"cassette\":1}\n{\"kind\":\"tool\",\"name\":\"t\",\"request\":{},\"occurrence\":2,\"response\":{}}",
        ":2:",
        "counted anew"
    )]
    public void What_is_wrong_with_a_file_is_said_with_its_line_and_a_remedy(string text, string line, string remedy)
    {
        var said = Should.Throw<StopwiseException>(() => Recordings.OfText(Encoding.UTF8.GetBytes(text))).Message;

        said.ShouldContain(line);
        said.ShouldContain(remedy);
    }

    [Fact]
    public void A_file_without_hashes_and_occurrences_is_counted_anew()
    {
        const string Line = """{"kind":"tool","name":"t","request":{"b":1,"a":2},"response":{"result":"x"}}""";
        var cassette = Recordings.OfText(Encoding.UTF8.GetBytes($"{{\"cassette\":1}}\n{Line}\n{Line}\n"));

        cassette.Entries.Select(e => e.Occurrence).ShouldBe([1, 2]);
        cassette.Entries[0].Request.Text.ShouldBe("""{"a":2,"b":1}""");
    }

    [Fact]
    public void The_spelling_of_a_request_does_not_count_and_its_content_does()
    {
        var one = AskedCall.OfTool("t", """{ "b": 1.50, "a": "x" }""").Own.Request;

        AskedCall.OfTool("t", "{\"a\":\"\\u0078\",\n\"b\":1.5}").Own.Request.SameAs(one).ShouldBeTrue();
        AskedCall.OfTool("t", """{"a":"x ","b":1.5}""").Own.Request.SameAs(one).ShouldBeFalse();
    }

    [Fact]
    public void A_secret_in_a_request_is_looked_up_as_it_was_recorded_masked()
    {
        var secret = "ghp_" + new string([.. "abcdefghijklmnopqrstuvwxyz0123456789".OrderBy(c => (c * 7) % 31)]);
        var asked = AskedCall.OfTool("t", $$"""{"token":"{{secret}}"}""");

        asked.Own.Request.Text.ShouldNotContain(secret);
    }
}
