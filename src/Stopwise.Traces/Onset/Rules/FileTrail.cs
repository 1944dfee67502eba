using System.Buffers;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>What befalls a file in a step, in the order in which the agent can know it.</summary>
internal enum TouchKind
{
    /// <summary>Its name came back, e.g. in a listing.</summary>
    Listed,

    /// <summary>Some of its text came back: a search hit, a diff.</summary>
    Shown,

    /// <summary>The agent looked at it.</summary>
    Looked,

    /// <summary>The agent wrote it.</summary>
    Wrote,
}

/// <summary>One event in the life of a file.</summary>
internal readonly record struct Touch(
    int Step,
    string Path,
    TouchKind Kind,
    FileWrite? Write = null,
    bool Failed = false
);

/// <summary>The files that a run writes: when each was listed, shown, looked at and written.</summary>
/// <remarks>
/// Touches are kept under the last part of the name, in order; whether two paths mean one file is for the reader to say
/// (<see cref="FileName.Same"/>). Within one call the writing comes first: what the same call prints is seen too late.
/// </remarks>
internal sealed class FileTrail
{
    private const int ShortestName = 3;
    private const int LongestHeader = 300;
    private const int MostPatterns = 32;

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-+@"
    );

    private readonly Dictionary<string, List<Touch>> _stories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Touch>>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly HashSet<string> _patterns = new(StringComparer.Ordinal);
    private readonly SearchValues<string>? _names;

    public FileTrail(Run run, IReadOnlyList<Act> acts)
    {
        foreach (var write in acts.SelectMany(a => a.Writes))
        {
            _stories.TryAdd(FileName.Last(write.Path), []);
        }

        _byName = _stories.GetAlternateLookup<ReadOnlySpan<char>>();
        var names = _stories.Keys.Where(n => n.Length >= ShortestName).ToArray();
        _names = names.Length > 0 ? SearchValues.Create(names, StringComparison.Ordinal) : null;
        if (_stories.Count == 0)
        {
            return;
        }

        Scan(run.Prompt, -1, TouchKind.Listed);
        var next = 0;
        for (var i = 0; i < run.Steps.Count; i++)
        {
            for (; next < acts.Count && acts[next].Step == i; next++)
            {
                Add(acts[next]);
            }

            Scan(run.Steps[i].Reply, i, TouchKind.Listed);
        }
    }

    /// <summary>The touches of all files of one last name, in order.</summary>
    public IReadOnlyCollection<List<Touch>> Stories => _stories.Values;

    /// <summary>The touches under the last part of a path; empty for a file that the run never writes.</summary>
    public IReadOnlyList<Touch> StoryOf(string path) => _stories.GetValueOrDefault(FileName.Last(path)) ?? [];

    private void Add(Act act)
    {
        // Of a failed command nobody knows what it did before; a failed tool did nothing.
        var failed = act.Failed;
        foreach (var write in act.Writes)
        {
            _stories[FileName.Last(write.Path)]
                .Add(new Touch(act.Step, write.Path, TouchKind.Wrote, write, failed && !act.IsShell));
        }

        if (failed && act.Call.Result is not { Length: > 0 })
        {
            return;
        }

        foreach (var looked in failed || act.OnlyLists ? [] : act.Reading.Looked)
        {
            if (_stories.TryGetValue(FileName.Last(looked), out var story))
            {
                story.Add(new Touch(act.Step, looked, TouchKind.Looked));
            }
        }

        if (!failed && act.Reading.Kind == StepKind.Explore && !act.OnlyLists && act.Call.Command is { } command)
        {
            LookAtPattern(command, act.Step);
        }

        // Code that reads files is not told from code that does not: a command that names a file and prints counts as a look.
        if (
            !failed
            && act is { IsShell: true, OnlyLists: false, Writes.Count: 0 }
            && act.Call.Result is { Length: > 0 }
        )
        {
            Scan(act.Call.Command, act.Step, TouchKind.Looked);
        }

        Scan(act.Call.Result, act.Step, TouchKind.Shown, listings: !failed);
    }

    /// <summary>A look at <c>*.sh</c> is a look at each such file; the first counts, what is made later the run knows anyway.</summary>
    private void LookAtPattern(string command, int step)
    {
        for (var at = command.IndexOf('*', StringComparison.Ordinal); at >= 0; at = command.IndexOf('*', at + 1))
        {
            var rest = command.AsSpan(at + 1);
            var length = rest.IndexOfAnyExcept(PathCharacters);
            var ending = (length < 0 ? rest : rest[..length]).ToString();
            if (ending.Length > 1 && _patterns.Count < MostPatterns && _patterns.Add(ending))
            {
                foreach (var (name, story) in _stories.Where(s => s.Key.EndsWith(ending, StringComparison.Ordinal)))
                {
                    story.Add(new Touch(step, name, TouchKind.Looked));
                }
            }
        }
    }

    private void Scan(string? text, int step, TouchKind most, bool listings = true)
    {
        if (_names is null)
        {
            return;
        }

        var at = 0;
        while (at < text.AsSpan().Length && text.AsSpan(at).IndexOfAny(_names) is >= 0 and var found)
        {
            at += found;
            var span = text.AsSpan();
            var length = span[at..].IndexOfAnyExcept(PathCharacters);
            var end = length < 0 ? span.Length : at + length;
            var start = span[..at].LastIndexOfAnyExcept(PathCharacters) + 1;
            var path = span[start..end].TrimEnd('.');
            if (_byName.TryGetValue(path[(path.LastIndexOf('/') + 1)..], out var story))
            {
                var kind = most == TouchKind.Shown && !ShowsText(span, start, end) ? TouchKind.Listed : most;
                if (
                    (listings || kind != TouchKind.Listed)
                    && (
                        story.Count == 0
                        || story[^1] is var last
                            && (last.Step != step || last.Kind != kind || !path.SequenceEqual(last.Path))
                    )
                )
                {
                    story.Add(new Touch(step, path.ToString(), kind));
                }
            }

            at = Math.Max(end, at + 1);
        }
    }

    /// <summary>Search hits and diff headers show text; a bare name does not, nor does the one line that a traceback quotes.</summary>
    private static bool ShowsText(ReadOnlySpan<char> text, int start, int end)
    {
        var after = text[end..];
        if (after is [':', ..] or ['(', ..])
        {
            return true;
        }

        // A header is near its line's start; a page on one line is not searched back to its beginning for every name.
        var before = text[Math.Max(0, start - LongestHeader)..start];
        var line = before[(before.LastIndexOf('\n') + 1)..];
        return line.StartsWith("diff ", StringComparison.Ordinal)
            || line.StartsWith("+++ ", StringComparison.Ordinal)
            || line.StartsWith("--- ", StringComparison.Ordinal)
            || line.StartsWith("==> ", StringComparison.Ordinal);
    }
}
