using System.Globalization;
using System.Text.Json;
using Stopwise.Traces.Export.Cuts;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Transcripts;
using Xunit.Abstractions;

namespace Stopwise;

/// <summary>Real runs, stopped at events of every kind and repaired: a strict provider takes them all.</summary>
public class TranscriptsOfRealRunsTests(ITestOutputHelper output)
{
    // The form is what matters: long texts would only take time.
    private const int LongestText = 60;

    /// <summary>Runs up to so many events are stopped at each of them; longer ones at events of each kind, and at the end.</summary>
    private static readonly int EveryEvent = int.TryParse(
        Environment.GetEnvironmentVariable("STOPWISE_EVERY_EVENT"),
        CultureInfo.InvariantCulture,
        out var events
    )
        ? events
        : 12;

    private static readonly TranscriptRule[] Joining =
    [
        TranscriptRule.FirstUser,
        TranscriptRule.Alternation,
        TranscriptRule.LastUser,
    ];

    [CorpusFact]
    public void Every_real_run_that_is_stopped_can_be_sent_again()
    {
        var dice = new Random(20_261_125);
        var (runs, stops) = (0, 0);
        var edits = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var kinds = new HashSet<Happening>();
        foreach (var run in Corpus())
        {
            runs++;
            var told = ToldRun.Of(run, LongestText);
            foreach (var wire in TranscriptLaws.Wires)
            {
                foreach (var place in Places(told, dice))
                {
                    var given = told.Write(wire, place, isBrokenOff: stops++ % 3 == 0);
                    foreach (var edit in TranscriptLaws.Hold(given, TranscriptRules.Of(wire)).Edits)
                    {
                        var what = $"{wire} {edit.Kind} {edit.Rule}";
                        edits[what] = edits.GetValueOrDefault(what) + 1;
                    }

                    kinds.UnionWith(place > 0 ? [told[place - 1]] : []);
                }
            }
        }

        output.WriteLine($"{runs} runs, {stops} stops");
        edits.ToList().ForEach(e => output.WriteLine($"{e.Key}: {e.Value} edits"));
        runs.ShouldBeGreaterThan(900);
        kinds.Order().ShouldBe(Enum.GetValues<Happening>());
    }

    [CorpusFact]
    public void Every_cut_that_is_written_as_messages_is_taken()
    {
        var dice = new Random(20_261_126);
        foreach (var run in Corpus())
        {
            var cut = RunCut.Of(
                run,
                dice.Next(run.Steps.Count + 1),
                CutHint.Of("Read the test first.", "FAILED tests/test_a.py")
            );
            var file = CutExport.Write(cut, [], CutFormat.Messages);
            var messages = JsonElement.Parse(file.Content.Span).GetProperty("messages");
            var text = System.Text.Encoding.UTF8.GetBytes(messages.GetRawText());
            TranscriptValidator.Faults(text, TranscriptRules.OpenAiChat).ShouldBeEmpty(cut.Id);
            StrictProvider.Refusal(text, TranscriptWire.OpenAiChat).ShouldBeNull(cut.Id);
        }
    }

    /// <summary>Claude Code keeps each block of an answer in a row of its own: joined again, nothing else is amiss.</summary>
    [CorpusFact]
    public void Every_cut_that_is_written_as_a_session_is_taken()
    {
        var dice = new Random(20_261_127);
        var sessions = RunReader.Read([Path.Combine(Repo.Shared!, "corpus")], new ImportOptions()).OfType<RunFound>();
        foreach (var found in sessions)
        {
            var cut = RunCut.Of(found.Run, dice.Next(found.Run.Steps.Count + 1));
            if (cut.IsEmpty)
            {
                continue;
            }

            var file = CutExport.Write(cut, found.Originals, CutFormat.ClaudeCode);
            var messages = Original
                .Lines(file.Content)
                .Select(line => JsonElement.Parse(line.Text.Span))
                .Where(row => row.Text("type") is "user" or "assistant" && row.Flag("isSidechain") != true)
                .Select(row => row.GetProperty("message").GetRawText());
            var text = System.Text.Encoding.UTF8.GetBytes($"[{string.Join(',', messages)}]");
            var repaired = TranscriptRepair.Repair(text, TranscriptRules.AnthropicMessages, TranscriptLaws.Budget);
            repaired.Edits.ShouldAllBe(edit => edit.Rule != null && Joining.Contains(edit.Rule.Value), cut.Id);
        }
    }

    private static IEnumerable<Run> Corpus() =>
        RunReader
            .Read([Path.Combine(Repo.Shared!, "corpus")], new ImportOptions())
            .OfType<RunFound>()
            .Select(found => found.Run);

    private static IEnumerable<int> Places(ToldRun told, Random dice)
    {
        if (told.Count <= EveryEvent)
        {
            return Enumerable.Range(0, told.Count + 1);
        }

        return Enumerable
            .Range(1, told.Count)
            .GroupBy(place => told[place - 1])
            .Select(kind => kind.ElementAt(dice.Next(kind.Count())))
            .Append(told.Count);
    }
}
