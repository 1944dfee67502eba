using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.React;

/// <summary>One attempt at one question, as its lines in the log.</summary>
/// <param name="Trial">Number of the trial whose section holds it.</param>
/// <param name="Verdict">CORRECT, INCORRECT or HALTED, from the section's heading; null outside of one.</param>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Lines">Its lines without the answer that ends it.</param>
/// <param name="IsComplete">Whether that answer was there.</param>
internal sealed partial record ReactBlock(
    string Trial,
    string? Verdict,
    int Line,
    IReadOnlyList<string> Lines,
    bool IsComplete
)
{
    private const string QuestionMark = "Question:";

    /// <summary>What Reflexion writes behind the question, without a line break, before it tries again.</summary>
    private static readonly string[] Appended =
    [
        "You have attempted to answer",
        "The following reflection(s) give a plan",
    ];

    public string Text => string.Join('\n', Lines);

    /// <summary>Whether the agent was given reflections on earlier trials.</summary>
    public bool Reflects => Lines.Any(l => l.StartsWith("Reflections:", StringComparison.Ordinal));

    /// <summary>Everything the agent was given before its first thought.</summary>
    public string Prompt => string.Join('\n', Lines.Take(FirstStep))[QuestionMark.Length..].Trim();

    /// <summary>Named by the question alone: trials are kin, whatever was appended to it.</summary>
    public string TaskId
    {
        get
        {
            var question = Lines[0][QuestionMark.Length..];
            var end = Appended
                .Select(a => question.IndexOf(a, StringComparison.Ordinal))
                .Where(i => i >= 0)
                .DefaultIfEmpty(question.Length)
                .Min();
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(question[..end].Trim()));
            return $"question-{Convert.ToHexStringLower(hash)[..12]}";
        }
    }

    /// <summary>A trial that was shown its last attempt begins after it.</summary>
    private int FirstStep
    {
        get
        {
            var shown = Lines.ToList().FindLastIndex(l => l.EndsWith("(END PREVIOUS TRIAL)", StringComparison.Ordinal));
            var first = Lines.ToList().FindIndex(shown + 1, l => Part().IsMatch(l));
            return first < 0 ? Lines.Count : first;
        }
    }

    public static List<ReactBlock> Split(string log)
    {
        var blocks = new List<ReactBlock>();
        var (trial, verdict, start) = ("1", (string?)null, 0);
        List<string>? open = null;
        var number = 0;
        foreach (var line in log.Split('\n').Select(l => l.TrimEnd('\r')))
        {
            number++;
            var heading = Heading().Match(line);
            if (heading.Success || (open is not null && line.StartsWith("Correct answer:", StringComparison.Ordinal)))
            {
                Close(complete: !heading.Success);
                trial = heading.Groups["trial"] is { Success: true } t ? t.Value : trial;
                verdict =
                    heading.Groups["trial"].Success ? null
                    : heading.Groups["verdict"] is { Success: true } v ? v.Value
                    : verdict;
            }
            else if (open is not null)
            {
                open.Add(line);
            }
            else if (line.StartsWith(QuestionMark, StringComparison.Ordinal))
            {
                (open, start) = ([line], number);
            }
        }

        Close(complete: false);
        return blocks;

        void Close(bool complete)
        {
            if (open is not null)
            {
                blocks.Add(new ReactBlock(trial, verdict, start, open, complete));
            }

            open = null;
        }
    }

    /// <summary>The steps, and a last thought that no action followed.</summary>
    public (List<Step> Steps, Step? Closing) Steps()
    {
        var steps = new List<Step>();
        var (thought, closing) = ("", "");
        foreach (var (kind, text) in Parts())
        {
            switch (kind)
            {
                case "Thought":
                    thought = closing = text;
                    break;
                case "Action":
                    steps.Add(ToStep(steps.Count, thought, text));
                    thought = closing = "";
                    break;
                case "Observation" when steps.Count > 0 && !Verdicts().IsMatch(text):
                    var last = steps[^1];
                    steps[^1] = last with { Calls = [last.Calls[0] with { Result = text }] };
                    break;
            }
        }

        return (
            steps,
            closing.Length == 0
                ? null
                : new Step
                {
                    Index = steps.Count,
                    Turn = steps.Count,
                    Message = closing,
                }
        );
    }

    private List<(string Kind, string Text)> Parts()
    {
        var parts = new List<(string Kind, string Text)>();
        foreach (var line in Lines.Skip(FirstStep))
        {
            if (Part().Match(line) is { Success: true } part)
            {
                parts.Add((part.Groups["kind"].Value, line[part.Length..].Trim()));
            }
            else if (parts.Count > 0)
            {
                parts[^1] = (parts[^1].Kind, $"{parts[^1].Text}\n{line}".TrimEnd());
            }
        }

        return parts;
    }

    private static Step ToStep(int index, string thought, string action)
    {
        var open = action.IndexOf('[', StringComparison.Ordinal);
        var closed = open >= 0 && action.EndsWith(']');
        return new Step
        {
            Index = index,
            Turn = index,
            Message = thought,
            Calls =
            [
                new ToolCall
                {
                    Name = open > 0 ? action[..open] : action.Split([' ', '\n'], 2)[0],
                    Arguments = closed ? action[(open + 1)..^1] : action,
                },
            ],
        };
    }

    [GeneratedRegex(
        @"^(BEGIN TRIAL (?<trial>\d+)|-+ BEGIN (?<verdict>CORRECT|INCORRECT|HALTED) AGENTS -+)$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Heading();

    [GeneratedRegex(
        @"^(?<kind>Thought|Action|Observation) \d+:",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Part();

    /// <summary>The environment's word on a final answer; an outcome, not something the agent saw in time.</summary>
    [GeneratedRegex(@"^Answer is (IN)?CORRECT\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Verdicts();
}
