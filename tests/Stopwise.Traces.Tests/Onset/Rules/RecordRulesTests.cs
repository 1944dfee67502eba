using Stopwise.Traces.Runs;
using static Stopwise.Traces.Tests.Onset.Rules.Firing;
using static Stopwise.Traces.Tests.RunMaker;

namespace Stopwise.Traces.Tests.Onset.Rules;

public class RecordRulesTests
{
    private static readonly Step Fetched = Get(1, "pending");

    [Fact]
    public void An_identifier_that_nobody_named_is_invented()
    {
        var run = Asked(Talk(0, "Which order?", "It is #W1234567."), Fetched, Cancel(2, "#W9999999"));

        Of("invented-argument", run).ShouldHaveSingleItem().Step.ShouldBe(2);
        Of("invented-argument", Asked(Talk(0, "Which order?", "It is #W1234567."), Fetched, Cancel(2, "#W1234567")))
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_record_is_fetched_before_it_is_written()
    {
        Of("record-unread", Asked(Fetched, Cancel(2, "#W7654321"))).ShouldHaveSingleItem().Step.ShouldBe(1);
        Of("record-unread", Asked(Fetched, Cancel(2, "#W1234567"))).ShouldBeEmpty();
    }

    [Fact]
    public void A_write_that_the_status_forbids_is_accused_with_the_reading()
    {
        var finding = Of("state-forbids-write", Asked(Get(0, "delivered"), Cancel(1, "#W1234567")))
            .ShouldHaveSingleItem();

        finding.Step.ShouldBe(1);
        finding.Evidence.ShouldBe([0]);
        Of("state-forbids-write", Asked(Get(0, "pending (items modified)"), Cancel(1, "#W1234567"))).ShouldBeEmpty();
        Of("state-forbids-write", Asked(Get(0, "delivered"), Cancel(1, "#W7654321"))).ShouldBeEmpty();
    }

    [Fact]
    public void A_write_after_which_another_of_the_record_is_refused_is_accused()
    {
        var items = Tool(2, "modify_pending_order_items", """{"order_id":"#W1234567"}""", "{}");
        var address = Tool(
            3,
            "modify_pending_order_address",
            """{"order_id":"#W1234567"}""",
            "Error: cannot be modified"
        );

        var finding = Of("write-blocks-write", Asked(Fetched, items, address)).ShouldHaveSingleItem();
        finding.Step.ShouldBe(1);
        finding.Evidence.ShouldBe([2]);
        Of("write-blocks-write", Asked(Fetched, address with { Index = 2, Turn = 2 })).ShouldBeEmpty();
        Of(
                "write-blocks-write",
                Asked(Fetched, items, address, address with { Calls = [address.Calls[0] with { Result = "{}" }] })
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_deed_that_no_call_did_must_not_be_claimed()
    {
        var claim = Talk(2, "Your order has been cancelled.");

        Of("claimed-not-done", Asked(Fetched, claim)).ShouldHaveSingleItem().Step.ShouldBe(1);
        Of("claimed-not-done", Asked(Fetched, Cancel(2, "#W1234567"), claim with { Index = 3 })).ShouldBeEmpty();
        Of("claimed-not-done", Asked(Fetched, Talk(2, "Once it has been cancelled, you get an email.")))
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_refused_write_of_a_record_is_abandoned_unless_it_is_made_good()
    {
        var refused = Tool(2, "cancel_pending_order", """{"order_id":"#W1234567"}""", "Error: no");

        Of("write-abandoned", Asked(Fetched, refused)).ShouldHaveSingleItem().Step.ShouldBe(1);
        Of("write-abandoned", Asked(Fetched, refused, Cancel(3, "#W1234567"))).ShouldBeEmpty();
    }

    [Fact]
    public void Writes_are_compared_with_those_of_solved_kin()
    {
        var good = Asked(Fetched, Cancel(2, "#W1234567"));
        var other = Asked(Fetched, Cancel(2, "#W7654321"));

        Of("write-kin-never-made", other, good).ShouldHaveSingleItem().Step.ShouldBe(1);
        Of("write-kin-never-made", good, good).ShouldBeEmpty();
        Of("write-kin-never-made", other).ShouldBeEmpty();
        Of("kin-write-missing", Asked(Fetched), good).ShouldHaveSingleItem().Step.ShouldBe(0);
        Of("kin-write-missing", good, good).ShouldBeEmpty();
        Of("kin-write-missing", Asked(Fetched), good, other).ShouldBeEmpty();
    }

    private static Run Asked(params Step[] steps) =>
        RunMaker.Of("run", null, [.. steps.Select((s, i) => s with { Index = i, Turn = i })]) with
        {
            Prompt = "Please cancel my order.",
        };

    private static Step Get(int index, string status) =>
        Tool(
            index,
            "get_order_details",
            """{"order_id":"#W1234567"}""",
            $$"""{"order_id":"#W1234567","status":"{{status}}"}"""
        );

    private static Step Cancel(int index, string order) =>
        Tool(index, "cancel_pending_order", $$"""{"order_id":"{{order}}","reason":"no longer needed"}""", "{}");
}
