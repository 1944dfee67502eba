using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Tests;

namespace Stopwise.Traces.Kin;

public class KinComparisonTests
{
    private static Arbitrary<(int[] A, int[] B)> Pairs
    {
        get
        {
            var run = Gen.Choose(0, 30).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, KinSamples.Codes - 1), n));
            return run.SelectMany(a => run.Select(b => (a, b))).ToArbitrary();
        }
    }

    [Fact]
    public void The_other_file_that_is_edited_is_where_they_part()
    {
        var failed = Beginning(
            KinSamples.Edit(2, "src/a.py"),
            KinSamples.Test(3, passes: false),
            KinSamples.Test(4, passes: false)
        );
        var solved = Beginning(
            KinSamples.Read(2, "tests/test_a.py"),
            KinSamples.Edit(3, "src/b.py"),
            KinSamples.Test(4, passes: true)
        );

        var kin = KinComparison.Compare(failed, solved with { Outcome = new(OutcomeState.Solved, Trusted: true) });

        var parting = kin.Divergence.ShouldNotBeNull();
        (parting.Step, parting.OtherStep, parting.Reason).ShouldBe((2, 2, KinReason.Changes));
        KinWords
            .Of(kin)
            .ShouldBe(
                "The same until step 2. There this run edits src/a.py (step 2); the solved run first reads "
                    + "tests/test_a.py (step 2) and then edits src/b.py (step 3). From there on they have changed different things."
            );
    }

    [Fact]
    public void Reading_more_on_the_way_to_the_same_change_is_no_parting()
    {
        var one = Beginning(KinSamples.Edit(2, "src/a.py"), KinSamples.Test(3, passes: true));
        var other = Beginning(
            KinSamples.Read(2, "src/c.py"),
            KinSamples.Read(3, "src/d.py"),
            KinSamples.Edit(4, "src/a.py"),
            KinSamples.Test(5, passes: true)
        );

        KinComparison.Compare(one, other).Divergence.ShouldBeNull();
    }

    [Fact]
    public void The_same_edits_with_other_verdicts_part_at_the_check()
    {
        var one = Beginning(KinSamples.Edit(2, "src/a.py"), KinSamples.Test(3, passes: false));
        var other = Beginning(KinSamples.Edit(2, "src/a.py"), KinSamples.Test(3, passes: true));

        var parting = KinComparison.Compare(one, other).Divergence.ShouldNotBeNull();

        (parting.Step, parting.Reason).ShouldBe((3, KinReason.Checks));
    }

    [Fact]
    public void A_run_that_ends_before_the_last_change_parts_at_its_end()
    {
        var one = Beginning();
        var other = Beginning(KinSamples.Edit(2, "src/a.py"));

        var parting = KinComparison.Compare(one, other).Divergence.ShouldNotBeNull();

        (parting.Step, parting.OtherStep, parting.Reason).ShouldBe((2, 2, KinReason.Ending));
        KinWords
            .Of(KinComparison.Compare(one, other))
            .ShouldContain("this run has ended; the other run edits src/a.py");
    }

    [Fact]
    public void Eight_steps_without_a_meeting_are_a_parting_and_seven_are_none()
    {
        var one = Beginning();

        KinComparison.Compare(one, Looking(KinComparison.Patience - 1)).Divergence.ShouldBeNull();
        KinComparison.Compare(one, Looking(KinComparison.Patience)).Divergence.ShouldNotBeNull().OtherStep.ShouldBe(2);

        static Run Looking(int more) =>
            Beginning([.. Enumerable.Range(2, more).Select(i => KinSamples.Read(i, $"src/x{i}.py"))]);
    }

    [Fact]
    public void Talking_counts_neither_way()
    {
        var one = Beginning([.. Enumerable.Range(2, 20).Select(i => KinSamples.Say(i, $"One {i}."))]);
        var other = Beginning([.. Enumerable.Range(2, 20).Select(i => KinSamples.Say(i, $"Other {i}."))]);

        KinComparison.Compare(one, other).Divergence.ShouldBeNull();
    }

    [Fact]
    public void Plans_and_waiting_are_talk_and_the_working_folder_makes_no_difference()
    {
        var plan = RunMaker.Tool(0, "TodoWrite", """{"todos":[{"content":"Fix it"}]}""");
        var one = KinSamples.On(
            "task",
            "one",
            null,
            KinSamples.Edit(0, "/app/src/a.py"),
            KinSamples.Edit(1, "/app/b.py")
        );
        var other = KinSamples.On(
            "task",
            "other",
            null,
            plan,
            KinSamples.Edit(1, "src/a.py"),
            KinSamples.Edit(2, "b.py")
        );

        var kin = KinComparison.Compare(one, other);

        kin.Divergence.ShouldBeNull();
        kin.Columns.Select(c => (c.Step, c.Other)).ShouldBe([(null, 0), (0, 1), (1, 2)]);
    }

    [Fact]
    public void Commands_without_files_meet_where_they_are_about_the_same_thing()
    {
        var one = KinSamples.On("task", "one", null, RunMaker.Shell(0, "git log -5 --oneline main"));
        var other = KinSamples.On("task", "other", null, RunMaker.Shell(0, "git log main --stat"));

        KinComparison.Compare(one, other).Columns.ShouldHaveSingleItem().Match.ShouldBe(KinMatch.Action);
    }

    [Theory]
    [InlineData("""{"\ud800":1,"b":"\ud800"}""")]
    [InlineData("[1,2")]
    [InlineData("")]
    [InlineData("null")]
    public void Arguments_of_any_kind_can_be_compared(string arguments)
    {
        var run = KinSamples.On("task", "odd", null, RunMaker.Tool(0, "get_thing", arguments));

        KinComparison.Compare(run, run).Columns.ShouldHaveSingleItem().Match.ShouldBe(KinMatch.Action);
    }

    [Fact]
    public void A_run_beside_itself_never_parts() =>
        Prop.ForAll(
                Pairs,
                pair =>
                {
                    var run = KinSamples.Coded(pair.A);
                    var kin = KinComparison.Compare(run, run);
                    kin.Divergence.ShouldBeNull();
                    kin.SharedSteps.ShouldBe(run.Steps.Count);
                    kin.Columns.ShouldAllBe(c => c.Step == c.Other);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Both_sides_part_in_the_same_column() =>
        Prop.ForAll(
                Pairs,
                pair =>
                {
                    var (a, b) = (KinSamples.Coded(pair.A), KinSamples.Coded(pair.B));
                    var (one, two) = (KinComparison.Compare(a, b), KinComparison.Compare(b, a));
                    (two.Divergence?.Column).ShouldBe(one.Divergence?.Column);
                    (two.Divergence?.Step).ShouldBe(one.Divergence?.OtherStep);
                    two.Similarity.ShouldBe(one.Similarity);
                    two.Similarity.ShouldBeInRange(0, 1);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Before_the_parting_they_meet_again_and_again_and_behind_it_not_soon() =>
        Prop.ForAll(
                Pairs,
                pair =>
                {
                    var kin = KinComparison.Compare(KinSamples.Coded(pair.A), KinSamples.Coded(pair.B));
                    var counted = kin.Columns.Select((c, i) => (c.Meets, i)).Where(c => c.Meets || !Talks(kin, c.i));
                    var parting = kin.Divergence?.Column ?? kin.Columns.Count;
                    LongestApart(counted.TakeWhile(c => c.i < parting)).ShouldBeLessThan(KinComparison.Patience);
                    counted.Where(c => c.i >= parting).Take(KinComparison.Patience).ShouldAllBe(c => !c.Meets);
                }
            )
            .QuickCheckThrowOnFailure();

    private static int LongestApart(IEnumerable<(bool Meets, int)> columns)
    {
        int longest = 0,
            apart = 0;
        foreach (var (meets, _) in columns)
        {
            apart = meets ? 0 : apart + 1;
            longest = Math.Max(longest, apart);
        }

        return longest;
    }

    private static bool Talks(KinComparison kin, int column) =>
        kin.Columns[column] is var c
        && (c.Step is not { } a || kin.Steps[a].Kind == StepKind.Communicate)
        && (c.Other is not { } b || kin.OtherSteps[b].Kind == StepKind.Communicate);

    private static Run Beginning(params Step[] more) =>
        KinSamples.On("task", "run", null, [KinSamples.Read(0, "src/a.py"), RunMaker.Shell(1, "ls -la"), .. more]);
}
