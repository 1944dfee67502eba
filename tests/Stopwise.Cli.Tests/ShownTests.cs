namespace Stopwise.Cli.Tests;

public sealed class ShownTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;new title\aafter", "after")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001bP payload \u001b\\after", "after")]
    [InlineData("\u001b[2J\u001b[Hgone?", "gone?")]
    [InlineData("cut off \u001b[", "cut off ")]
    [InlineData("cut off \u001b", "cut off ")]
    [InlineData("bell\a back\b nul\0 c1\u009b", "bell back nul c1")]
    [InlineData("abc\u202edef\u2066\u200b", "abcdef")]
    [InlineData("family \U0001F468\u200d\U0001F469", "family \U0001F468\u200d\U0001F469")]
    [InlineData("over\rwritten", "overwritten")]
    public void Text_from_a_run_cannot_command_the_terminal(string recorded, string shown)
    {
        Shown.Block(recorded).ShouldBe(shown);
    }

    [Fact]
    public void A_block_keeps_its_lines_and_a_line_has_none()
    {
        Shown.Block("a\r\n\tb").ShouldBe("a\n\tb");
        Shown.Line("a\r\n\tb   c ").ShouldBe("a b c");
    }

    [Fact]
    public void A_long_line_is_cut_between_characters()
    {
        Shown.Line("abcdef", 6).ShouldBe("abcdef");
        Shown.Line("abcdefg", 6).ShouldBe("abcde…");
        Shown.Line("abcd\U0001F468fg", 6).ShouldBe("abcd…");
        Shown.Line(new string('x', 10_000_000), 6).ShouldBe("xxxxx…");
    }
}
