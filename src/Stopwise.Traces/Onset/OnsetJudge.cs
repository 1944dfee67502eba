using System.Globalization;
using Microsoft.Extensions.AI;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;
using ChatRole = Microsoft.Extensions.AI.ChatRole;

namespace Stopwise.Traces.Onset;

/// <summary>Has a language model reorder the first candidates of a report. It can do nothing else to it.</summary>
/// <remarks>
/// The model is sent the task, the index of the run and the opened step of each candidate, clipped and without outcome, labels, ranks
/// and probabilities. What it answers is data: of it the order of the candidates that it was given is taken, and a short reason for each.
/// </remarks>
public static class OnsetJudge
{
    /// <summary>Candidates that are judged, the first ones.</summary>
    public const int MostCandidates = 8;

    /// <summary>How often a model is asked about one run at most.</summary>
    public const int MostAttempts = 2;

    private const int LongestName = 80;

    /// <summary>Asks for an order of the first candidates.</summary>
    /// <param name="client">The model. What it throws is not caught.</param>
    /// <param name="run">The run.</param>
    /// <param name="report">The report on it.</param>
    /// <param name="stop">Ends the conversation.</param>
    /// <returns>
    /// The report in the new order: layer <see cref="OnsetLayer.Judged"/>, no probabilities, and the sets as they were, whose promise
    /// belongs to the ranking before. The report as it was, with a note in <see cref="OnsetReport.Judge"/>, where no answer could be
    /// read; as it was without one, and without asking, where there is less than two to order.
    /// </returns>
    public static async Task<OnsetReport> JudgeAsync(
        IChatClient client,
        Run run,
        OnsetReport report,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(report);
        var first = report.Candidates.Take(MostCandidates).ToList();
        if (first.Count < 2)
        {
            return report;
        }

        var talk = new List<ChatMessage>
        {
            new(ChatRole.System, JudgeQuestion.Task),
            new(ChatRole.User, JudgeQuestion.Of(run, first)),
        };
        var given = first.Select(c => c.Turn.Number).ToHashSet();
        var judgement = new OnsetJudgement(NameOf(client), 0);
        while (true)
        {
            var response = await client.GetResponseAsync(talk, cancellationToken: stop).ConfigureAwait(false);
            judgement = Counted(judgement, response);
            var answer = JudgeAnswer.Read(response.Text, given);
            if (answer.Fault is null)
            {
                return Reordered(run, report, first, answer, judgement);
            }

            if (judgement.Calls == MostAttempts)
            {
                var note =
                    $"{judgement.Model} gave no answer that can be read ({answer.Fault}): the order is unchanged.";
                return report with { Judge = judgement with { Note = note } };
            }

            talk.AddRange(response.Messages);
            talk.Add(
                new(ChatRole.User, $"That cannot be used: {answer.Fault}. Write the JSON array alone, as first asked.")
            );
        }
    }

    private static OnsetReport Reordered(
        Run run,
        OnsetReport report,
        List<OnsetCandidate> first,
        JudgeAnswer answer,
        OnsetJudgement judgement
    )
    {
        var named = answer.Turns.Select(t => first.Find(c => c.Turn.Number == t.Turn)! with { JudgeReason = t.Reason });
        var left = report.Candidates.Where(c => answer.Turns.All(t => t.Turn != c.Turn.Number));
        var candidates = named
            .Concat(left)
            .Select((c, i) => c with { Rank = i + 1, RankBefore = c.Rank, Probability = null })
            .ToList();
        var moved = candidates.Count(c => c.Rank != c.RankBefore);
        var chain =
            candidates[0].RankBefore == 1
                ? report.Chain
                : DownstreamChain.From(new RunView(run), candidates[0], report.Findings);
        return report with
        {
            Layer = OnsetLayer.Judged,
            Basis =
                $"{judgement.Model} read the first {Count(first.Count)} turns and moved {Count(moved)} of them; before: {report.Basis}",
            Candidates = candidates,
            Chain = chain,
            Judge = judgement with
            {
                Moved = moved,
                Note =
                    answer.LeftAside == 0
                        ? null
                        : $"{Count(answer.LeftAside)} of the judge's entries left aside: they name a turn that it was not given, or one twice.",
            },
        };
    }

    private static OnsetJudgement Counted(OnsetJudgement judgement, ChatResponse response) =>
        judgement with
        {
            Calls = judgement.Calls + 1,
            InputTokens = Sum(judgement.InputTokens, response.Usage?.InputTokenCount),
            OutputTokens = Sum(judgement.OutputTokens, response.Usage?.OutputTokenCount),
        };

    private static long? Sum(long? a, long? b) => a is null ? b : a + (b ?? 0);

    private static string NameOf(IChatClient client) =>
        client.GetService<ChatClientMetadata>()?.DefaultModelId is { Length: > 0 } name
            ? PlainLine.Of(name, LongestName)
            : "a language model";

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
