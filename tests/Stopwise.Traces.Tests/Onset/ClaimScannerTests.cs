using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Onset.Talk;

namespace Stopwise.Traces.Tests.Onset;

public class ClaimScannerTests
{
    [Theory]
    [InlineData("It costs 1,234.50 dollars", "1234.5")]
    [InlineData("In 2020 there were 007 of 12", "2020 12")]
    [InlineData("1. first\n2) second\n 10. tenth holds 11", "11")]
    [InlineData("x86 and 3 and v12", "")]
    [InlineData("0.75 of 5", "0.75")]
    public void Numbers_of_two_digits_count_and_list_numbers_do_not(string text, string numbers) =>
        string.Join(' ', Tokens(text).Where(t => t.Kind == ClaimKind.Number).Select(t => t.Text)).ShouldBe(numbers);

    [Theory]
    [InlineData("We ask Anna and Berlin. Then Carl answers", "anna berlin carl")]
    [InlineData("- Daniel said so", "")]
    [InlineData("```\nprint Anna\n```\nthe Berg", "berg")]
    public void A_name_is_a_capital_inside_a_sentence_outside_code(string text, string names) =>
        string.Join(' ', Tokens(text).Where(t => t.Kind == ClaimKind.Entity).Select(t => t.Text)).ShouldBe(names);

    [Fact]
    public void Bold_and_code_are_marked_and_the_place_is_kept()
    {
        const string Text = "so **Nosferatu wins**\n```py\nn = 42\n```";
        var tokens = Tokens(Text);

        tokens.Where(t => t.IsBold).Select(t => t.Text).ShouldBe(["nosferatu", "wins"]);
        tokens.Single(t => t.Kind == ClaimKind.Number).InCode.ShouldBeTrue();
        tokens.ShouldAllBe(t => Text.Substring(t.Start, t.Length).Equals(t.Text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Any_text_is_read_to_its_end_in_order_and_a_quote_holds_its_token_and_stays_short() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                ArbMap.Default.ArbFor<string?>(),
                given =>
                {
                    var text = $"{given} Ten 12,5 {given}Anna";
                    var tokens = Tokens(text);

                    tokens.Zip(tokens.Skip(1)).ShouldAllBe(p => p.First.Start + p.First.Length <= p.Second.Start);
                    foreach (var token in tokens)
                    {
                        var quote = Quote.Of(text, token).Around;
                        quote.ShouldContain(text.Substring(token.Start, token.Length), Case.Sensitive);
                        quote.Length.ShouldBeLessThanOrEqualTo(token.Length + 48);
                    }
                }
            )
        );

    private static List<ClaimToken> Tokens(string text)
    {
        var tokens = new List<ClaimToken>();
        var scanner = new ClaimScanner(text);
        while (scanner.MoveNext())
        {
            tokens.Add(scanner.Current);
        }

        return tokens;
    }
}
