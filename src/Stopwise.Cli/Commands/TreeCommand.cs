using System.CommandLine;
using System.Globalization;
using Stopwise.Exits;
using Stopwise.Traces.Trees;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise tree</c>: a run as stages, steps and calls; its index; a search in it.</summary>
internal static class TreeCommand
{
    private static readonly Argument<string> Name = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last.",
    };

    private static readonly Option<bool> Index = new("--index")
    {
        Description = "Write the run as a short text of numbered lines, with its size in tokens.",
    };

    private static readonly Option<string?> Depth = new("--depth")
    {
        Description = "How far to open the tree: stages, steps or calls. Default: steps.",
        HelpName = "LEVEL",
    };

    private static readonly Option<string?> Steps = new("--steps")
    {
        Description = "Show every step from A to B, none folded.",
        HelpName = "A-B",
    };

    private static readonly Option<string?> Find = new("--find")
    {
        Description = "Show the steps in which a text occurs, and where.",
        HelpName = "TEXT",
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "tree",
            "Shows a run as a tree of stages, steps and calls.",
            Show,
            Name,
            Depth,
            Steps,
            Find,
            Index
        );

    private static int Show(CommandCall call)
    {
        var depth = DepthOf(call.Get(Depth));
        using var store = call.ExistingStore();
        var tree = TraceTree.Of(store.Load(store.Resolve(call.Get(Name)!))!);
        var window = WindowOf(call.Get(Steps), tree.Steps.Count);
        if (call.Get(Index))
        {
            ShowIndex(call, TreeIndex.Of(tree));
        }
        else if (call.Get(Find) is { } text)
        {
            ShowHits(call, tree, text, window);
        }
        else if (call.Json)
        {
            call.WriteJson(TreeDocument.Of(tree, window), TreeJson.Default.TreeDocument);
        }
        else
        {
            new TreeScreen(call.Console, tree).Write(depth, window);
        }

        return ExitCodes.Ok;
    }

    private static void ShowIndex(CommandCall call, TreeIndex index)
    {
        if (call.Json)
        {
            call.WriteJson(index, TreeJson.Default.TreeIndex);
            return;
        }

        call.Around.Output.Write(index.Text);
        var share = index.Share is { } known ? $" ({RehearsalScreen.Share(known)})" : "";
        call.Note(
            $"{Words.Count(index.IndexTokens)} tokens of index for {Words.Count(index.TraceTokens)} tokens of trace{share}, both estimated from the length of the text."
        );
    }

    private static void ShowHits(CommandCall call, TraceTree tree, string text, StepWindow? window)
    {
        if (text.Length == 0)
        {
            throw new StopwiseException("--find is empty: give the text to look for.");
        }

        var hits = TreeSearch.Find(tree.Run, text).Where(hit => window is not { } w || w.Holds(hit.Step)).ToList();
        if (call.Json)
        {
            call.WriteJson(new TreeHits(tree.Run.Id, text, hits), TreeJson.Default.TreeHits);
        }
        else
        {
            new TreeScreen(call.Console, tree).Write(hits);
        }
    }

    private static TreeDepth DepthOf(string? word) =>
        word switch
        {
            null or "steps" => TreeDepth.Steps,
            "stages" => TreeDepth.Stages,
            "calls" => TreeDepth.Calls,
            _ => throw new StopwiseException($"--depth is {word}: say stages, steps or calls."),
        };

    private static StepWindow? WindowOf(string? asked, int steps)
    {
        if (asked is null)
        {
            return null;
        }

        var ends = asked.Split('-');
        if (
            ends.Length is 1 or 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first <= last
        )
        {
            return first < steps
                ? new StepWindow(first, Math.Min(last, steps - 1))
                : throw new StopwiseException($"--steps is {asked}: the run has steps 0 to {steps - 1}.");
        }

        throw new StopwiseException($"--steps is {asked}: write two step numbers such as 10-20.");
    }
}
