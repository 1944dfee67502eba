using System.Text.Json.Serialization;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Trees;

namespace Stopwise.Cli;

/// <summary>How trees and lags are written with <c>--json</c>: camel case, words for kinds, null where a number is not known.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [
        typeof(CamelCase<StepKind>),
        typeof(CamelCase<StageKind>),
        typeof(CamelCase<StageCut>),
        typeof(CamelCase<LagProxyKind>),
        typeof(CamelCase<FinalState>),
        typeof(CamelCase<LagEvidence>),
    ]
)]
[JsonSerializable(typeof(TreeDocument))]
[JsonSerializable(typeof(TreeIndex))]
[JsonSerializable(typeof(TreeHits))]
[JsonSerializable(typeof(TerminationLag))]
[JsonSerializable(typeof(LagReport))]
internal sealed partial class TreeJson : JsonSerializerContext;

/// <summary>A tree as JSON: what a run says itself is not repeated.</summary>
internal sealed record TreeDocument(
    string Run,
    TreeCost Cost,
    TreeCost ClosingCost,
    int LostParents,
    IReadOnlyList<Stage> Stages,
    IReadOnlyList<Turn> Turns,
    IReadOnlyList<StepNode> Steps
)
{
    /// <param name="tree">The tree.</param>
    /// <param name="window">Leaves out other steps, and the stages and turns that have none of these.</param>
    public static TreeDocument Of(TraceTree tree, StepWindow? window)
    {
        var (first, last) = window is { } w ? (w.First, w.Last) : (0, tree.Steps.Count - 1);
        return new TreeDocument(
            tree.Run.Id,
            tree.Cost,
            tree.ClosingCost,
            tree.LostParents,
            [.. tree.Stages.Where(s => s.First <= last && s.Last >= first)],
            [.. tree.Turns.Where(t => t.First <= last && t.Last >= first)],
            [.. tree.Steps.Skip(first).Take(last - first + 1)]
        );
    }
}

internal sealed record TreeHits(string Run, string Text, IReadOnlyList<TreeHit> Hits);

/// <summary>The steps that the user asked for.</summary>
internal readonly record struct StepWindow(int First, int Last)
{
    public bool Holds(int step) => step >= First && step <= Last;
}
