using System.Runtime.InteropServices;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Text;

/// <summary>Tasks with the outcomes of their runs, found again by what was asked: experience for tasks never seen before.</summary>
/// <remarks>
/// Cosine of TF-IDF vectors of the prompts, as in EET (arXiv 2601.05777). A word that a text has <c>f</c> times weighs
/// <c>(1 + ln f) ln((1 + N) / df)</c>, N being the tasks and df those with the word; a word that no task has counts with
/// df = 1 for the length of the query only. A look-up touches the tasks that share a word with the query. Only what the
/// caller added is found: add earlier runs, never later ones. Not safe for several threads.
/// </remarks>
internal sealed class TaskIndex
{
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly List<List<Posting>> _postings = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<IndexedTask> _tasks = [];
    private bool _normsAreOld;

    /// <summary>Tasks that can be found.</summary>
    public int Count => _tasks.Count;

    /// <summary>Adds a run with a trusted outcome and a prompt; the first run of a task gives the text.</summary>
    /// <returns>False where one of both is missing.</returns>
    public bool Add(Run run)
    {
        if (run.Outcome.Good is not { } good || string.IsNullOrWhiteSpace(run.Prompt))
        {
            return false;
        }

        var name = NameOf(run);
        if (!_ids.TryGetValue(name, out var id))
        {
            _ids.Add(name, id = _tasks.Count);
            _tasks.Add(Indexed(name, id, run.Prompt));
            _normsAreOld = true;
        }

        _tasks[id].Runs++;
        _tasks[id].Solved += good ? 1 : 0;
        return true;
    }

    /// <summary>The tasks most like the one of a run, the nearest first, and what their runs came to.</summary>
    public SimilarKin Kin(Run run, TaskQuery? query = null)
    {
        query ??= new TaskQuery();
        var name = NameOf(run);
        var family = TaskFamily.Of(name);
        var near = Similarities(run.Prompt ?? "")
            .Where(s => s.Similarity >= query.LeastSimilarity)
            .Where(s => query.WithSameTask || s.Task.Name != name)
            .Where(s => query.WithSameFamily || s.Task.Name == name || TaskFamily.Of(s.Task.Name) != family)
            .OrderByDescending(s => s.Similarity)
            .ThenBy(s => s.Task.Name, StringComparer.Ordinal)
            .Take(query.Most)
            .Select(s => new SimilarTask(s.Task.Name, s.Similarity, s.Task.Runs, s.Task.Solved));
        return new SimilarKin([.. near]);
    }

    private static string NameOf(Run run) => run.TaskId ?? $"run:{run.Id}";

    private List<(IndexedTask Task, double Similarity)> Similarities(string prompt)
    {
        RefreshNorms();
        var dots = new Dictionary<int, double>();
        var square = 0.0;
        foreach (var (text, times) in Counted(prompt))
        {
            var known = _words.TryGetValue(text, out var word);
            var rarity = Rarity(known ? _postings[word].Count : 1);
            var weight = Damped(times) * rarity;
            square += weight * weight;
            foreach (var posting in known ? CollectionsMarshal.AsSpan(_postings[word]) : [])
            {
                CollectionsMarshal.GetValueRefOrAddDefault(dots, posting.Task, out _) +=
                    weight * posting.Damped * rarity;
            }
        }

        return [.. dots.Select(d => (_tasks[d.Key], d.Value / (_tasks[d.Key].Norm * Math.Sqrt(square))))];
    }

    private IndexedTask Indexed(string name, int id, string prompt)
    {
        var words = new List<(int, double)>();
        foreach (var (text, times) in Counted(prompt))
        {
            if (!_words.TryGetValue(text, out var word))
            {
                _words.Add(text, word = _postings.Count);
                _postings.Add([]);
            }

            _postings[word].Add(new Posting(id, Damped(times)));
            words.Add((word, Damped(times)));
        }

        return new IndexedTask(name, words);
    }

    /// <summary>A new task changes how rare words are, and with it the length of every vector; done once before the next look-up.</summary>
    private void RefreshNorms()
    {
        if (!_normsAreOld)
        {
            return;
        }

        foreach (var task in _tasks)
        {
            var square = 0.0;
            foreach (var (word, damped) in task.Words)
            {
                var weight = damped * Rarity(_postings[word].Count);
                square += weight * weight;
            }

            task.Norm = Math.Sqrt(square);
        }

        _normsAreOld = false;
    }

    private double Rarity(int tasksWithWord) => Math.Log((1.0 + _tasks.Count) / tasksWithWord);

    private static double Damped(int times) => 1 + Math.Log(times);

    private static Dictionary<string, int> Counted(string text)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> buffer = stackalloc char[WordScanner.LongestWord];
        var words = new WordScanner(text, buffer);
        while (words.MoveNext())
        {
            CollectionsMarshal.GetValueRefOrAddDefault(lookup, words.Current, out _)++;
        }

        return counts;
    }

    private readonly record struct Posting(int Task, double Damped);

    private sealed class IndexedTask(string name, List<(int Word, double Damped)> words)
    {
        public string Name { get; } = name;

        public List<(int Word, double Damped)> Words { get; } = words;

        public double Norm { get; set; }

        public int Runs { get; set; }

        public int Solved { get; set; }
    }
}

/// <summary>Which tasks count as similar.</summary>
internal sealed record TaskQuery
{
    /// <summary>Most tasks to give. The default is 5.</summary>
    public int Most { get; init; } = 5;

    /// <summary>Least cosine, 0 to 1. The default is 0.15.</summary>
    public double LeastSimilarity { get; init; } = 0.15;

    /// <summary>True lets the task itself be found: the known-task protocol. The default is false.</summary>
    public bool WithSameTask { get; init; }

    /// <summary>False leaves out other tasks of the same repository or puzzle, which come close to being the same task. The default is true.</summary>
    public bool WithSameFamily { get; init; } = true;
}

/// <summary>A task found by its prompt.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Similarity">Cosine of the prompts, 0 to 1.</param>
/// <param name="Runs">Its runs with a trusted outcome.</param>
/// <param name="Solved">How many of them solved it.</param>
internal sealed record SimilarTask(string Task, double Similarity, int Runs, int Solved);

/// <summary>What the runs of similar tasks came to.</summary>
/// <param name="Tasks">The tasks, the nearest first.</param>
internal sealed record SimilarKin(IReadOnlyList<SimilarTask> Tasks)
{
    /// <summary>Runs of all of them.</summary>
    public int Runs => Tasks.Sum(t => t.Runs);

    /// <summary>Share of these runs that solved their task, each weighing as much as its task is similar; NaN without any.</summary>
    public double SolvedRate => Tasks.Sum(t => t.Similarity * t.Solved) / Tasks.Sum(t => t.Similarity * t.Runs);
}
