using Microsoft.Extensions.AI;
using Stopwise.Exits;
using Stopwise.Traces.Formats.Declared.Suggesting;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>Has a language model write a format file, and checks what it writes like any other.</summary>
/// <remarks>
/// The model is sent the shape of the file: places, types, lengths, and up to four values of at most 40 characters a place, with
/// secrets masked. What it answers is data: it is checked and tried on the file, never run.
/// </remarks>
public static class FormatAuthor
{
    /// <summary>How often a model is asked for one file at most.</summary>
    public const int MostAttempts = 3;

    private const int LongestFault = 2_000;

    private const string Task = """
        You write a format file in YAML for a recording of an AI agent's runs, so that a program can read runs, steps, tool calls and
        results from it. You are given only the shape of the file. Answer with the YAML alone.

        format: 1
        name: NAME                       # the name you are given
        match:
          container: json                # json, jsonl or csv, as stated in the shape
          has: [PATH, PATH]              # places that every record has
        records: "$.sessions[*]"         # only for json, where records are; leave out for the document itself
        runs: file                       # file (all records are one run), record (each record is a run; needs steps.at), or {by: PATH}
        run:                             # paths from a record; leave out what is not there
          id: PATH
          task: PATH
          prompt: PATH
          model: PATH
          outcome: {from: PATH, solved: [VALUES], failed: [VALUES]}   # or at_least: NUMBER
        steps:
          at: "events[*]"                # rows inside a record; leave out where the record is the row
          kind: PATH                     # what tells rows apart; leave out where every row acts
          act: [VALUES]                  # rows in which the model speaks or calls a tool
          result: [VALUES]               # rows that give back what a tool returned
          user: [VALUES]
          system: [VALUES]
        act: {message: PATH, thought: PATH, at: PATH, turn: PATH, agent: PATH}        # paths from a row
        call: {each: PATH, id: PATH, tool: PATH, arguments: PATH, command: PATH, result: PATH, exit_code: PATH, is_error: PATH}
        result: {each: PATH, call_id: PATH, text: PATH, exit_code: PATH, is_error: PATH}
        user: {text: PATH}
        usage: {input_tokens: PATH, output_tokens: PATH, cached_tokens: PATH, cost_usd: PATH, running: false}

        With 'each', the other paths of call and result begin at each element of that list. Paths are a subset of RFC 9535: a.b, ['a b'],
        [0], [*], [?@.type=='text']. Write every path with a bracket in double quotes. A field may be {from: PATH, fence: true} for what
        stands in a fenced block, or {from: PATH, between: ["<a>", "</a>"]}. No other field exists.
        """;

    /// <summary>Asks for a format and keeps the best of what is written and of what the shape alone suggests.</summary>
    /// <param name="client">The model.</param>
    /// <param name="path">A file that is no archive.</param>
    /// <param name="name">The name of the format.</param>
    /// <param name="told">Told of each attempt that was refused, with the reason.</param>
    /// <param name="stop">Ends the conversation.</param>
    /// <exception cref="StopwiseException">The file cannot be read or has no shape.</exception>
    public static async Task<AuthoredFormat> WriteAsync(
        IChatClient client,
        string path,
        string name,
        Action<string>? told,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        var original = Recording.Open(path);
        var sample = FileSample.Of(original);
        var shape = FormatSuggestion.OfSample(sample, original, name);
        var talk = new List<ChatMessage>
        {
            new(Microsoft.Extensions.AI.ChatRole.System, Task),
            new(Microsoft.Extensions.AI.ChatRole.User, $"name: {name}\n{ShapeText.Of(sample)}"),
        };
        FormatSuggestion? written = null;
        var attempts = 0;
        while (attempts < MostAttempts && written is not { Trial.IsGood: true })
        {
            attempts++;
            var answer = await client.GetResponseAsync(talk, cancellationToken: stop).ConfigureAwait(false);
            var (suggestion, fault) = Judge(answer.Text, original);
            written = Better(suggestion, written);
            if (fault is not null)
            {
                told?.Invoke($"attempt {attempts}: {fault}");
                talk.AddRange(answer.Messages);
                talk.Add(
                    new ChatMessage(
                        Microsoft.Extensions.AI.ChatRole.User,
                        $"{Short(fault)}\nWrite the whole file again."
                    )
                );
            }
        }

        var best = Better(written, shape);
        return new AuthoredFormat(best, best is not null && ReferenceEquals(best, written), attempts);
    }

    private static (FormatSuggestion? Suggestion, string? Fault) Judge(string answer, Original original)
    {
        FormatFile format;
        try
        {
            format = FormatFile.Parse("format.yaml", Unfenced(answer));
        }
        catch (StopwiseException e)
        {
            return (null, e.Message);
        }

        var trial = FormatTrial.Of(format, original);
        var left = string.Join(", ", trial.LeftOut.Take(5).Select(l => $"{l.Path} ({l.Characters} characters)"));
        return (
            new FormatSuggestion(format, trial),
            trial.IsGood ? null
            : trial.Steps == 0 ? $"The file was read by this format and no step was found. Not read: {left}"
            : $"Only {trial.Covered:P0} of the text was read. Not read: {left}"
        );
    }

    private static FormatSuggestion? Better(FormatSuggestion? a, FormatSuggestion? b) =>
        a is null ? b
        : b is null || FormatSuggestion.Score(a.Format, a.Trial) >= FormatSuggestion.Score(b.Format, b.Trial) ? a
        : b;

    /// <summary>Models like to put a fence around what they write.</summary>
    private static string Unfenced(string answer)
    {
        var text = answer.Trim();
        var open = text.IndexOf("```", StringComparison.Ordinal);
        var start = open < 0 ? -1 : text.IndexOf('\n', open);
        var close = start < 0 ? -1 : text.IndexOf("```", start, StringComparison.Ordinal);
        return start < 0 ? text : text[(start + 1)..(close < 0 ? text.Length : close)];
    }

    private static string Short(string text) => text.Length <= LongestFault ? text : text[..LongestFault];
}

/// <summary>What came of asking a model for a format.</summary>
/// <param name="Best">The best format found; null where there is none.</param>
/// <param name="ByModel">Whether the model wrote it; otherwise the shape of the file alone suggests a better one.</param>
/// <param name="Attempts">How often the model was asked.</param>
public sealed record AuthoredFormat(FormatSuggestion? Best, bool ByModel, int Attempts);
