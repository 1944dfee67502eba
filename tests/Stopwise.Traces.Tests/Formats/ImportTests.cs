using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

public class ImportTests
{
    private const int RunsInAll = 10;

    [Fact]
    public void Every_file_of_a_mixed_folder_is_accounted_for_once()
    {
        using var folder = All();
        var items = folder.Import();

        Assert.Equal(RunsInAll, items.OfType<RunFound>().Count());
        Assert.Empty(items.OfType<FileFailed>());
        var read = items.OfType<RunFound>().SelectMany(f => f.Originals).Select(o => o.Name.Split('#')[0]).Distinct();
        var ignored = items
            .OfType<FileIgnored>()
            .Select(f => Path.GetRelativePath(folder.Root, f.Path).Replace('\\', '/'));
        Assert.Equal(
            Samples.All.Select(s => s.Name).Order(StringComparer.Ordinal),
            read.Concat(ignored).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Archives_in_folders_give_the_same_runs_as_plain_files()
    {
        using var plain = All();
        using var packed = new SourceFolder();
        packed.Write("deep/a.tar.gz", SourceFolder.TarGz(Samples.All[..8]));
        packed.Write("b.zip", SourceFolder.Zip(Samples.All[8..]));
        using var whole = new SourceFolder();
        whole.Write("all.tgz", SourceFolder.TarGz(Samples.All));

        Assert.Equal(Ids(plain.Import()), Ids(whole.Import()));
        Assert.Equal(Ids(plain.Import()), Ids(packed.Import()));
    }

    [Fact]
    public void A_cut_archive_is_reported_and_read_as_far_as_it_goes()
    {
        using var folder = new SourceFolder();
        var filler = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i * 7919 % 10007} "));
        var archive = SourceFolder.TarGz(("a.json", Samples.Tau), ("filler.txt", filler), ("b.json", Samples.Mini));
        folder.Write("cut.tar.gz", archive[..(archive.Length / 2)]);
        var items = folder.Import();

        Assert.Equal(2, items.OfType<RunFound>().Count());
        Assert.Contains(items.OfType<FileFailed>(), f => f.Path.EndsWith("cut.tar.gz", StringComparison.Ordinal));
    }

    [Fact]
    public void An_archive_that_unpacks_to_too_much_is_refused_with_the_limit_named()
    {
        using var folder = new SourceFolder();
        folder.Write("bomb.zip", SourceFolder.Zip(("zeros.txt", new string('0', 2_000_000))));
        folder.Write("fine.json", Samples.Tau);
        var items = folder.Import(new ImportOptions { MaxUnpackedBytes = 1_000_000 });

        Assert.Contains("1,000,000", Assert.Single(items.OfType<FileFailed>()).Reason, StringComparison.Ordinal);
        Assert.Equal(2, items.OfType<RunFound>().Count());
    }

    [Fact]
    public void A_member_that_climbs_out_of_its_archive_stays_inside()
    {
        using var folder = new SourceFolder();
        folder.Write("sub/evil.zip", SourceFolder.Zip(("../../evil.json", Samples.Tau)));

        Assert.Equal(2, folder.Import().OfType<RunFound>().Count());
        Assert.False(File.Exists(Path.Combine(folder.Root, "evil.json")));
    }

    [Fact]
    public void Unpacked_files_are_gone_when_the_reader_stops_early()
    {
        using var folder = new SourceFolder();
        folder.Write("a.tar.gz", SourceFolder.TarGz(Samples.All));
        using var scratch = new SourceFolder();
        var options = new ImportOptions { Scratch = scratch.Root };
        foreach (var item in RunReader.Read([folder.Root], options))
        {
            Assert.NotEmpty(Directory.EnumerateFileSystemEntries(scratch.Root));
            if (item is RunFound)
            {
                break;
            }
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch.Root));
    }

    [Fact]
    public void A_broken_line_costs_only_itself_and_is_named()
    {
        using var folder = new SourceFolder();
        folder.Write(
            "runs.jsonl",
            Samples.Lines.Replace(
                "{\"run\":\"r1\",\"step\":2,",
                "{\"run\":\"r1\",\"step\":2,,",
                StringComparison.Ordinal
            )
        );
        folder.Write("s.jsonl", Samples.Transcript + "\n{\"type\":\"assistant\",\"uuid\":");
        var items = folder.Import();

        Assert.Equal([4, 5], items.OfType<FileFailed>().Select(f => f.Line!.Value).Order());
        Assert.Equal(3, items.OfType<RunFound>().Count());
    }

    [Fact]
    public void A_recording_that_ends_inside_a_row_gives_the_rows_before_it()
    {
        using var folder = new SourceFolder();
        folder.Write("a.cast", Samples.Cast(Samples.Stream[..^120]));
        var items = folder.Import();

        Assert.Single(items.OfType<FileFailed>());
        Assert.Equal("no_result_line", Assert.Single(items.OfType<RunFound>()).Run.ExitStatus);
    }

    [Fact]
    public void Elements_before_a_break_in_an_array_are_read()
    {
        using var folder = new SourceFolder();
        folder.Write("tau.json", Samples.Tau[..(Samples.Tau.Length - 60)]);
        var items = folder.Import();

        Assert.Single(items.OfType<RunFound>());
        Assert.True(Assert.Single(items.OfType<FileFailed>()).Line >= 9);
    }

    [Fact]
    public void The_same_run_twice_is_read_once_and_another_run_of_that_name_gets_a_mark()
    {
        using var folder = new SourceFolder();
        folder.Write("a/x.json", Samples.Mini);
        folder.Write("b/x.json", Samples.Mini);
        folder.Write("c/x.json", Samples.Mini.Replace("I look.", "I see.", StringComparison.Ordinal));
        var items = folder.Import();

        var ids = Ids(items);
        Assert.Equal(2, ids.Count);
        Assert.StartsWith("acme__x-1~", ids[1], StringComparison.Ordinal);
        Assert.Contains("acme__x-1", Assert.Single(items.OfType<FileIgnored>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_override_outcomes_and_unknown_names_are_reported()
    {
        using var folder = All();
        using var labels = new SourceFolder();
        var csv = labels.Write(
            "labels.csv",
            "run,task,trial,outcome,trusted,reason\nacme__x-1,,,failed,true,\"looked, and no\"\n,tau-airline-7,1,solved,,\nnobody,,,solved,,\n,t1,,maybe,,\n"
        );
        var items = folder.Import(new ImportOptions { Labels = csv });

        var outcomes = items.OfType<RunFound>().ToDictionary(f => f.Run.Id, f => f.Run.Outcome, StringComparer.Ordinal);
        Assert.Equal(
            new Outcome(OutcomeState.Failed, true, "labels:labels.csv", "looked, and no"),
            outcomes["acme__x-1"]
        );
        Assert.True(outcomes["tau-airline-7/trial-1"].Good);
        Assert.True(outcomes["tau-airline-7/trial-0"].Good);
        Assert.Equal([4, 5], items.OfType<FileFailed>().Select(f => f.Line!.Value).Order());
    }

    [Fact]
    public void Missing_paths_and_pointers_are_told_apart()
    {
        using var folder = new SourceFolder();
        folder.Write("big.json", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n");
        folder.Write("empty.json", "");
        var items = RunReader.Read([folder.Root, Path.Combine(folder.Root, "absent")], new ImportOptions()).ToList();

        Assert.Contains("git lfs pull", items.OfType<FileIgnored>().First().Reason, StringComparison.Ordinal);
        Assert.Single(items.OfType<FileFailed>());
    }

    [Fact]
    public void Progress_ends_where_it_said_it_would()
    {
        using var folder = All();
        ImportProgress last = default;
        folder.Import(new ImportOptions { Progress = p => last = p });

        Assert.Equal((Samples.All.Length, Samples.All.Length), (last.FilesDone, last.FilesTotal));
        Assert.Equal(last.BytesTotal, last.BytesDone);
    }

    /// <summary>Fifty seeded ways to cut and damage every source; whatever comes out, nothing is thrown.</summary>
    [Fact]
    public void Damaged_bytes_never_throw()
    {
        var random = new Random(20);
        for (var round = 0; round < 100; round++)
        {
            using var folder = new SourceFolder();
            foreach (var (name, text) in Samples.All)
            {
                folder.Write(name, Damage(System.Text.Encoding.UTF8.GetBytes(text), random));
            }

            folder.Write("packed.tar.gz", Damage(SourceFolder.TarGz(Samples.All), random));
            folder.Write("packed.zip", Damage(SourceFolder.Zip(Samples.All), random));
            var items = folder.Import();
            Assert.All(
                items.OfType<RunFound>(),
                f => Assert.Equal(Enumerable.Range(0, f.Run.Steps.Count), f.Run.Steps.Select(s => s.Index))
            );
        }
    }

    private static byte[] Damage(byte[] content, Random random)
    {
        var damaged = content[..(random.Next(3) == 0 ? random.Next(content.Length) : content.Length)];
        for (var i = random.Next(4); i > 0 && damaged.Length > 0; i--)
        {
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        }

        return damaged;
    }

    private static SourceFolder All()
    {
        var folder = new SourceFolder();
        foreach (var (name, text) in Samples.All)
        {
            folder.Write(name, text);
        }

        return folder;
    }

    private static List<string> Ids(IEnumerable<ImportItem> items) =>
        [.. items.OfType<RunFound>().Select(f => f.Run.Id).Order(StringComparer.Ordinal)];
}
