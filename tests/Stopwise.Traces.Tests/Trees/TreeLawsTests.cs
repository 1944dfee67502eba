using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Tests.Trees;

/// <summary>What holds of the tree of any run, however hostile.</summary>
public class TreeLawsTests
{
    private static readonly string[] Commands =
    [
        "ls src",
        "cat src/a.py",
        "sed -i s/a/b/ src/a.py",
        "sed -i s/a/b/ src/b.py",
        "git checkout src/a.py",
        "git checkout .",
        "git stash",
        "git stash pop",
        "git commit -am x",
        "pytest",
        "python - <<'E'\nopen('z','w')\nE",
        "\u001b[2J\"'`$(((\n<<<>>>",
        "",
    ];

    [Fact]
    public void Every_step_is_in_one_stage_and_one_turn() =>
        Holds(tree =>
        {
            tree.Stages.SelectMany(s => Enumerable.Range(s.First, s.Count)).ShouldBe(Indexes(tree));
            tree.Turns.SelectMany(t => Enumerable.Range(t.First, t.Count)).ShouldBe(Indexes(tree));
            tree.Steps.ShouldAllBe(s =>
                tree.Turns[s.Turn].Holds(s.Index)
                && s.Index >= tree.Stages[s.Stage].First
                && s.Index <= tree.Stages[s.Stage].Last
            );
            tree.Stages.Count.ShouldBeLessThanOrEqualTo(15);
        });

    [Fact]
    public void Parents_come_before_their_children() =>
        Holds(tree =>
        {
            tree.Steps.ShouldAllBe(s => s.RawParent == s.Index - 1 && s.StateParent < s.Index);
            tree.Steps.ShouldAllBe(s => s.StartedBy == null || s.StartedBy < s.Index);
            tree.Steps.ShouldAllBe(s => s.ParallelGroup == null || s.ParallelGroup <= s.Index);
        });

    /// <summary>A state is opened by a change, or is the one of the beginning.</summary>
    [Fact]
    public void A_state_parent_is_a_step_that_opened_a_state() =>
        Holds(tree =>
        {
            tree.Steps.ShouldAllBe(s => s.StateParent == TraceTree.Start || tree.Steps[s.StateParent].OpensState);
            tree.Steps.ShouldAllBe(s =>
                s.Backtrack == null
                || s.Backtrack.ReturnsTo == null
                || s.Backtrack.ReturnsTo == TraceTree.Start
                || tree.Steps[s.Backtrack.ReturnsTo.Value].OpensState
            );
        });

    [Fact]
    public void Costs_add_up() =>
        Holds(tree =>
        {
            var stages = tree.Stages.Aggregate(tree.ClosingCost, (sum, s) => sum + s.Cost);
            var steps = tree.Steps.Aggregate(tree.ClosingCost, (sum, s) => sum + s.Cost);
            stages.ShouldBe(tree.Cost);
            steps.ShouldBe(tree.Cost);
            tree.Cost.Calls.ShouldBe(tree.Run.CallCount);
        });

    [Fact]
    public void Rows_hold_every_step_once_and_an_index_has_its_bounds() =>
        Holds(tree =>
        {
            if (tree.Steps.Count > 0)
            {
                foreach (var most in (int[])[3, 8, int.MaxValue])
                {
                    var rows = new TreeRows(tree).Of(0, tree.Steps.Count - 1, most: most);
                    rows.Count.ShouldBeLessThanOrEqualTo(most);
                    rows.SelectMany(r => Enumerable.Range(r.First, r.Count)).ShouldBe(Indexes(tree));
                }
            }

            var lines = TreeIndex.Of(tree).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            lines.Length.ShouldBeLessThanOrEqualTo(TreeIndex.MostLines);
            lines.ShouldAllBe(l => l.Length <= TreeIndex.LongestLine && !l.Any(char.IsControl));
        });

    [Fact]
    public void The_same_run_gives_the_same_tree() =>
        Holds(tree => TreeIndex.Of(TraceTree.Of(tree.Run)).ShouldBe(TreeIndex.Of(tree)));

    /// <summary>What comes later cannot change where a step was taken.</summary>
    [Fact]
    public void States_know_nothing_of_the_future() =>
        Holds(tree =>
        {
            var half = tree.Run with { Steps = [.. tree.Run.Steps.Take(tree.Steps.Count / 2)] };
            TraceTree
                .Of(half)
                .Steps.Select(s => (s.StateParent, s.OpensState))
                .ShouldBe(tree.Steps.Take(half.Steps.Count).Select(s => (s.StateParent, s.OpensState)));
        });

    [Fact]
    public void A_very_long_run_has_a_short_index()
    {
        var run = RunMaker.Of(
            "r",
            null,
            [.. Enumerable.Range(0, 20_000).Select(i => RunMaker.Shell(i, Commands[i * 7 % Commands.Length] + i % 3))]
        );

        var index = TreeIndex.Of(TraceTree.Of(run));

        index.Text.Count(c => c == '\n').ShouldBeLessThanOrEqualTo(TreeIndex.MostLines);
        index.IndexTokens.ShouldBeLessThan(TreeIndex.MostLines * TreeIndex.LongestLine / 4);
    }

    private static void Holds(Action<TraceTree> law) =>
        Check.QuickThrowOnFailure(Prop.ForAll(Runs, run => law(TraceTree.Of(run))));

    private static IEnumerable<int> Indexes(TraceTree tree) => Enumerable.Range(0, tree.Steps.Count);

    private static Arbitrary<Run> Runs { get; } =
        (
            from seeds in Gen.Choose(0, int.MaxValue).ListOf()
            from texts in ArbMap.Default.GeneratorFor<string?>().ListOf(8)
            from closing in Gen.Elements(true, false)
            select Made([.. seeds], [.. texts], closing)
        ).ToArbitrary();

    private static Run Made(int[] seeds, string?[] texts, bool closing)
    {
        var steps = seeds.Select((seed, i) => Made(i, new Random(seed), texts)).ToArray();
        for (var i = 1; i < steps.Length; i++)
        {
            steps[i] = seeds[i] % 4 == 0 ? steps[i] with { Turn = steps[i - 1].Turn } : steps[i];
        }

        return RunMaker.Of("generated", null, steps) with
        {
            Prompt = texts[0],
            Closing = closing ? RunMaker.Tool(steps.Length, "Read") with { Calls = [] } : null,
        };
    }

    private static Step Made(int index, Random dice, string?[] texts)
    {
        var text = texts[dice.Next(texts.Length)] ?? "";
        var step = dice.Next(6) switch
        {
            0 => RunMaker.Tool(index, "Edit", $$"""{"file_path":"src/{{dice.Next(3)}}.py"}""", text),
            1 => RunMaker.Tool(index, text, text, text),
            2 => new Step
            {
                Index = index,
                Turn = index,
                Message = text,
            },
            _ => RunMaker.Shell(
                index,
                Commands[dice.Next(Commands.Length)] + (dice.Next(8) == 0 ? text : ""),
                text,
                dice.Next(2)
            ),
        };
        var calls = step.Calls.Select(c => c with { Id = $"c{dice.Next(9)}" });
        return step with
        {
            Calls = dice.Next(5) == 0 ? [.. calls, .. calls] : [.. calls],
            ParentCallId = dice.Next(4) == 0 ? $"c{dice.Next(12)}" : null,
            Agent = dice.Next(3) == 0 ? text : null,
            Addressee = dice.Next(5) == 0 ? text : null,
            Reply = dice.Next(9) == 0 ? text : null,
            Usage = dice.Next(5) == 0 ? Usage.Unknown : step.Usage,
        };
    }
}
