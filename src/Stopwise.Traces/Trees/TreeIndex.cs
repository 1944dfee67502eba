using System.Globalization;
using System.Text;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Trees;

/// <summary>A run as a short text of numbered lines, for a reader that then opens single steps.</summary>
/// <param name="Text">The lines; nothing that the run says can break them.</param>
/// <param name="IndexTokens">Estimated tokens of the text.</param>
/// <param name="TraceTokens">Estimated tokens of everything said and returned in the run, each text once.</param>
public sealed record TreeIndex(string Text, long IndexTokens, long TraceTokens)
{
    /// <summary>Most characters of a line.</summary>
    public const int LongestLine = 160;

    /// <summary>Most lines of a stage, its head not counted.</summary>
    public const int LinesOfStage = 40;

    /// <summary>Most lines of an index.</summary>
    public const int MostLines = 3 + (StageCuts.Most * (LinesOfStage + 1));

    private const string Legend =
        "sN: step N. * changes the state. ^sN: goes back to the state of sN (^start: of the beginning). || asked for together.";

    /// <summary>Tokens of the index as a share of those of the trace; null for a run that says nothing.</summary>
    public double? Share => TraceTokens == 0 ? null : (double)IndexTokens / TraceTokens;

    /// <summary>Writes the index of a tree.</summary>
    public static TreeIndex Of(TraceTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var run = tree.Run;
        var text = new StringBuilder();
        Line(
            $"run {run.Id}: {tree.Steps.Count} steps in {tree.Stages.Count} stages, agent {run.Agent}, model {run.Model ?? "not known"}"
        );
        Line($"asked: {PlainLine.Of(run.Prompt, LongestLine)}");
        Line(Legend);
        var rows = new TreeRows(tree);
        foreach (var stage in tree.Stages)
        {
            Line($"stage {stage.Number} {Range(stage.First, stage.Last)} {stage.Name} [{stage.Reason}]");
            foreach (var row in rows.Of(stage.First, stage.Last, most: LinesOfStage))
            {
                Line(LineOf(tree, row), 2 + Math.Min(row.Depth, 4));
            }
        }

        return new TreeIndex(text.ToString(), TokenEstimate.OfText(text.Length), TokenEstimate.OfTrace(run));

        void Line(string line, int indent = 0) =>
            text.Append(' ', indent).Append(PlainLine.Of(line, LongestLine - indent)).Append('\n');
    }

    private static string LineOf(TraceTree tree, TreeRow row)
    {
        if (row.Kind is not { } kind)
        {
            return $"{Range(row.First, row.Last)} {row.Text}";
        }

        var word = kind == StepKind.Communicate ? "talk" : kind.ToString().ToLowerInvariant();
        var head = $"{Range(row.First, row.Last)}{Marks(tree, row)} {word}";
        return row.IsStep ? $"{head} {row.Text}" : $"{head} {row.Count}: {row.Text}";
    }

    private static string Marks(TraceTree tree, TreeRow row)
    {
        var step = tree.Steps[row.First];
        var marks = (step.OpensState ? "*" : "") + (row.ParallelGroup is null ? "" : "||");
        return step.Backtrack?.ReturnsTo switch
        {
            null => marks,
            TraceTree.Start => marks + "^start",
            var state => $"{marks}^s{state}",
        };
    }

    private static string Range(int first, int last) =>
        string.Create(CultureInfo.InvariantCulture, $"s{first}{(first == last ? "" : $"-s{last}")}");
}
