using System.Globalization;
using System.Text;
using Stopwise.Traces.Suites.Matching;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>Expects something of what is said.</summary>
internal sealed class SaidExpectation(Match match) : Expectation<PromptAnswer>
{
    public override string Words => $"an answer that {match.Words}";

    public override bool Holds(PromptAnswer seen) => match.Holds(SeenValue.Of(seen.Text));

    public override string Found(PromptAnswer seen) =>
        seen.Text.Length == 0
            ? $"nothing said{AnswerWords.Calls(seen, " but ")}"
            : match.Found(SeenValue.Of(seen.Text));
}

/// <summary>Expects calls of a tool, so many.</summary>
internal sealed class AskedCallExpectation(CallMatch call, Bounds times) : Expectation<PromptAnswer>
{
    public override IEnumerable<CallMatch> Calls => [call];

    public override string Words =>
        times is { Least: 1, Most: null }
            ? $"a call of {call.Words}"
            : $"a number of calls of {call.Words} {times.Words}";

    public override bool Holds(PromptAnswer seen) => times.Hold(seen.Calls.Count(call.Holds));

    public override string Found(PromptAnswer seen) =>
        seen.Calls.Count == 0 ? $"no call; it says {Clip.Of(seen.Text)}" : AnswerWords.Calls(seen, "");
}

/// <summary>Expects that no tool is called.</summary>
internal sealed class NoCallExpectation : Expectation<PromptAnswer>
{
    public override string Words => "no call of a tool";

    public override bool Holds(PromptAnswer seen) => seen.Calls.Count == 0;

    public override string Found(PromptAnswer seen) => seen.Calls.Count == 0 ? "no call" : AnswerWords.Calls(seen, "");
}

/// <summary>Expects the very answer that a file holds.</summary>
internal sealed class GoldenExpectation(string file) : Expectation<PromptAnswer>
{
    public override string Words => $"the answer that {Path.GetFileName(file)} holds";

    public override bool Holds(PromptAnswer seen) => Golden() == seen.Whole;

    public override string Found(PromptAnswer seen)
    {
        if (Golden() is not { } golden)
        {
            return $"no such file; --update writes it. The answer: {Clip.Of(seen.Whole)}";
        }

        var at = golden.AsSpan().CommonPrefixLength(seen.Whole);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"another one from character {at} on: {Clip.Around(seen.Whole, at)} instead of {Clip.Around(golden, at)}"
        );
    }

    /// <summary>Makes the file hold this answer.</summary>
    public void Write(Action<string, Action<Stream>> write, PromptAnswer answer) =>
        write(file, to => to.Write(Encoding.UTF8.GetBytes(answer.Whole)));

    /// <summary>The file's text with line feeds, ending in one; null where it cannot be read.</summary>
    private string? Golden()
    {
        try
        {
            return File.ReadAllText(file).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>Expects that a language model finds something true of the answer. Never asked unless the user says so.</summary>
internal sealed class JudgeExpectation(string question) : Expectation<PromptAnswer>
{
    public string Question => question;

    public override string Words => $"that a judge agrees: {Clip.Of(question)}";

    /// <summary>Never met by itself: whoever runs the test asks the judge.</summary>
    public override bool Holds(PromptAnswer seen) => false;

    public override string Found(PromptAnswer seen) => Clip.Of(seen.Text);
}

file static class AnswerWords
{
    public static string Calls(PromptAnswer answer, string before) =>
        answer.Calls.Count == 0
            ? ""
            : $"{before}calls of {string.Join(", ", answer.Calls.Take(3).Select(c => c.Words))}";
}
