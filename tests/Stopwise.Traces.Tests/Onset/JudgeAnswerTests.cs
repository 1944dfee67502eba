using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Onset;

namespace Stopwise.Traces.Tests.Onset;

public class JudgeAnswerTests
{
    private static readonly HashSet<int> Given = [0, 2, 5];

    /// <summary>Pieces of which answers are made that are nearly right.</summary>
    private static readonly string[] Pieces =
    [
        "[",
        "]",
        "{",
        "}",
        ",",
        "\"turn\":",
        "{\"turn\":2}",
        "{\"turn\":5,\"reason\":\"late\"}",
        "{\"turn\":0,\"reason\":\"\\ud800\"}",
        "{\"\\udc00\":1,\"turn\":2}",
        "{\"turn\":1e99}",
        "\"reason\":\"",
        "0",
        "-3",
        "null",
        "```json\n",
        "\\",
        "\u2028",
        "\ud800",
    ];

    [Fact]
    public void Whatever_comes_is_an_order_of_given_turns_or_a_fault() =>
        Prop.ForAll(
                Gen.Elements(Pieces).ArrayOf().Select(p => string.Concat(p)).ToArbitrary(),
                text =>
                {
                    foreach (var answer in new[] { text, $"[{text}]" })
                    {
                        var read = JudgeAnswer.Read(answer, Given);
                        read.Turns.Select(t => t.Turn).ShouldBeUnique();
                        read.Turns.ShouldAllBe(t => Given.Contains(t.Turn));
                        (read.Turns.Count == 0).ShouldBe(read.Fault is not null);
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""[{"turn":2,"reason":"\ud800"}]""")]
    [InlineData("""[{"\udc00":2,"turn":2}]""")]
    public void Text_that_is_no_text_is_a_fault_or_passed_over(string answer)
    {
        var read = JudgeAnswer.Read(answer, Given);

        read.Turns.Select(t => t.Turn).ShouldBeSubsetOf([2]);
        (read.Turns.Count == 0).ShouldBe(read.Fault is not null);
    }

    [Fact]
    public void Arrays_deeper_than_any_order_are_a_fault() =>
        JudgeAnswer
            .Read(new string('[', 100_000) + new string(']', 100_000), Given)
            .Fault.ShouldBe("its JSON breaks off in line 1 at byte 65");
}
