using System.Text;

namespace Stopwise.Traces.Formats.Hostile;

/// <summary>
/// Bad input of every kind into every format that has a sample: the same in every run, more of it where
/// <c>STOPWISE_FUZZ</c> is a number above 1.
/// </summary>
public sealed class HostileInputTests : IDisposable
{
    private readonly HostileImport _import = new();

    public void Dispose() => _import.Dispose();

    [Fact]
    public void Every_sample_is_accounted_for_as_it_is()
    {
        foreach (var (fixture, name, content) in Files())
        {
            _import.Check(fixture, name, content, "unchanged");
        }
    }

    [Fact]
    public void Random_bytes_are_refused_or_ignored()
    {
        for (var seed = 0; seed < 300 * HostileImport.Effort; seed++)
        {
            _import.Check([("a.json", ByteMutants.Random(new Random(seed)))], $"seed {seed}");
        }
    }

    [Fact]
    public void A_file_with_bytes_and_lines_changed_costs_only_itself()
    {
        foreach (var (fixture, name, content) in Files())
        {
            for (var seed = 0; seed < 60 * HostileImport.Effort; seed++)
            {
                _import.Check(fixture, name, ByteMutants.Of(content, new Random(seed)), $"seed {seed}");
            }
        }
    }

    [Fact]
    public void A_file_may_be_cut_off_anywhere()
    {
        var stride = Math.Max(1, 12 / HostileImport.Effort);
        foreach (var (fixture, name, content) in Files())
        {
            for (var length = 0; length < content.Length; length += stride)
            {
                _import.Check(fixture, name, content[..length], $"cut off at {length}");
            }
        }
    }

    [Fact]
    public void Any_field_may_be_of_any_type_twice_or_under_a_hostile_name()
    {
        foreach (var (fixture, name, content) in Files())
        {
            var number = 0;
            foreach (var (what, text) in JsonMutants.Of(Encoding.UTF8.GetString(content)))
            {
                if (number++ % Math.Max(1, 5 - HostileImport.Effort) == 0)
                {
                    _import.Check(fixture, name, Encoding.UTF8.GetBytes(text), what);
                }
            }
        }
    }

    [Fact]
    public void A_file_may_come_in_any_encoding_and_with_any_line_ends()
    {
        foreach (var (fixture, name, content) in Files())
        {
            var text = Encoding.UTF8.GetString(content);
            (string, byte[])[] forms =
            [
                ("UTF-8 with a mark", [0xef, 0xbb, 0xbf, .. content]),
                ("UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)]),
                ("UTF-16, high byte first", [.. Encoding.BigEndianUnicode.GetBytes(text)]),
                ("UTF-32", [.. Encoding.UTF32.GetBytes(text)]),
                ("carriage returns", Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"))),
                ("carriage returns alone", Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r"))),
                ("blank lines between", Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n\n \t\n"))),
                ("a NUL at its end", [.. content, 0]),
                ("broken UTF-8 at its end", [.. content, 0xc3]),
                ("itself once more", [.. content, (byte)'\n', .. content]),
            ];
            foreach (var (what, form) in forms)
            {
                _import.Check(fixture, name, form, what);
            }
        }
    }

    [Fact]
    public void Deep_nesting_is_broken_json_and_no_overflow()
    {
        const int Depth = 100_000;
        foreach (
            var (open, close) in (ReadOnlySpan<(string, string)>)[("[", "]"), ("{\"a\":", "}"), ("[{\"run\":", "}]")]
        )
        {
            var opened = string.Concat(Enumerable.Repeat(open, Depth));
            var closed = opened + "1" + string.Concat(Enumerable.Repeat(close, Depth));
            foreach (var text in (string[])[opened, closed, $"{{\"run\":\"r\",\"step\":1,\"arguments\":{closed}}}"])
            {
                _import.Check([("deep.json", Encoding.UTF8.GetBytes(text))], $"nested by {open}");
            }
        }

        foreach (var (fixture, name, content) in Files())
        {
            var deep = Encoding.UTF8.GetBytes(new string('[', Depth));
            _import.Check(fixture, name, [.. content, (byte)'\n', .. deep], "deep nesting behind it");
            _import.Check(fixture, name, [.. deep, (byte)'\n', .. content], "deep nesting before it");
        }
    }

    [Fact]
    public void A_damaged_archive_costs_only_what_could_not_be_unpacked()
    {
        byte[][] archives = [SourceFolder.TarGz(Samples.All), SourceFolder.Zip(Samples.All)];
        foreach (var archive in archives)
        {
            for (var seed = 0; seed < 60 * HostileImport.Effort; seed++)
            {
                var dice = new Random(seed);
                var damaged = seed % 3 == 0 ? archive[..dice.Next(archive.Length)] : ByteMutants.Of(archive, dice);
                _import.Check([("archive", damaged)], $"seed {seed}");
            }
        }
    }

    [Fact]
    public void A_line_of_64_MB_is_read_like_any_other()
    {
        var filler = new string('x', 64 << 20);
        var line = $"{{\"run\":\"long\",\"step\":1,\"tool\":\"bash\",\"command\":\"ls\",\"result\":\"{filler}\"}}\n";
        using var folder = new SourceFolder();
        folder.Write("long.jsonl", line);

        var found = folder.Import().ShouldHaveSingleItem().ShouldBeOfType<RunFound>();
        found.Run.Steps[0].Calls[0].Result!.Length.ShouldBe(filler.Length);
    }

    private static IEnumerable<(IReadOnlyList<(string, string)> Fixture, string Name, byte[] Content)> Files() =>
        from fixture in HostileImport.Fixtures
        from file in fixture
        select (fixture, file.Name, Encoding.UTF8.GetBytes(file.Text));
}
