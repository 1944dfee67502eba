using Stopwise.Traces.Suites.Plans;
using static Stopwise.Traces.Tests.Suites.SuiteMaker;

namespace Stopwise.Traces.Tests.Suites;

public class PlanExpectationTests
{
    [Theory]
    [InlineData("- calls: Edit", true)]
    [InlineData("- calls: edit", false)]
    [InlineData("- calls: {tool: Bash, times: 3}", true)]
    [InlineData("- calls: {tool: Bash, times: [0, 2]}", false)]
    [InlineData("- calls: {command: {contains: pytest}, times: 2}", true)]
    [InlineData("- calls: {command: {contains: pytest}, result: {contains: passed}, times: 2}", false)]
    [InlineData("- calls: {tool: Edit, argument: {path: $.file_path, equals: src/a.py}}", true)]
    [InlineData("- calls: {tool: Edit, argument: {path: $.file_path, equals: src/b.py}}", false)]
    [InlineData("- calls: {does: edit}", true)]
    [InlineData("- calls: {does: [publish, destructive]}", false)]
    [InlineData("- calls: {does: check, times: 2}", true)]
    [InlineData("- calls: {does: check-failed, times: 1}", true)]
    [InlineData("- calls: {does: check-passed, times: 2}", false)]
    [InlineData("- ends: {calls: {does: check-passed}}", true)]
    [InlineData("- never: {command: {matches: 'rm +-rf'}}", true)]
    [InlineData("- never: {command: {contains: pytest}}", false)]
    [InlineData("- order: [Bash, Edit, {command: {contains: pytest}}]", true)]
    [InlineData("- order: [Edit, {command: {contains: cat}}]", false)]
    [InlineData("- exactly: [Bash, Edit, Bash, Bash]", true)]
    [InlineData("- exactly: [Bash, Edit, Bash]", false)]
    [InlineData("- exactly: [Bash, Edit, Bash, Bash, Bash]", false)]
    [InlineData("- exactly: [Bash, Bash, Edit, Bash]", false)]
    [InlineData("- only: [Bash, Edit, Read]", true)]
    [InlineData("- only: [Bash]", false)]
    [InlineData("- steps: [1, 4]", true)]
    [InlineData("- steps: [5, ~]", false)]
    [InlineData("- step: {at: 1, calls: Edit}", true)]
    [InlineData("- step: {at: 0, calls: Edit}", false)]
    [InlineData("- step: {at: -1, says: {contains: pass}}", true)]
    [InlineData("- step: {at: 9, calls: '*'}", false)]
    [InlineData("- ends: {calls: {command: {contains: pytest}}, says: {contains: pass}}", true)]
    [InlineData("- ends: {calls: Edit}", false)]
    [InlineData("- ends: {says: {equals: Done}}", false)]
    [InlineData("- not: {calls: Write}", true)]
    [InlineData("- not: {calls: Edit}", false)]
    public void Each_expectation_of_a_run_holds_or_not_and_says_what_it_found(string expect, bool holds)
    {
        var expectation = OfRun(expect);
        var seen = PlanSeen.Of(Mends());

        expectation.Holds(seen).ShouldBe(holds, expectation.Words);
        expectation.Words.ShouldNotBeEmpty();
        expectation.Found(seen).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("- exactly: [Bash, Edit, Bash]", "one more in step 3: Bash pytest -q")]
    [InlineData("- exactly: [Bash, Read]", "step 1: Edit")]
    [InlineData("- order: [Bash, Edit, Write]", "the first 2 of 3, then no Write")]
    [InlineData("- only: [Bash]", "step 1: Edit")]
    [InlineData("- never: Edit", "1, the first in step 1: Edit")]
    [InlineData("- calls: Write", "none; it calls Bash, Edit")]
    [InlineData("- step: {at: 9, calls: '*'}", "a run of 4 steps")]
    public void What_was_found_names_the_step(string expect, string found) =>
        OfRun(expect).Found(PlanSeen.Of(Mends())).ShouldContain(found);

    [Theory]
    [InlineData("none", null, true)]
    [InlineData("none", 3, false)]
    [InlineData("{not-before: 3}", null, true)]
    [InlineData("{not-before: 3}", 3, true)]
    [InlineData("{not-before: 3}", 2, false)]
    public void A_divergence_is_allowed_from_a_step_on(string expected, int? at, bool holds)
    {
        var suite = Traces.Suites.Suite.Parse("s.yaml", PlanSuite($"- divergence: {expected}", more: "agent: ./agent"));
        var expectation = ((Traces.Suites.PlanTest)suite.Tests[0]).Expect[0];

        expectation.Holds(PlanSeen.Of(Mends(), new PlanDivergence(at, "another command"))).ShouldBe(holds);
        expectation.Holds(PlanSeen.Of(Mends())).ShouldBeFalse();
    }

    [Fact]
    public void A_contract_of_a_file_is_kept_or_broken_at_its_step()
    {
        using var folder = new SuiteFolder();
        folder.Write(
            "rules.yaml",
            """
            version: 1
            contracts:
              - name: no-edit
                rule: Nothing is changed.
                absence: {tool: Edit}
              - name: looks-first
                rule: Something is looked at before it is changed.
                precedence: {first: {tool: Bash}, then: {tool: Edit}}
            """
        );
        var suite = folder.Suite(
            PlanSuite(
                """
                - contract: {name: no-edit, file: rules.yaml, is: fail, at-step: 1}
                - contract: {name: looks-first, file: rules.yaml}
                - contract: {name: no-edit, file: rules.yaml}
                - contract: {name: no-edit, file: rules.yaml, is: fail, at-step: 2}
                """
            )
        );
        var seen = PlanSeen.Of(Mends());

        var expect = ((Traces.Suites.PlanTest)suite.Tests[0]).Expect;

        expect.Select(e => e.Holds(seen)).ShouldBe([true, true, false, false]);
        expect[2].Words.ShouldBe("no-edit kept (Nothing is changed)");
        expect[2].Found(seen).ShouldStartWith("broken at step 1: ");
    }
}
