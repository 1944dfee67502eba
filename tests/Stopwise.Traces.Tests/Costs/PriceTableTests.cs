using Stopwise.Exits;
using Stopwise.Traces.Costs;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Costs;

public class PriceTableTests
{
    private const string TwoPrices = """
        {
          "version": 1,
          "prices": [
            { "models": ["m-1", "m-1-2025*"], "validFrom": "2025-04-01", "input": 10, "cachedInput": 1, "output": 40 },
            { "models": ["m-1", "m-1-2025*"], "validFrom": "2025-06-10", "input": 2, "cachedInput": 0.5, "output": 8 }
          ]
        }
        """;

    [Theory]
    [InlineData("2025-04-01", 10)]
    [InlineData("2025-06-09", 10)]
    [InlineData("2025-06-10", 2)]
    [InlineData("2030-01-01", 2)]
    public void The_price_that_held_on_the_day_is_taken(string day, int input)
    {
        var quote = Table().Find("m-1", DateOnly.Parse(day, null));

        quote.Price!.Input.ShouldBe(input);
        quote.DayAssumed.ShouldBeFalse();
    }

    [Fact]
    public void Without_a_day_the_newest_price_is_taken_and_it_says_so()
    {
        var quote = Table().Find("m-1", day: null);

        quote.Price!.Input.ShouldBe(2);
        quote.DayAssumed.ShouldBeTrue();
    }

    [Fact]
    public void Before_the_first_price_nothing_is_known()
    {
        var quote = Table().Find("m-1", new DateOnly(2025, 3, 31));

        quote.Price.ShouldBeNull();
        quote.Missing.ShouldBe("no price of m-1 is known before 2025-04-01");
    }

    [Theory]
    [InlineData("m-1", true)]
    [InlineData("M-1", true)]
    [InlineData("openrouter/provider/m-1", true)]
    [InlineData("m-1[1m]", true)]
    [InlineData("m-1-20250601", true)]
    [InlineData("m-1-mini", false)]
    [InlineData("m-10", false)]
    [InlineData("m", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_name_is_not_taken_for_a_similar_one(string? model, bool known) =>
        (Table().Find(model, null).Price is not null).ShouldBe(known);

    [Fact]
    public void A_users_table_goes_before_the_shipped_one_for_the_models_it_names()
    {
        var table = Table().Over(PriceTable.Shipped);

        table.Find("m-1", null).Price!.Output.ShouldBe(8);
        table.Find("gpt-4o", new DateOnly(2025, 1, 1)).Price!.Input.ShouldBe(2.5m);
        table.Find("nobody", null).Missing.ShouldBe("no price is known for nobody");
    }

    [Fact]
    public void The_closest_pattern_wins()
    {
        var table = PriceTable.Parse(
            "p.json",
            """
            {"version":1,"prices":[
              {"models":["a*"],"validFrom":"2025-01-01","input":1,"output":1},
              {"models":["a-large*"],"validFrom":"2025-01-01","input":2,"output":2},
              {"models":["a-large-2"],"validFrom":"2025-01-01","input":3,"output":3}]}
            """
        );

        table.Find("a-small", null).Price!.Input.ShouldBe(1);
        table.Find("a-large-1", null).Price!.Input.ShouldBe(2);
        table.Find("a-large-2", null).Price!.Input.ShouldBe(3);
    }

    [Fact]
    public void Cached_tokens_are_a_part_of_the_input_and_cost_less()
    {
        var price = Table().Find("m-1", null).Price!;

        // 900,000 in full at 2, 100,000 cached at 0.5 and 10,000 written at 8 dollars per million.
        price.CostOf(new Usage(1_000_000, 10_000, 100_000, null, false)).ShouldBe(1.80m + 0.05m + 0.08m);
        price.CostOf(new Usage(1_000_000, 10_000, null, null, false)).ShouldBe(2.08m);
        price.CostOf(new Usage(1_000_000, null, 0, null, false)).ShouldBeNull();
        price.CostOf(Usage.None).ShouldBe(0);
    }

    [Fact]
    public void A_long_prompt_has_its_own_price_for_every_token_of_the_call()
    {
        var gemini = PriceTable.Shipped.Find("gemini-3-pro-preview", new DateOnly(2026, 1, 1)).Price!;

        gemini.CostOf(new Usage(200_000, 1_000, 0, null, false)).ShouldBe(0.412m);
        gemini.CostOf(new Usage(200_001, 1_000, 200_001, null, false)).ShouldBe(0.0800004m + 0.018m);
    }

    [Fact]
    public void Every_shipped_price_has_a_source_and_is_sound()
    {
        PriceTable.Shipped.Prices.Count.ShouldBeGreaterThan(15);
        foreach (var price in PriceTable.Shipped.Prices)
        {
            price.Source!.ShouldStartWith("https://");
            price.Output.ShouldBeGreaterThan(price.Input);
            price.CachedInput!.Value.ShouldBeLessThan(price.Input);
            foreach (var name in price.Models)
            {
                PriceTable.Shipped.Find(name.TrimEnd('*'), price.ValidFrom).Price.ShouldBe(price);
            }
        }
    }

    [Theory]
    [InlineData("{", "p.json, line 1: this is not JSON.")]
    [InlineData("[]", "p.json, line 1: begin the document with { \"version\": 1, \"prices\": [")]
    [InlineData("""{"version":2,"prices":[]}""", "p.json, line 1: begin the document with")]
    [InlineData("""{"version":1}""", "p.json, line 1: there is no array \"prices\"")]
    [InlineData("{\"version\":1,\n\"prices\":[\n3]}", "p.json, line 3: prices[0] is no object")]
    public void A_document_that_is_none_is_refused_with_its_line(string json, string message) =>
        Should.Throw<StopwiseException>(() => PriceTable.Parse("p.json", json)).Message.ShouldStartWith(message);

    [Theory]
    [InlineData("\"input\": -1", "line 4: prices[1] has a wrong \"input\": give a number from 0 to a billion.")]
    [InlineData("\"input\": \"3\"", "line 4: prices[1] has a wrong \"input\": give a number from 0 to a billion.")]
    [InlineData("\"inputs\": 3", "line 4: prices[1] has an unknown \"inputs\": allowed are models, provider,")]
    [InlineData("\"source\": \"x\"", "line 4: prices[1] needs \"input\": US dollars per million tokens")]
    [InlineData("\"input\": 3, \"longPrompt\": {\"aboveTokens\": 5}", "line 4: prices[1].longPrompt needs \"input\"")]
    public void A_wrong_entry_is_refused_with_its_line_and_a_remedy(string fields, string message)
    {
        var json = $$"""
            {"version":1, "prices":[
              {"models":["a"],"validFrom":"2025-01-01","input":1,
               "output":2},
              {"models":["b"],"validFrom":"2025-01-01",{{fields}},"output":2}]}
            """;

        Should
            .Throw<StopwiseException>(() => PriceTable.Parse("p.json", json))
            .Message.ShouldStartWith("p.json, " + message);
    }

    [Fact]
    public void A_wrong_day_is_refused() =>
        Should
            .Throw<StopwiseException>(() => PriceTable.Parse("p.json", TwoPrices.Replace("2025-06-10", "10/6/2025")))
            .Message.ShouldBe("p.json, line 5: prices[1] needs \"validFrom\": a day such as \"2026-01-31\".");

    private static PriceTable Table() => PriceTable.Parse("p.json", TwoPrices);
}
