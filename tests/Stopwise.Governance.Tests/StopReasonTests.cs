using Stopwise.Governance.Stops;

namespace Stopwise.Governance.Tests;

public class StopReasonTests
{
    private static readonly StopReason[] All = Enum.GetValues<StopReason>();

    [Fact]
    public void Only_finished_work_is_a_success_and_is_not_resumed()
    {
        All.Where(r => r.IsSuccess()).ShouldBe([StopReason.Completed, StopReason.SufficientEvidence]);
        All.ShouldNotContain(r => r.IsSuccess() && r.IsResumable());
        StopReason.Truncated.IsSuccess().ShouldBeFalse();
    }

    [Fact]
    public void Every_reason_has_a_name_and_words_of_its_own()
    {
        All.Select(r => r.Name()).ShouldBeUnique();
        All.Select(r => r.Words()).ShouldBeUnique();
        foreach (var reason in All)
        {
            reason.Name().Replace("-", "").ShouldBe(reason.ToString(), StringCompareShould.IgnoreCase);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => ((StopReason)99).Name());
    }

    [Fact]
    public void The_numbers_are_those_that_are_on_disk() => All.Select(r => (int)r).ShouldBe(Enumerable.Range(0, 19));

    [Fact]
    public void A_stop_says_its_detail_in_brackets()
    {
        new Stop(StopReason.BudgetCost, " 5 of 5 USD ").Words.ShouldBe("its budget of money is used up (5 of 5 USD)");
        new Stop(StopReason.Cancelled, " ").Words.ShouldBe("it was cancelled");
    }
}
