using Stopwise.Traces.Export.Cuts;
using Stopwise.Traces.Formats;

namespace Stopwise;

/// <summary>Every real run, cut at random places, written and read again; what was read is cut once more.</summary>
public class CutsOfRealRunsTests
{
    private const int CutsOfARun = 2;

    [CorpusFact]
    public void Every_real_run_can_be_cut_anywhere_and_is_its_own_beginning_when_read_again()
    {
        var folder = Directory.CreateTempSubdirectory("stopwise-cuts-");
        try
        {
            var dice = new Random(20_260_301);
            var corpus = RunReader.Read([Path.Combine(Repo.Shared!, "corpus")], new ImportOptions()).OfType<RunFound>();
            var once = CutAndRead(corpus, folder.CreateSubdirectory("once"), "Read the test first.", dice);
            once.Count.ShouldBeGreaterThan(1_500);

            // Sessions that were told anew are transcripts now, whose own rows are kept. Where no prompt was recorded, a hint
            // at the end is read as one, from which tokens are estimated: such sessions stay aside here.
            var sessions = once.Where(f =>
                    f.Run.Format == "claude-code-transcript"
                    && f.Run.Prompt?.StartsWith("Advice from an analysis", StringComparison.Ordinal) == false
                )
                .ToList();
            sessions.Count.ShouldBeGreaterThan(50);
            CutAndRead(sessions, folder.CreateSubdirectory("twice"), "Ask the user.", dice)
                .Count.ShouldBeGreaterThan(100);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<RunFound> CutAndRead(
        IEnumerable<RunFound> runs,
        DirectoryInfo folder,
        string advice,
        Random dice
    )
    {
        var hint = CutHint.Of(advice, "FAILED tests/test_a.py");
        var cuts = new Dictionary<string, (RunCut Cut, CutFile File)>(StringComparer.Ordinal);
        foreach (var found in runs)
        {
            for (var i = 0; i < CutsOfARun; i++)
            {
                var cut = RunCut.Of(found.Run, dice.Next(found.Run.Steps.Count + 1), i == 0 ? hint : null);
                if (cut.IsEmpty)
                {
                    continue;
                }

                CutLaws.IsWellFormed(CutExport.Write(cut, found.Originals, CutFormat.Messages));
                var native = CutExport.NativeOf(found.Run);
                var file = CutExport.Write(
                    cut,
                    found.Originals,
                    native == CutFormat.Messages ? CutFormat.Atif : native
                );
                CutLaws.IsWellFormed(file);
                if (cuts.TryAdd(file.Id, (cut, file with { Content = default })))
                {
                    var place = folder.CreateSubdirectory($"{cuts.Count}");
                    File.WriteAllBytes(Path.Combine(place.FullName, file.Name), file.Content.ToArray());
                }
            }
        }

        var items = RunReader.Read([folder.FullName], new ImportOptions()).ToList();
        items.Where(i => i is not RunFound).ShouldBeEmpty();
        var again = items.OfType<RunFound>().ToDictionary(f => f.Run.Id, StringComparer.Ordinal);
        again.Count.ShouldBe(cuts.Count);
        cuts.Select(c => CutLaws.Difference(c.Value.Cut, c.Value.File, again[c.Key].Run))
            .Where(d => d is not null)
            .ShouldBeEmpty();
        return [.. again.Values];
    }
}
