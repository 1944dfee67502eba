using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Diagnosing.Faults;

/// <summary>
/// A second set of faults. Whoever wrote the rules of onset had not seen it, and whoever wrote it had not read the rules,
/// so that what the rules find here was not put there for them.
/// </summary>
internal static partial class UnseenOperators
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IReadOnlyList<FaultOperator> All { get; } = [.. OfEdits, .. OfEnds, .. OfRecords];

    /// <summary>Where the run may no longer go on: the step that hands in, or the end where a farewell follows the steps.</summary>
    private static int End(GoodRun run) => run.Run.Closing is null ? run.Count - 1 : run.Count;

    /// <summary>What hands the work in. A farewell is made a step, since only steps can be blamed.</summary>
    private static Step HandIn(GoodRun run) => run.Run.Closing ?? run.Run.Steps[^1];

    /// <summary>The run cut before a step and handed in there.</summary>
    private static Run HandedInAt(GoodRun run, int step) =>
        run.With(run.Run.Steps.Take(step).Append(HandIn(run))) with
        {
            Closing = null,
        };

    private static Run Inserted(GoodRun run, int at, params IEnumerable<Step> steps) =>
        run.With([.. run.Run.Steps.Take(at), .. steps, .. run.Run.Steps.Skip(at)]);

    private static Run Without(GoodRun run, IReadOnlyCollection<int> dropped) =>
        run.With(run.Run.Steps.Where(s => !dropped.Contains(s.Index)));

    private static Run CallChanged(GoodRun run, int at, Func<ToolCall, ToolCall> change) =>
        run.Changed(at, s => s with { Calls = [.. s.Calls.Select(change)] });

    /// <summary>Takes out of the patch what no step of the changed record edits any more.</summary>
    private static Run PatchOf(GoodRun before, Run after)
    {
        if (after.Submission is not { } patch)
        {
            return after;
        }

        var still = new GoodRun(after);
        var gone = Work(before).ToHashSet(StringComparer.Ordinal);
        gone.ExceptWith(Work(still));
        var kept = Sections()
            .Split(patch)
            .Where(s => !gone.Any(f => FirstLine(s).EndsWith(f, StringComparison.Ordinal)));
        return OfPatch(after, patch, string.Concat(kept));
    }

    /// <summary>The step that hands in may print the patch, and must print the new one.</summary>
    private static Run OfPatch(Run run, string old, string patch) =>
        run with
        {
            Submission = patch,
            Steps =
            [
                .. run.Steps.SkipLast(1),
                run.Steps[^1] with
                {
                    Calls =
                    [
                        .. run.Steps[^1]
                            .Calls.Select(c =>
                                c with
                                {
                                    Result = c.Result?.Replace(old.Trim(), patch.Trim(), StringComparison.Ordinal),
                                }
                            ),
                    ],
                },
            ],
        };

    private static IEnumerable<string> Work(GoodRun run) =>
        Steps(run).SelectMany(run.EditedAt).Select(GoodRun.NameOf).Distinct();

    private static string FirstLine(string text) => text.Split('\n', 2)[0];

    /// <summary>A step in the manner of a neighbour, with one shell command; what it spent and when are the neighbour's.</summary>
    private static Step ShellStep(GoodRun run, int beside, string words, string command)
    {
        var neighbour = run.Run.Steps[Math.Min(beside, run.Count - 1)];
        var like = run.Run.Steps.SelectMany(s => s.Calls).First(c => c.Command is not null);
        var call = WithCommand(like, command) with
        {
            Id = like.Id + "-" + beside,
            Result = Framed(like, 0, ""),
            ExitCode = like.ExitCode is null ? null : 0,
            IsError = false,
        };
        return neighbour with { Message = Said(neighbour, words), Thought = null, Calls = [call], Reply = null };
    }

    /// <summary>Words of the run's own fashion: some agents begin every message with the same heading.</summary>
    private static string Said(Step like, string words) =>
        like.Message.StartsWith("THOUGHT: ", StringComparison.Ordinal) ? "THOUGHT: " + words : words;

    private static ToolCall WithCommand(ToolCall call, string command) =>
        call with
        {
            Command = command,
            Arguments =
                call.Arguments == call.Command
                    ? command
                    : new JsonObject { ["command"] = command }.ToJsonString(Readable),
        };

    /// <summary>The call with this failure as its result, told the way its source tells failures.</summary>
    private static ToolCall Failed(ToolCall call, int code, string output) =>
        call with
        {
            Result = Framed(call, code, output),
            ExitCode = call.ExitCode is null ? null : code,
            IsError = call.ExitCode is null,
        };

    private static string Framed(ToolCall like, int code, string output) =>
        like.Result?.StartsWith("<returncode>", StringComparison.Ordinal) == true
            ? $"<returncode>{code}</returncode>\n<output>\n{output}{(output.Length > 0 ? "\n" : "")}</output>"
            : output;

    private static JsonObject? ObjectOf(string arguments)
    {
        try
        {
            return JsonNode.Parse(arguments) as JsonObject;
        }
        catch (JsonException)
        {
            // A shell command or free text: the operators on arguments have nothing to change in it.
            return null;
        }
    }

    private static IEnumerable<int> Steps(GoodRun run) => Enumerable.Range(0, run.Count);

    private static int Last(GoodRun run, Func<int, bool> such)
    {
        var at = run.Count - 1;
        while (at >= 0 && !such(at))
        {
            at--;
        }

        return at;
    }

    private static bool EditsWork(GoodRun run, int step) => run.EditedAt(step).Any();

    private static bool Edits(GoodRun run, int step, string file) =>
        run.EditedAt(step).Any(f => GoodRun.NameOf(f) == GoodRun.NameOf(file));

    /// <summary>All that came back before a step, from tools or from whoever is talked to.</summary>
    private static IEnumerable<string> SeenBefore(GoodRun run, int step) =>
        run
            .Run.Steps.Take(step)
            .SelectMany(s => s.Calls.Select(c => c.Result).Append(s.Reply))
            .Append(run.Run.Prompt)
            .OfType<string>();

    private static IEnumerable<string> AllTexts(GoodRun run) =>
        SeenBefore(run, run.Count)
            .Concat(run.Run.Steps.SelectMany(s => s.Calls.Select(c => c.Command ?? c.Arguments).Append(s.Message)));

    private static bool OccursAnywhere(GoodRun run, string text) =>
        AllTexts(run).Any(t => t.Contains(text, StringComparison.Ordinal));

    private static T Draw<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];

    [GeneratedRegex("^(?=diff --git )", RegexOptions.Multiline | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Sections();
}
