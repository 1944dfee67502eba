using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Text;

/// <summary>
/// The words of what a run was asked to do. They name the task, and on tasks that were seen before the task names the
/// outcome: a text signal that reads them looks good and knows nothing of the run.
/// </summary>
internal sealed class TaskWords
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _words;

    private TaskWords(HashSet<string> words) => _words = words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>No word is left out.</summary>
    public static TaskWords None { get; } = new(new HashSet<string>(StringComparer.Ordinal));

    /// <summary>The words of the prompt and of the task's name.</summary>
    public static TaskWords Of(Run run)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        Add(words, run.Prompt);
        // The repository in a name such as sympy__sympy-24661 is a word of its own, too.
        Add(words, run.TaskId);
        Add(words, run.TaskId?.Replace('_', ' '));
        return new TaskWords(words);
    }

    public bool Contains(ReadOnlySpan<char> word) => _words.Contains(word);

    private static void Add(HashSet<string> words, string? text)
    {
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> buffer = stackalloc char[WordScanner.LongestWord];
        var scanner = new WordScanner(text, buffer);
        while (scanner.MoveNext())
        {
            lookup.Add(scanner.Current);
        }
    }
}
