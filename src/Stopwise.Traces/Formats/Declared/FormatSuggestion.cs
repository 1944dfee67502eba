using Stopwise.Exits;
using Stopwise.Traces.Formats.Declared.Suggesting;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>A format file that was proposed for a recording, with what it makes of it.</summary>
/// <param name="Format">The format; its text is the proposed file.</param>
/// <param name="Trial">What it reads of the recording.</param>
public sealed record FormatSuggestion(FormatFile Format, FormatTrial Trial)
{
    private const int MostCandidates = 160;

    /// <summary>Proposes a format from the shape of a file: names of fields, and what their values are like.</summary>
    /// <param name="path">A file that is no archive, at most 512 MiB.</param>
    /// <param name="name">The name of the format; null to name it after the file.</param>
    /// <returns>The best one; null where nothing in the file looks like steps.</returns>
    /// <exception cref="StopwiseException">The file cannot be read or has no shape; the message says what to do.</exception>
    public static FormatSuggestion? Of(string path, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Of(Recording.Open(path), name);
    }

    /// <summary>A name for a format, made of a file's name.</summary>
    public static string NameFor(string path)
    {
        var stem = Path.GetFileNameWithoutExtension(path).ToLowerInvariant();
        var plain = string.Concat(stem.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return plain.Length == 0 ? "own-format" : plain[..Math.Min(40, plain.Length)];
    }

    internal static FormatSuggestion? Of(Original original, string? name)
    {
        name ??= NameFor(original.File.Location);
        return OfSample(FileSample.Of(original), original, name);
    }

    internal static FormatSuggestion? OfSample(FileSample sample, Original original, string name)
    {
        var best = (Yaml: (string?)null, Score: double.NegativeInfinity);
        foreach (var draft in Drafts(sample).Take(MostCandidates))
        {
            draft.Set(
                "match",
                "container",
                sample.Container switch
                {
                    Container.Json => "json",
                    Container.Csv => "csv",
                    _ => "jsonl",
                }
            );
            var yaml = draft.ToYaml(name);
            if (Score(yaml, sample) is var score && score > best.Score)
            {
                best = (yaml, score);
            }
        }

        if (best.Yaml is null)
        {
            return null;
        }

        var format = FormatFile.Parse(name, best.Yaml);
        return new FormatSuggestion(format, FormatTrial.Of(format, original));
    }

    private static IEnumerable<FormatDraft> Drafts(FileSample sample) =>
        from layout in Layout.Of(sample)
        where layout.Sample.Count > 0
        from kinds in RowKindsFound.Of(layout.Sample, RowShape.Of(layout.Sample))
        from draft in RowReading.Of(layout, kinds)
        select draft;

    /// <summary>A draft with a mistake is worth nothing.</summary>
    private static double Score(string yaml, FileSample sample)
    {
        FormatFile format;
        try
        {
            format = FormatFile.Parse("draft", yaml);
        }
        catch (StopwiseException)
        {
            // A guess may contradict itself, for example with rows of results and no text in them.
            return double.NegativeInfinity;
        }

        return Score(format, FormatTrial.Of(format, sample.Content));
    }

    /// <summary>How much of the text is read, and how much of it as actions with results.</summary>
    internal static double Score(FormatFile format, FormatTrial trial)
    {
        if (trial.Steps == 0)
        {
            return double.NegativeInfinity;
        }

        var perRun = (double)trial.Steps / Math.Max(1, trial.Runs);
        return trial.Covered
            + (0.4 * trial.StepsWithAction)
            + (0.5 * trial.ActionsWithResult * trial.StepsWithAction)
            + (0.1 * Math.Min(1, trial.StepsWithReply * 2))
            + (trial.Prompts > 0 ? 0.1 : 0)
            + (format.Outcome is not null && trial.Solved + trial.Failed > 0 ? 0.15 : 0)
            + (format.Runs == RunsPer.Key ? 0.1 : 0)
            + (perRun < 1.5 ? -0.4 : 0)
            // Rows that hold many calls are runs.
            + (trial.Actions > 4 * trial.Steps ? -0.6 : 0)
            - (0.3 * Math.Min(1, (double)trial.ProblemCount / Math.Max(1, trial.Runs)));
    }
}
