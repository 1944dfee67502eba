using System.Text;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.React;

/// <summary>
/// Text logs of ReAct and Reflexion agents: sections by trial and verdict, in them a block for each question. A step is an
/// <c>Action n</c> with the thought before it and the observation after it.
/// </summary>
internal sealed class ReactLogFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        foreach (var file in catalog.Free(FileKind.ReactLog))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => Read(file));
        }
    }

    private static IEnumerable<ImportItem> Read(SourceFile file)
    {
        var original = Original.Read(file);
        var blocks = ReactBlock.Split(Encoding.UTF8.GetString(original.Content));
        var agent = blocks.Exists(b => b.Reflects) ? "reflexion" : "react";
        var listed = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < blocks.Count; index++)
        {
            var block = blocks[index];
            if (!block.IsComplete)
            {
                yield return new FileFailed(
                    file.Display,
                    block.Line,
                    "The question's block is cut off: no 'Correct answer:' ends it; what was there was read."
                );
            }

            // The log of a later trial lists the successes of earlier ones again.
            if (block.Verdict == "CORRECT" && !listed.Add(block.Text))
            {
                yield return new FileIgnored($"{file.Display}#{index}", "The same run as one of an earlier trial.");
                continue;
            }

            yield return new RunFound(
                ToRun(block, agent, original, index),
                [new Payload($"{file.Name}#{index}", Encoding.UTF8.GetBytes(block.Text))]
            );
        }
    }

    private static Run ToRun(ReactBlock block, string agent, Original original, int index)
    {
        var (steps, closing) = block.Steps();
        var (filled, last) = TokenEstimate.Fill(steps, closing, block.Prompt.Length, 0);
        return new Run
        {
            Id = $"{agent}/{block.TaskId}/trial-{block.Trial}",
            Format = "react-log",
            Agent = agent,
            TaskId = block.TaskId,
            Trial = block.Trial,
            Prompt = block.Prompt,
            ExitStatus = block.Verdict?.ToLowerInvariant(),
            Outcome = block.Verdict switch
            {
                "CORRECT" => new Outcome(OutcomeState.Solved, Trusted: true, "section heading"),
                "INCORRECT" or "HALTED" => new Outcome(OutcomeState.Failed, Trusted: true, "section heading"),
                _ => Outcome.Unknown,
            },
            Steps = filled,
            Closing = last,
            Deliverable = Deliverable.Answer,
            SecretsMasked = index == 0 ? original.Masked : 0,
            Source = original.Source(index),
        };
    }
}
