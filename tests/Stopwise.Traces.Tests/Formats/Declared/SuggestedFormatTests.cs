using Stopwise.Traces.Runs;
using Xunit.Abstractions;

namespace Stopwise.Traces.Formats.Declared;

public sealed class SuggestedFormatTests(ITestOutputHelper output) : IDisposable
{
    private readonly SourceFolder _folder = new();

    public static TheoryData<string, string, int, int, int, int> Expected =>
        new()
        {
            // Runs with their steps, calls, results, solved and failed runs.
            { "flat-events.jsonl", "s1:2 s2:2", 4, 4, 1, 1 },
            { "nested-runs.json", "k-1:3 k-2:2", 5, 5, 1, 1 },
            { "alternating-rows.json", "alternating-rows/alternating-rows:4", 3, 3, 0, 0 },
            { "rows-by-key.json", "j1:3 j2:2", 4, 4, 0, 0 },
            { "odd-messages.jsonl", "d-1:2 d-2:2", 3, 3, 1, 1 },
            { "table.csv", "c1:2 c2:2", 4, 3, 1, 1 },
            { "deep-nesting.json", "deep-1:3", 2, 2, 0, 1 },
            { "blocks.jsonl", "b1:3", 2, 2, 0, 0 },
            { "fenced-commands.json", "f-1:3", 3, 3, 1, 0 },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Expected))]
    public void A_format_that_nobody_knows_is_suggested_checked_and_imported(
        string file,
        string runs,
        int calls,
        int results,
        int solved,
        int failed
    )
    {
        var path = _folder.Write(file, MadeUpFormats.All.Single(f => f.Name == file).Text);

        var suggestion = FormatSuggestion.Of(path).ShouldNotBeNull();
        output.WriteLine(suggestion.Format.Text);
        var trial = FormatTrial.Of(FormatFile.Parse("kept", suggestion.Format.Text), path);
        var items = RunReader.Read([path], new ImportOptions { KeptFormats = [suggestion.Format] }).ToList();

        output.WriteLine(
            $"{trial.Runs} runs, {trial.Steps} steps, covered {trial.Covered:0.00}; left {string.Join(", ", trial.LeftOut)}"
        );
        output.WriteLine(string.Join('\n', items));
        var read = items.Select(i => i.ShouldBeOfType<RunFound>().Run).ToList();
        string.Join(' ', read.Select(r => $"{r.Id}:{r.Steps.Count}")).ShouldBe(runs);
        var all = read.SelectMany(r => r.Steps).SelectMany(s => s.Calls).ToList();
        (all.Count, all.Count(c => c.Result is not null)).ShouldBe((calls, results));
        read.Count(r => r.Outcome.State == OutcomeState.Solved).ShouldBe(solved);
        read.Count(r => r.Outcome.State == OutcomeState.Failed).ShouldBe(failed);
        trial.IsGood.ShouldBeTrue();
        trial.Runs.ShouldBe(read.Count);
    }
}
