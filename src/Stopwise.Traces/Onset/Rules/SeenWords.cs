using System.Buffers;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>When each word of a run was first shown to the agent, and when the agent first wrote it.</summary>
/// <remarks>
/// A word is three or more letters, digits and underscores in a row; its case counts. The task and what a step gave back
/// show words; messages, thoughts and arguments write them. Built in one pass over the text.
/// </remarks>
internal sealed class SeenWords
{
    private const int Shortest = 3;

    private static readonly SearchValues<char> Word = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
    );

    private readonly Dictionary<ulong, int> _shown = [];
    private readonly Dictionary<ulong, int> _written = [];

    public SeenWords(Run run)
    {
        Add(run.Prompt, -1, _shown);
        for (var i = 0; i < run.Steps.Count; i++)
        {
            var step = run.Steps[i];
            Add(step.Message, i, _written);
            Add(step.Thought, i, _written);
            foreach (var call in step.Calls)
            {
                Add(call.Command ?? call.Arguments, i, _written);
                Add(call.Result, i, _shown);
            }

            Add(step.Reply, i, _shown);
        }

        if (run.Closing is { } closing)
        {
            Add(closing.Message, run.Steps.Count, _written);
        }
    }

    /// <summary>The step whose result first showed the word, -1 for the task; <see cref="int.MaxValue"/> where none did.</summary>
    public int FirstShown(ReadOnlySpan<char> word) => _shown.GetValueOrDefault(Hash(word), int.MaxValue);

    /// <summary>The step that first wrote the word; <see cref="int.MaxValue"/> where none did.</summary>
    public int FirstWritten(ReadOnlySpan<char> word) => _written.GetValueOrDefault(Hash(word), int.MaxValue);

    /// <summary>The first word of the text that neither a result nor the agent itself had brought up before the step; null where all were.</summary>
    public string? FirstUnseen(string text, int step, bool ownWordsCount)
    {
        foreach (var range in Words(text))
        {
            var word = text.AsSpan(range);
            if (FirstShown(word) >= step && !(ownWordsCount && FirstWritten(word) < step))
            {
                return word.ToString();
            }
        }

        return null;
    }

    /// <summary>Where the words of a text are.</summary>
    public static IEnumerable<Range> Words(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var start = text.AsSpan(at).IndexOfAny(Word);
            if (start < 0)
            {
                yield break;
            }

            at += start;
            var length = text.AsSpan(at).IndexOfAnyExcept(Word);
            var end = length < 0 ? text.Length : at + length;
            if (end - at >= Shortest)
            {
                yield return at..end;
            }

            at = end;
        }
    }

    private static void Add(string? text, int step, Dictionary<ulong, int> into)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAny(Word) is >= 0 and var start)
        {
            var before = start > 0 ? rest[start - 1] : ' ';
            rest = rest[start..];
            var length = rest.IndexOfAnyExcept(Word) is >= 0 and var end ? end : rest.Length;
            if (length >= Shortest)
            {
                ref var first = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                    into,
                    Hash(rest[..length]),
                    out var known
                );
                first = known ? first : step;
                if (before == '\\' && rest[0] is 'n' or 't' or 'r')
                {
                    // In JSON text a line break is an escape whose letter sticks to the word that follows.
                    into.TryAdd(Hash(rest[1..length]), step);
                }
            }

            rest = rest[length..];
        }
    }

    private static ulong Hash(ReadOnlySpan<char> word) => TextHash.Mix(TextHash.Seed, word);
}
