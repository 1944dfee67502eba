using System.Text.Json;
using Stopwise.Exits;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>What a format file makes of one file, in numbers that say whether to believe it.</summary>
public sealed record FormatTrial
{
    /// <summary>Below this share of text covered, or without steps, a format is not worth keeping as it is.</summary>
    public const double CoverageFloor = 0.6;

    private const int MostSamples = 3;
    private const int MostLeft = 8;
    private const int MostProblems = 20;

    /// <summary>Runs read.</summary>
    public int Runs { get; private init; }

    /// <summary>Steps of all runs.</summary>
    public int Steps { get; private init; }

    /// <summary>Steps with a tool call, from 0 to 1.</summary>
    public double StepsWithAction { get; private init; }

    /// <summary>Tool calls of all steps.</summary>
    public int Actions { get; private init; }

    /// <summary>Tool calls with a result, from 0 to 1.</summary>
    public double ActionsWithResult { get; private init; }

    /// <summary>Steps after which something came back outside of any tool, from 0 to 1.</summary>
    public double StepsWithReply { get; private init; }

    /// <summary>Runs with a prompt.</summary>
    public int Prompts { get; private init; }

    /// <summary>Runs that were solved.</summary>
    public int Solved { get; private init; }

    /// <summary>Runs that failed.</summary>
    public int Failed { get; private init; }

    /// <summary>Characters of the file's text values.</summary>
    public long Characters { get; private init; }

    /// <summary>Characters of the text values that were read, from 0 to 1.</summary>
    public double Covered { get; private init; }

    /// <summary>Places whose text was not read, most characters first.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; private init; } = [];

    /// <summary>Rows by the value that tells their kind, most first; the name is empty where nothing tells it.</summary>
    public IReadOnlyList<RowCount> Rows { get; private init; } = [];

    /// <summary>A few steps of the first runs.</summary>
    public IReadOnlyList<Step> Samples { get; private init; } = [];

    /// <summary>The first things that could not be read.</summary>
    public IReadOnlyList<FileFailed> Problems { get; private init; } = [];

    /// <summary>How many things could not be read.</summary>
    public int ProblemCount { get; private init; }

    /// <summary>Whether the format can be kept: steps were found, and enough of the text was read.</summary>
    public bool IsGood => Steps > 0 && Covered >= CoverageFloor;

    /// <summary>Reads a whole file by a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="path">A file that is no archive.</param>
    /// <exception cref="StopwiseException">The file cannot be read.</exception>
    public static FormatTrial Of(FormatFile format, string path)
    {
        ArgumentNullException.ThrowIfNull(format);
        return Of(format, Recording.Open(path));
    }

    internal static FormatTrial Of(FormatFile format, Original original)
    {
        var coverage = new Coverage();
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        var tally = new Tally();
        try
        {
            foreach (var item in DeclaredFormat.Read(format, original, coverage, rows))
            {
                tally.Take(item);
            }
        }
        catch (JsonException e)
        {
            tally.Take(
                new FileFailed(original.File.Display, (int?)e.LineNumber + 1, "The JSON is cut off or broken here.")
            );
        }

        return tally.Result(coverage, rows);
    }

    private sealed class Tally
    {
        private readonly List<FileFailed> _problems = [];
        private readonly List<Step> _samples = [];
        private int _problemCount;
        private int _runs;
        private int _steps;
        private int _acting;
        private int _actions;
        private int _results;
        private int _replies;
        private int _prompts;
        private int _solved;
        private int _failed;

        public void Take(ImportItem item)
        {
            if (item is FileFailed failed)
            {
                _problemCount++;
                _problems.AddRange(_problems.Count < MostProblems ? [failed] : []);
            }
            else if (item is RunFound { Run: var run })
            {
                Take(run);
            }
        }

        public FormatTrial Result(Coverage coverage, Dictionary<string, int> rows) =>
            new()
            {
                Runs = _runs,
                Steps = _steps,
                StepsWithAction = Share(_acting, _steps),
                Actions = _actions,
                ActionsWithResult = Share(_results, _actions),
                StepsWithReply = Share(_replies, _steps),
                Prompts = _prompts,
                Solved = _solved,
                Failed = _failed,
                Characters = coverage.Characters,
                Covered = Share(coverage.Covered, coverage.Characters),
                LeftOut = [.. coverage.Left.Take(MostLeft).Select(l => new LeftOut(l.Path, l.Characters))],
                Rows = [.. rows.OrderByDescending(r => r.Value).Select(r => new RowCount(r.Key, r.Value))],
                Samples = _samples,
                Problems = _problems,
                ProblemCount = _problemCount,
            };

        private void Take(Run run)
        {
            var calls = run.Steps.SelectMany(s => s.Calls).ToList();
            _runs++;
            _steps += run.Steps.Count;
            _acting += run.Steps.Count(s => s.Calls.Count > 0);
            _actions += calls.Count;
            _results += calls.Count(c => c.Result is not null);
            _replies += run.Steps.Count(s => s.Reply is not null);
            _prompts += run.Prompt is null ? 0 : 1;
            _solved += run.Outcome.State == OutcomeState.Solved ? 1 : 0;
            _failed += run.Outcome.State == OutcomeState.Failed ? 1 : 0;
            if (_samples.Count < MostSamples)
            {
                _samples.AddRange(run.Steps.Take(MostSamples - _samples.Count));
            }
        }

        private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
    }
}

/// <summary>Text that a format does not read.</summary>
/// <param name="Path">Its place in a record.</param>
/// <param name="Characters">How much there is of it.</param>
public sealed record LeftOut(string Path, long Characters);

/// <summary>Rows of one kind.</summary>
/// <param name="Kind">The value that tells them.</param>
/// <param name="Rows">How many there are.</param>
public sealed record RowCount(string Kind, int Rows);
