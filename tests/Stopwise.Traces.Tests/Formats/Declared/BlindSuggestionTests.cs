using System.Globalization;
using Stopwise.Traces.Formats.Sources;
using Xunit.Abstractions;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>
/// Real recordings whose format is known, read as if it were not: a format is suggested from one file, and what it reads of
/// all files of its kind is compared with what the reader of that format reads.
/// </summary>
public class BlindSuggestionTests(ITestOutputHelper output)
{
    private const int MostFiles = 40;

    [CorpusFact]
    public void A_suggested_format_comes_close_to_the_reader_that_was_written_for_it()
    {
        Compare("mini-swe-agent", "mini-swe-agent", FileKind.MiniSweAgent, steps: 1, results: 1);
        Compare("tau-bench", "tau-bench", FileKind.TauBench, steps: 1, results: 1);
        Compare("agentrx", "agentrx", FileKind.TauBench, steps: 1, results: 1);
        Compare("who-when magentic", "who-when/magentic-one.tar.gz", FileKind.WhoWhen, steps: 1, results: 0);
        Compare("claude stream-json", "claude-code-harbor", FileKind.StreamJson, steps: 0.8, results: 0.99);
        Compare("ATIF", "claude-code-harbor", FileKind.Atif, steps: 1, results: 0.99);

        // Agents that speak in the role of a user, and a terminal that answers in it: the words alone do not tell them apart.
        Compare("who-when captain", "who-when/captain-agent.tar.gz", FileKind.WhoWhen, steps: 0.2, results: 0);
    }

    /// <param name="name">How the table names it.</param>
    /// <param name="where">The recordings.</param>
    /// <param name="kind">Which of the files.</param>
    /// <param name="steps">The least share of the steps of the reader that was written for them.</param>
    /// <param name="results">The least share of its results.</param>
    private void Compare(string name, string where, FileKind kind, double steps, double results)
    {
        var path = Path.Combine(Repo.Shared!, "corpus", where);
        var (own, blind) = (new Seen(), new Seen());
        FormatFile? format = null;
        var files = 0;
        var (characters, covered) = (0.0, 0.0);
        foreach (var tree in SourceTree.Open([path], new ImportOptions()))
        {
            foreach (var file in tree.Files.Where(f => ContentSniffer.Sniff(f) == kind).Take(MostFiles))
            {
                var original = Original.Read(file);
                if (format is null)
                {
                    format = FormatSuggestion.Of(original, "blind").ShouldNotBeNull().Format;
                    output.WriteLine(format.Text);
                }

                files++;
                var trial = FormatTrial.Of(format, original);
                characters += trial.Characters;
                covered += trial.Covered * trial.Characters;
                foreach (var item in DeclaredFormat.Read(format, original, null, null))
                {
                    blind.Add(item);
                }

                // The file alone: no result or label beside it.
                foreach (var item in RunReader.Read([file.Stored], new ImportOptions()))
                {
                    own.Add(item);
                }
            }
        }

        var share = (covered / characters).ToString("0.00", CultureInfo.InvariantCulture);
        output.WriteLine(
            $"{name, -26} {files, 6}  {blind.Runs, 4} of {own.Runs, 4}  {blind.Steps, 5} of {own.Steps, 5}  {blind.Calls, 5} of {own.Calls, 5}  {blind.Results, 5} of {own.Results, 5}  {share}"
        );
        blind.Runs.ShouldBe(own.Runs, name);
        ((double)blind.Steps / own.Steps).ShouldBeGreaterThanOrEqualTo(steps, name);
        ((double)blind.Results / own.Results).ShouldBeGreaterThanOrEqualTo(results, name);
    }

    private sealed class Seen
    {
        public int Runs { get; private set; }

        public int Steps { get; private set; }

        public int Calls { get; private set; }

        public int Results { get; private set; }

        public void Add(ImportItem item)
        {
            if (item is RunFound { Run: var run })
            {
                Runs++;
                var steps = run.Closing is null ? run.Steps : [.. run.Steps, run.Closing];
                Steps += steps.Count;
                Calls += steps.Sum(s => s.Calls.Count);
                Results += steps.Sum(s => s.Calls.Count(c => c.Result is not null));
            }
        }
    }
}
