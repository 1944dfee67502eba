using System.Globalization;
using System.Text.Json;
using Stopwise.Exits;
using Stopwise.Traces.Export.Cuts;
using Stopwise.Traces.Kin;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Tests.Diagnosing;

/// <summary>What tree, lag, onset, comparison and cut promise of any run, whatever is written in it.</summary>
internal static class DiagnosisPromises
{
    private const int LongestReason = 1_000;

    // Every run here is small or is read in well under a second: this is for a machine that has other work.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Takes a run through everything; the other is what it is compared with.</summary>
    public static void Hold(Run run, Run other, OnsetHistory history, string what)
    {
        var diagnosis = Task.Run(() => HoldEach(run, other, history));
        try
        {
            diagnosis.Wait(Longest).ShouldBeTrue($"{what}: still at it after {Longest.TotalSeconds} s");
        }
        catch (AggregateException e)
        {
            throw new InvalidOperationException($"{what}: {e.InnerException!.Message}", e.InnerException);
        }
    }

    private static void HoldEach(Run run, Run other, OnsetHistory history)
    {
        Tree(run);
        Report(run, new Diagnoser(history).Diagnose(run, [other]));
        Comparison(KinComparison.Compare(run, other));
        Cut(run);
    }

    private static void Tree(Run run)
    {
        var tree = TraceTree.Of(run);
        tree.Steps.Count.ShouldBe(run.Steps.Count);
        JsonSerializer.Serialize(tree).ShouldNotBeEmpty();
        JsonSerializer.Serialize(TerminationLag.Of(tree)).ShouldNotBeEmpty();

        var lines = TreeIndex.Of(tree).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBeLessThanOrEqualTo(TreeIndex.MostLines);
        lines.ShouldAllBe(l => l.Length <= TreeIndex.LongestLine);
        lines.ShouldAllBe(l => IsPlain(l));

        foreach (var hit in TreeSearch.Find(run, "a").Concat(TreeSearch.Find(run, "\u001b")))
        {
            hit.Step.ShouldBeInRange(0, run.CallCount - 1);
            IsPlain(hit.Excerpt).ShouldBeTrue(hit.Excerpt);
        }
    }

    private static void Report(Run run, OnsetReport report)
    {
        var turns = Turn.Of(run);
        report.Candidates.Select(c => c.Turn).OrderBy(t => t.Number).SequenceEqual(turns).ShouldBeTrue();
        report.Candidates.Select(c => c.Rank).SequenceEqual(Enumerable.Range(1, turns.Count)).ShouldBeTrue();
        report.Candidates.ShouldAllBe(c => c.Turn.Holds(c.Step) && c.Findings.All(f => c.Turn.Holds(f.Step)));
        report.Candidates.Sum(c => c.Findings.Count).ShouldBe(report.Findings.Count);
        if (report.Layer == OnsetLayer.Learned)
        {
            report.Candidates.Sum(c => c.Probability!.Value).ShouldBe(1, tolerance: 1e-9);
        }

        report.Findings.DistinctBy(f => (f.Rule, f.Step)).Count().ShouldBe(report.Findings.Count);
        foreach (var finding in report.Findings)
        {
            finding.Step.ShouldBeInRange(0, run.Steps.Count - 1, finding.Reason);
            finding.Evidence.Where(e => e < 0 || e >= run.Steps.Count).ShouldBeEmpty(finding.Reason);
            Said(finding.Reason);
        }

        report.Sets.SelectMany(s => s.Turns).ShouldAllBe(t => t >= 0 && t < turns.Count);
        report.Positions.ShouldAllBe(p => turns[p.Turn].Holds(p.Step));
        report.Chain.Select(l => l.Step).ShouldBe(report.Chain.Select(l => l.Step).Distinct().Order());
        foreach (var link in report.Chain)
        {
            link.Step.ShouldBeInRange(0, run.Steps.Count - 1);
            Said(link.Words);
        }

        JsonSerializer.Serialize(report).ShouldNotBeEmpty();
    }

    private static void Said(string sentence)
    {
        sentence.Length.ShouldBeInRange(1, LongestReason);
        IsPlain(sentence).ShouldBeTrue(JsonSerializer.Serialize(sentence));
    }

    private static void Comparison(KinComparison kin)
    {
        ShouldBeAll(kin.Columns.Select(c => c.Step), kin.Run);
        ShouldBeAll(kin.Columns.Select(c => c.Other), kin.Other);
        kin.Similarity.ShouldBeInRange(0, 1);
        kin.SharedSteps.ShouldBeInRange(0, kin.Run.Steps.Count);
    }

    private static void ShouldBeAll(IEnumerable<int?> steps, Run run) =>
        steps.OfType<int>().SequenceEqual(Enumerable.Range(0, run.Steps.Count)).ShouldBeTrue();

    private static void Cut(Run run)
    {
        int[] places = [0, run.Steps.Count / 2, run.Steps.Count];
        foreach (var place in places.Distinct())
        {
            var cut = RunCut.Of(run, place, CutHint.Of("Look at the file first.", run.Prompt ?? ""));
            cut.Before.ShouldBeInRange(0, place);
            foreach (var format in Enum.GetValues<CutFormat>())
            {
                CutFile file;
                try
                {
                    file = CutExport.Write(cut, [], format);
                }
                catch (StopwiseException e)
                {
                    // A cut that has no session to go on with says so.
                    e.Message.ShouldNotBeEmpty();
                    continue;
                }

                file.Content.Length.ShouldBeGreaterThan(0);
                ShouldBeJson(file);
            }
        }
    }

    private static void ShouldBeJson(CutFile file)
    {
        var text = System.Text.Encoding.UTF8.GetString(file.Content.Span);
        string[] documents = file.Format == CutFormat.ClaudeCode ? text.Split('\n') : [text];
        foreach (var document in documents.Where(d => d.Length > 0))
        {
            JsonDocument.Parse(document).Dispose();
        }
    }

    /// <summary>Nothing in it moves a cursor, breaks the line, turns the text around, or is half a character.</summary>
    private static bool IsPlain(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (i + 1 < line.Length && char.IsSurrogatePair(line[i], line[i + 1]))
            {
                i++;
            }
            else if (
                char.GetUnicodeCategory(line[i])
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.Surrogate
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
            )
            {
                return false;
            }
        }

        return true;
    }
}
