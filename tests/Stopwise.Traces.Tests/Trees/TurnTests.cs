using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Tests.Onset;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Tests.Trees;

public class TurnTests
{
    [Fact]
    public void Steps_of_one_model_turn_belong_together_and_others_stand_alone() =>
        Of(
                RunMaker.Shell(0, "ls") with
                {
                    Turn = 0,
                },
                RunMaker.Shell(1, "cat a") with
                {
                    Turn = 0,
                },
                RunMaker.Shell(2, "cat b") with
                {
                    Turn = 1,
                }
            )
            .ShouldBe([(0, 1), (2, 2)]);

    [Fact]
    public void What_code_printed_belongs_to_the_message_that_asked_for_it() =>
        Of(
                TalkMaker.Says("Planner", "The plan."),
                TalkMaker.Says("Coder", "```python\nprint(1)\n```"),
                TalkMaker.Prints("1"),
                TalkMaker.Says("Checker", "It is 1.")
            )
            .ShouldBe([(0, 0), (1, 2), (3, 3)]);

    [Fact]
    public void Thought_instruction_and_hand_over_of_an_orchestrator_belong_to_the_action() =>
        Of(
                TalkMaker.Says("human", "Find it."),
                TalkMaker.Thinks("Orchestrator", "I plan."),
                TalkMaker.Thinks("Orchestrator", "I look at the ledger."),
                TalkMaker.Says("Orchestrator", "Search for it.", to: "WebSurfer"),
                TalkMaker.Thinks("Orchestrator", "Next speaker WebSurfer"),
                TalkMaker.Says("WebSurfer", "I searched."),
                TalkMaker.Thinks("Orchestrator", "Nothing there."),
                TalkMaker.Says("Orchestrator", "Open the file.", to: "FileSurfer"),
                TalkMaker.Says("FileSurfer", "I opened it.")
            )
            .ShouldBe([(0, 0), (1, 5), (6, 8)]);

    [Fact]
    public void A_run_without_steps_has_no_turns() => Of().ShouldBeEmpty();

    [Fact]
    public void Every_step_is_in_exactly_one_turn() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                shapes =>
                {
                    var steps = shapes.Take(60).Select(Shaped).ToArray();
                    var turns = Turn.Of(
                        RunMaker.Of("r", null, [.. steps.Select((s, i) => s with { Index = i, Turn = i })])
                    );

                    turns
                        .SelectMany(t => Enumerable.Range(t.First, t.Count))
                        .ShouldBe(Enumerable.Range(0, steps.Length));
                    turns.Select(t => t.Number).ShouldBe(Enumerable.Range(0, turns.Count));
                }
            )
        );

    private static Step Shaped(byte shape) =>
        (shape % 6) switch
        {
            0 => TalkMaker.Says("A", "hello"),
            1 => TalkMaker.Says("B", "hello", to: "A"),
            2 => TalkMaker.Thinks("B", "hm"),
            3 => TalkMaker.Prints("1"),
            4 => RunMaker.Shell(0, "ls"),
            _ => TalkMaker.Says("C", ""),
        };

    private static IEnumerable<(int, int)> Of(params Step[] steps) =>
        Turn.Of(
                RunMaker.Of(
                    "r",
                    null,
                    [.. steps.Select((s, i) => s with { Index = i, Turn = s.Agent is null ? s.Turn : i })]
                )
            )
            .Select(t => (t.First, t.Last));
}
