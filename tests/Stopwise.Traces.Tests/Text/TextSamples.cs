using Stopwise.Traces.Runs;
using Stopwise.Traces.Text;

namespace Stopwise.Traces.Tests.Text;

/// <summary>Texts and runs of a few words, made by hand.</summary>
internal static class TextSamples
{
    public static Step Says(int index, string message) =>
        new()
        {
            Index = index,
            Turn = index,
            Message = message,
        };

    public static Run Talk(string id, bool? solved, params string[] messages) =>
        RunMaker.Of(id, solved, [.. messages.Select((m, i) => Says(i, m))]) with
        {
            TaskId = null,
        };

    public static Ss3Counts Count(IReadOnlyDictionary<string, string[]> corpus, Ss3Options? options = null)
    {
        string[] categories = [.. corpus.Keys];
        var counts = new Ss3Counts(categories, options ?? new Ss3Options());
        for (var c = 0; c < categories.Length; c++)
        {
            foreach (var text in corpus[categories[c]])
            {
                counts.Add(c, Says(0, text), TaskWords.None);
                counts.EndRun(c);
            }
        }

        return counts;
    }

    public static List<string> Words(Step step, TaskWords? leftOut = null)
    {
        var found = new List<string>();
        Span<char> buffer = stackalloc char[StepWords.BufferLength];
        var words = new StepWords(step, leftOut ?? TaskWords.None, buffer);
        while (words.MoveNext())
        {
            found.Add((words.StartsPhrase ? "|" : "") + words.Current.ToString());
        }

        return found;
    }
}
