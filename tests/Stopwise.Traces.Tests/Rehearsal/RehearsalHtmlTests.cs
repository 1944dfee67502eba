using System.Xml.Linq;
using Stopwise.Traces.Demo;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Rehearsal.Html;

namespace Stopwise.Traces.Tests.Rehearsal;

public sealed class RehearsalHtmlTests
{
    private static readonly RehearsalReport Demo = new Rehearser(
        new RehearsalOptions { BootstrapDraws = 100 }
    ).Rehearse(DemoRuns.History(1));

    [Fact]
    public void The_answer_comes_first_with_its_unit()
    {
        var page = Page(Demo);

        page.ShouldContain("<h1>Certified: a ");
        page[page.IndexOf("<h1>", StringComparison.Ordinal)..].ShouldContain("tokens");
        page.ShouldContain("Tasks never seen before");
        page.ShouldContain("Tasks tried before");
    }

    [Fact]
    public void The_page_needs_nothing_but_itself()
    {
        var page = Page(Demo);

        page.ShouldNotContain("http:");
        page.ShouldNotContain("https:");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("src=");
        page.ShouldNotContain("href=");
        page.ShouldNotContain("url(");
    }

    [Fact]
    public void Recorded_names_are_data_and_never_markup()
    {
        const string Hostile = "<script>alert(1)</script>\"' onload=x &amp; \u202e";
        var protocol = Demo.Protocols[0];
        var hostile = Demo with
        {
            Data = Demo.Data with { LargestRun = Hostile, Scopes = [new ScopeCount(Hostile, Hostile, 1, 1)] },
            Notes = [Hostile],
            Protocols =
            [
                protocol with
                {
                    Verdict = [Hostile],
                    Policies =
                    [
                        .. protocol.Policies.Select(p =>
                            p with
                            {
                                Id = Hostile,
                                Chosen = Hostile,
                                Kind = Hostile,
                                WrongStops = [Hostile],
                            }
                        ),
                    ],
                },
            ],
        };

        var page = Page(hostile);

        page.ShouldNotContain("<script");
        page.ShouldNotContain("\"' onload");
        page.ShouldNotContain("\u202e");
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        WellFormed(page);
    }

    [Fact]
    public void What_is_not_known_says_so_and_is_never_zero()
    {
        var protocol = Demo.Protocols[0];
        var unknown = Demo with
        {
            Data = Demo.Data with
            {
                InputTokens = null,
                CostUsd = null,
                FailedShareOfTokens = null,
                LagShareOfTokens = null,
                LargestRun = null,
                LargestRunShare = null,
            },
            Protocols =
            [
                protocol with
                {
                    Policies =
                    [
                        .. protocol.Policies.Select(p =>
                            p with
                            {
                                InputTokensSaved = null,
                                CostSaved = null,
                                UsdSaved = null,
                                Frontier = null,
                                TokensSavedAtHarm = null,
                            }
                        ),
                    ],
                },
            ],
        };

        var page = Page(unknown);

        page.ShouldContain("<dt>Input tokens</dt><dd>unknown");
        page.ShouldContain("<dt>Money spent</dt><dd>unknown");
        page.ShouldContain("No frontier");
        page.ShouldContain("<td class=\" unknown\">unknown</td>");
    }

    [Fact]
    public void Every_drawing_and_table_can_be_read_aloud()
    {
        var page = WellFormed(Page(Demo));

        page.Descendants("svg")
            .ShouldAllBe(s =>
                (string?)s.Attribute("role") == "img" && s.Element("title") != null && s.Element("desc") != null
            );
        page.Descendants("table").ShouldAllBe(t => t.Element("caption") != null);
        page.Descendants("th").ShouldAllBe(t => t.Attribute("scope") != null);
    }

    [Fact]
    public void Labels_keep_their_distance()
    {
        var placed = SvgFrame.Apart([100, 101, 99, 340, 339], 18, 10, 340).Order().ToList();

        placed.Zip(placed.Skip(1), (a, b) => b - a).ShouldAllBe(d => d >= 18 - 1e-9);
        placed.ShouldAllBe(y => y <= 340);
    }

    [Fact]
    public void The_same_report_gives_the_same_page() => Page(Demo).ShouldBe(Page(Demo));

    [Theory]
    [InlineData(true, false, RehearsalAnswer.Certified)]
    [InlineData(false, false, RehearsalAnswer.NotYet)]
    [InlineData(true, true, RehearsalAnswer.DoesNotPay)]
    public void The_headline_promises_no_more_than_was_proved(bool certified, bool useless, RehearsalAnswer answer)
    {
        var protocol = Demo.Protocols[0];
        var report = Demo with
        {
            Protocols =
            [
                protocol with
                {
                    Pays = !useless,
                    Policies =
                    [
                        .. protocol.Policies.Select(p =>
                            p with
                            {
                                Certified = certified,
                                UnitsMissing = certified ? 0 : 14,
                            }
                        ),
                    ],
                },
            ],
        };

        var headline = RehearsalHeadline.Of(report);

        headline.Answer.ShouldBe(answer);
        if (answer == RehearsalAnswer.NotYet)
        {
            headline.Title.ShouldBe("Cannot promise yet: 14 more labelled tasks.");
        }
    }

    private static string Page(RehearsalReport report)
    {
        using var text = new StringWriter();
        RehearsalHtml.Write(report, text);
        return text.ToString();
    }

    private static XElement WellFormed(string page)
    {
        var body = page[
            page.IndexOf("<main>", StringComparison.Ordinal)..(page.IndexOf("</main>", StringComparison.Ordinal) + 7)
        ];
        return XElement.Parse(body);
    }
}
