using static Stopwise.Traces.Tests.Suites.SuiteMaker;

namespace Stopwise.Traces.Tests.Suites;

public class AnswerExpectationTests
{
    private const string Boots = "We have boots in size 42, {brown} or black.";

    [Theory]
    [InlineData("- equals: yes", "  yes\n", "Yes")]
    [InlineData("- equals: 42", "42", "42.0")]
    [InlineData("- equals: {a: 1, b: [x]}", """{"b":["x"],"a":1.0}""", """{"a":1}""")]
    [InlineData("- contains: boots", Boots, "We have shoes.")]
    [InlineData("- contains: [boots, black]", Boots, "We have boots.")]
    [InlineData("- contains: Boots", "Boots it is", Boots)]
    [InlineData("- matches: 'size \\d+'", Boots, "size unknown")]
    [InlineData("- matches: '(?i)BOOTS'", Boots, "shoes")]
    [InlineData("- in: [yes, no]", "no ", "maybe")]
    [InlineData("- between: [1, 5]", " 5 ", "5.01")]
    [InlineData("- between: [~, 5]", "-1000", "6")]
    [InlineData("- between: [1, ~]", "1e3", "0.5")]
    [InlineData("- between: [1, 5]", "3", "three")]
    [InlineData("- length: [2, 3]", "äöü", "a")]
    [InlineData("- length: [1, 1]", "\U0001F600", "ab")]
    [InlineData("- json: $.size", """{"size":0}""", """{"size":null}""")]
    [InlineData("- json: {path: $.size, equals: 42}", """{"size":42}""", """{"size":"42"}""")]
    [InlineData("- json: {path: $.size, equals: '42'}", """{"size":"42"}""", """{"size":42}""")]
    [InlineData("- json: {path: 'items[0].n', between: [1, 2]}", """{"items":[{"n":2}]}""", """{"items":[{"n":3}]}""")]
    [InlineData("- json: {path: $.tags, contains: new}", """{"tags":["old","new"]}""", """{"tags":["newer"]}""")]
    [InlineData("- json: {path: $.tags, length: 2}", """{"tags":["ab","c"]}""", """{"tags":["a"]}""")]
    [InlineData("- json: {path: $.a, in: [x, ~]}", """{"a":"x"}""", """{"a":"y"}""")]
    [InlineData("- json: $.a", "Here it is:\n```json\n{\"a\":1}\n```\n", "a: 1")]
    [InlineData(
        "- similar: {to: 'We have brown boots, size 42', at-least: 0.6}",
        "we HAVE brown boots of size 42",
        "No."
    )]
    [InlineData("- not: {contains: refund}", Boots, "You get a refund")]
    [InlineData("- not: {json: $.a}", "no JSON", """{"a":1}""")]
    [InlineData("- not: {calls: search}", Boots, null)]
    public void Each_condition_on_what_is_said_has_texts_that_fit_and_that_do_not(
        string expect,
        string fits,
        string? other
    )
    {
        var expectation = OfAnswer(expect);

        expectation.Holds(Says(fits)).ShouldBeTrue(expectation.Words);
        var wrong = other is null ? Says("", ("search", "{}")) : Says(other);
        expectation.Holds(wrong).ShouldBeFalse(expectation.Words);
        expectation.Words.ShouldNotBeEmpty();
        expectation.Found(wrong).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("- calls: search", true)]
    [InlineData("- calls: 'sea*'", true)]
    [InlineData("- calls: Search", false)]
    [InlineData("- calls: {tool: search, argument: {path: $.q, contains: boots}}", true)]
    [InlineData("- calls: {tool: search, argument: {path: $.q, equals: shoes}}", false)]
    [InlineData("- calls: {tool: search, argument: [{path: $.q}, {path: $.page, between: [1, 3]}]}", true)]
    [InlineData("- calls: {tool: search, argument: [{path: $.q}, {path: $.page, equals: 3}]}", false)]
    [InlineData("- calls: {tool: '*', times: 2}", true)]
    [InlineData("- calls: {tool: '*', times: [3, ~]}", false)]
    [InlineData("- calls: {tool: order, times: 0}", true)]
    [InlineData("- no-call: true", false)]
    [InlineData("- not: {no-call: true}", true)]
    [InlineData("- contains: anything", false)]
    public void Calls_that_are_asked_for_are_told_apart(string expect, bool holds)
    {
        var expectation = OfAnswer(expect);
        var answer = Says("", ("search", """{"q":"boots","page":2}"""), ("open", "not json"));

        expectation.Holds(answer).ShouldBe(holds, expectation.Words);
        expectation.Found(answer).ShouldNotBeEmpty();
    }

    [Fact]
    public void What_was_found_shows_the_place_and_not_the_beginning() =>
        OfAnswer("- not: {contains: refund}")
            .Found(Says(new string('x', 500) + " you get a refund today"))
            .ShouldContain("you get a refund today");

    [Theory]
    [InlineData("a b c d", "a b c d", 1)]
    [InlineData("a b c d", "A, b; c! d?", 1)]
    [InlineData("a b c d", "a b x d", 0.75)]
    [InlineData("a b c d", "a b c d e f g h", 0.5)]
    [InlineData("a b c d", "", 0)]
    [InlineData("a b", "b a", 0)]
    public void Similarity_is_the_edit_distance_over_words(string wanted, string text, double similarity) =>
        new Traces.Suites.Matching.SimilarMatch("it", wanted, 0.5).Similarity(text).ShouldBe(similarity, 1e-12);

    [Fact]
    public void A_text_too_long_to_compare_is_not_similar()
    {
        var match = new Traces.Suites.Matching.SimilarMatch("it", "a", 0);

        match
            .Holds(Traces.Suites.Matching.SeenValue.Of(string.Join(' ', Enumerable.Repeat("a", 5_001))))
            .ShouldBeFalse();
    }

    [Fact]
    public void A_hostile_pattern_takes_no_more_than_linear_time()
    {
        var expectation = OfAnswer("- matches: '^(a+)+$'");

        expectation.Holds(Says(new string('a', 100_000) + "!")).ShouldBeFalse();
    }
}
