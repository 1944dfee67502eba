using Stopwise.Exits;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Suites.Matching;
using Stopwise.Traces.Suites.Results;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>Answers the requests of one test: from its cassette, from the model, or not at all.</summary>
/// <param name="options">Where answers come from.</param>
/// <param name="tape">The cassette; null where the test has none, or none is used.</param>
internal sealed class PromptAsker(SuiteOptions options, PromptTape? tape)
{
    private readonly CassettePlayer? _player = tape?.Begin(anyModel: options.Mode == AskMode.Replay);

    /// <param name="request">What is asked.</param>
    /// <param name="mayAsk">Whether the model may be asked what is not recorded.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StopwiseException">The model's endpoint does not answer.</exception>
    public async Task<AnswerGot> AskAsync(PromptRequest request, bool mayAsk, CancellationToken stop)
    {
        PlayedCall? played = null;
        if (_player is not null)
        {
            played = _player.Play(request.ToAsked(options.ModelName));
            if (played.Entry is { } entry)
            {
                return new AnswerGot(Seen(ModelAnswer.Parse(entry.Response)), null, default);
            }
        }

        if (options.Mode == AskMode.Replay || !mayAsk || options.Model is not { } model)
        {
            return new AnswerGot(null, played?.Divergence, default) { Recorded = RecordedOf(played) };
        }

        var response = await model.GetResponseAsync(request.ToChat(), request.ToOptions(), stop).ConfigureAwait(false);
        var answer = ChatClientForm.AnswerOf(response);
        if (played is not null)
        {
            tape!.Add(_player!, played, answer);
        }

        return new AnswerGot(
            Seen(answer),
            null,
            new AskedCost(1, answer.Usage.InputTokens ?? 0, answer.Usage.OutputTokens ?? 0)
        );
    }

    private int RecordedOf(PlayedCall? played) =>
        played is null ? 0 : tape!.Cassette.Entries.Count(e => e.Request.SameAs(played.Asked.Own.Request));

    private static PromptAnswer Seen(ModelAnswer answer) =>
        new(answer.Message, [.. answer.Calls.Select(c => new SeenCall { Tool = c.Name, Arguments = c.Arguments })]);
}

/// <summary>What came of a request.</summary>
/// <param name="Answer">The answer; null where there is none.</param>
/// <param name="Missing">How the request differs from what is recorded; null where nothing is recorded, or there is an answer.</param>
/// <param name="Cost">What a live answer took.</param>
internal readonly record struct AnswerGot(PromptAnswer? Answer, Divergence? Missing, AskedCost Cost)
{
    /// <summary>How many answers to this very request are recorded; all have been given where there is no answer.</summary>
    public int Recorded { get; init; }
}
