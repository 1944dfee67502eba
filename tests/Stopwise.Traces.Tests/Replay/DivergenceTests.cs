using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Replay;

namespace Stopwise.Traces.Tests.Replay;

public class DivergenceTests
{
    /// <summary>One byte of one message of one request is another: found at its call, its message and its byte.</summary>
    [Fact]
    public void After_any_single_byte_change_the_divergence_is_told_at_the_right_call_and_byte() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<int>(),
                seed =>
                {
                    var dice = new Random(seed);
                    var cassette = Cassette.Of(Recordings.Made(seed));
                    var changed = dice.Next(cassette.Entries.Count);
                    var (asked, offset, message) = Changed(cassette.Entries[changed], dice);
                    var player = new CassettePlayer(cassette);
                    for (var i = 0; i < changed; i++)
                    {
                        player.Play(Recordings.Asked(cassette.Entries[i])).Entry.ShouldNotBeNull();
                    }

                    var divergence = player.Play(asked).Divergence.ShouldNotBeNull();

                    divergence.Call.ShouldBe(changed);
                    divergence.Reason.ShouldBe(DivergenceReason.OtherRequest);
                    divergence.Difference!.RequestOffset.ShouldBe(offset);
                    divergence.Difference.Message.ShouldBe(message);
                    if (cassette.Entries[changed].Kind == CallKind.Model)
                    {
                        divergence.Nearest.ShouldBe(cassette.Entries[changed]);
                    }

                    player.Report().First.ShouldBe(divergence);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_place_is_told_as_a_path_with_a_byte_and_a_clip_of_both_sides()
    {
        var recorded = Request("""{"model":"m","messages":[{"role":"user","content":"Größe of the file"}]}""");
        var asked = Request("""{"model":"m","messages":[{"role":"user","content":"Größe of my file"}]}""");

        var first = RequestDifference.Between(recorded, asked)!;

        (first.Path, first.Offset, first.Message).ShouldBe(("$.messages[0].content", 11, 0));
        (first.Recorded, first.Asked).ShouldBe(("Größe of the file", "Größe of my file"));
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""", "$.b", null, "2")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2}""", "$.a", "1", null)]
    [InlineData("""{"a":[1]}""", """{"a":[1,"x"]}""", "$.a[1]", null, "\"x\"")]
    [InlineData("""{"a":{"b c":1}}""", """{"a":{"b c":"1"}}""", "$.a[\"b c\"]", "1", "\"1\"")]
    [InlineData("""[true]""", """[false]""", "$[0]", "true", "false")]
    public void Fields_and_items_that_only_one_side_has_are_told(
        string recorded,
        string asked,
        string path,
        string? ours,
        string? theirs
    )
    {
        var first = RequestDifference.Between(Request(recorded), Request(asked))!;

        (first.Path, first.Recorded, first.Asked).ShouldBe((path, ours, theirs));
    }

    [Fact]
    public void Equal_requests_do_not_differ() =>
        RequestDifference.Between(Request("""{"a":1,"b":2}"""), Request("""{"b":2,"a":1}""")).ShouldBeNull();

    [Fact]
    public void A_tool_that_was_never_called_has_nothing_near()
    {
        var player = new CassettePlayer(Cassette.Of(RunMaker.Of("r", null, RunMaker.Tool(0, "look"))));

        player.Play(AskedCall.OfTool("leap", "{}")).Divergence!.Message.ShouldContain("nothing of its kind");
    }

    private static CanonicalRequest Request(string json) => CanonicalRequest.Of(CanonicalJson.Parse(json)!.Value);

    private static (AskedCall Asked, int Offset, int? Message) Changed(CassetteEntry entry, Random dice)
    {
        var request = entry.Request;
        var (before, after) = request.Frame;
        if (request.Items.Count == 0)
        {
            var whole = ChangedByte(before, dice);
            return (Of(entry, new CanonicalRequest(whole.Text, [], after)), whole.Offset, null);
        }

        var at = dice.Next(request.Items.Count);
        var (text, offset) = ChangedByte(request.Items[at], dice);
        var items = request.Items.ToList();
        items[at] = text;
        var start =
            Encoding.UTF8.GetByteCount(before) + request.Items.Take(at).Sum(i => Encoding.UTF8.GetByteCount(i) + 1);
        return (Of(entry, new CanonicalRequest(before, items, after)), start + offset, at);
    }

    private static AskedCall Of(CassetteEntry entry, CanonicalRequest request) =>
        new(entry.Kind, entry.Name, [new AskedForm(entry.Form, request)]);

    /// <summary>A byte of a string value or, where there is none, of a number is another of its kind; it stays one canonical spelling.</summary>
    private static (string Text, int Offset) ChangedByte(string json, Random dice)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var places = Enumerable.Range(0, bytes.Length).Where(i => char.IsAsciiLetterOrDigit((char)bytes[i])).ToList();
        while (places.Count > 0)
        {
            var at = places[dice.Next(places.Count)];
            places.Remove(at);
            var changed = bytes.ToArray();
            changed[at] = (byte)(
                changed[at] == 'q' ? 'p'
                : changed[at] is >= (byte)'0' and <= (byte)'9' ? '1' + (changed[at] % 8)
                : 'q'
            );
            var text = Encoding.UTF8.GetString(changed);
            if (changed[at] != bytes[at] && CanonicalJson.Parse(text) is { } value && CanonicalJson.Of(value) == text)
            {
                return (text, at);
            }
        }

        // Nothing in it can change but its existence: a text is asked where an empty object was.
        return ("1", 0);
    }
}
