using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Stopwise.Exits;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Declared;

public sealed class FormatFileTests : IDisposable
{
    private const string Smallest = """
        format: 1
        name: acme
        match: {container: jsonl, has: [say]}
        act: {message: say}
        """;

    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.b", """{"a":{"b":7}}""", "7")]
    [InlineData("$.a['b c']", """{"a":{"b c":7}}""", "7")]
    [InlineData("a[1]", """{"a":[1,2]}""", "2")]
    [InlineData("a[-1]", """{"a":[1,2]}""", "2")]
    [InlineData("a[*].b", """{"a":[{"b":1},{"c":2},{"b":null},{"b":3}]}""", "1 3")]
    [InlineData("a.*", """{"a":{"x":1,"y":2}}""", "1 2")]
    [InlineData("a[?@.t=='x'].v", """{"a":[{"t":"x","v":1},{"t":"y","v":2},{"t":"x","v":3}]}""", "1 3")]
    [InlineData("a[?@.v].v", """{"a":[{"t":"x"},{"v":2},5]}""", "2")]
    [InlineData("$", "7", "7")]
    [InlineData("a.b", """{"a":[]}""", "")]
    [InlineData("a[9]", """{"a":[1]}""", "")]
    public void A_path_finds_what_it_says_and_nothing_where_it_is_not(string path, string json, string found)
    {
        using var document = JsonDocument.Parse(json);
        var parsed = JsonPath.Parse(path, out var problem).ShouldNotBeNull(problem);

        string.Join(' ', parsed.Select(document.RootElement).Select(e => e.AsText())).ShouldBe(found);
        (parsed.First(document.RootElement)?.AsText() ?? "").ShouldBe(found.Split(' ')[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a.")]
    [InlineData("a[")]
    [InlineData("a[x]")]
    [InlineData("a['b]")]
    [InlineData("a[?@.b==c]")]
    [InlineData("a[?b=='c']")]
    [InlineData("a]b[0]c")]
    [InlineData("a[2147483648]")]
    [InlineData("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z")]
    public void A_path_with_a_mistake_is_refused_with_a_reason(string path)
    {
        JsonPath.Parse(path, out var problem).ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("name: acme", "name: Acme Inc", "acme.yaml:2", "lower-case")]
    [InlineData("name: acme\n", "", "acme.yaml:1", "'name' is missing")]
    [InlineData("format: 1", "format: 2", "acme.yaml:1", "format: 1")]
    [InlineData("container: jsonl", "container: xml", "acme.yaml:3", "json, jsonl or csv")]
    [InlineData(", has: [say]", "", "acme.yaml:3", "'match' fits every file")]
    [InlineData("has: [say]", "has: [say..x]", "acme.yaml:3", "no path")]
    [InlineData("message: say", "massage: say", "acme.yaml:4", "'massage' is no key of act; the nearest is 'message'")]
    [InlineData("message: say", "at: say", "acme.yaml:1", "No step can be read")]
    [InlineData("message: say", "message: {from: say, fence: maybe}", "acme.yaml:4", "true or false")]
    [InlineData("message: say", "message: {from: say, between: [a]}", "acme.yaml:4", "two texts")]
    [InlineData("message: say", "message: {value: [a]}", "acme.yaml:4", "stands alone")]
    [InlineData("act: {", "runs: record\nact: {", "acme.yaml:4", "steps: {at: PATH}")]
    [InlineData("act: {", "records: a\nact: {", "acme.yaml:4", "container json")]
    [InlineData("act: {", "steps: {act: [x]}\nact: {", "acme.yaml:4", "kind: PATH")]
    [InlineData("act: {", "steps: {kind: k}\nact: {", "acme.yaml:4", "act: [VALUE]")]
    [InlineData("act: {", "steps: {kind: k, act: [a], result: [b]}\nact: {", "acme.yaml:4", "result: {text: PATH}")]
    [InlineData("act: {", "run: {outcome: {from: x}}\nact: {", "acme.yaml:4", "at_least")]
    [InlineData("act: {", "run: {deliverable: all}\nact: {", "acme.yaml:4", "workspace or answer")]
    [InlineData("act: {", "name: again\nact: {", "acme.yaml:4", "given twice")]
    [InlineData("act: {", "run: &a {id: say}\nact: {", "acme.yaml:4", "Anchors")]
    [InlineData("act: {", "run: !x {id: say}\nact: {", "acme.yaml:4", "Tags")]
    [InlineData("act: {message: say}", "act: {message: say", "acme.yaml:", "YAML")]
    [InlineData("act: {message: say}", "act: {message: say}\n---\nformat: 1", "acme.yaml:", "second document")]
    public void A_mistake_names_file_line_and_remedy(string text, string instead, string where, string what)
    {
        var wrong = Smallest.Replace(text, instead, StringComparison.Ordinal);

        var e = Should.Throw<StopwiseException>(() => FormatFile.Parse("acme.yaml", wrong));

        e.Message.ShouldStartWith(where);
        e.Message.ShouldContain(what);
    }

    public static TheoryData<string, string> Bombs =>
        new()
        {
            {
                "aliases of aliases",
                "a: &a [x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n"
            },
            { "brackets", new string('[', 100_000) },
            { "brackets in lines", string.Concat(Enumerable.Repeat("[\n", 60_000)) },
            { "dashes", string.Concat(Enumerable.Repeat("- ", 60_000)) },
            { "question marks", string.Concat(Enumerable.Repeat("? ", 60_000)) },
            { "indents", string.Concat(Enumerable.Range(0, 400).Select(i => new string(' ', i) + "a:\n")) },
            { "a huge scalar", "name: " + new string('x', 8 << 20) },
            { "many names", string.Concat(Enumerable.Range(0, 20_000).Select(i => $"k{i}: 1\n"))[..(128 * 1024)] },
            { "nothing", "" },
            { "a list", "- format: 1\n" },
            { "a text", "format" },
            { "binary", "\0\u0001\u0002" },
            { "an odd key", "? [a, b]\n: 1\n" },
            { "a quote without end", "name: \"" + new string('y', 100_000) },
            { "a merge", "format: 1\n<<: {name: x}\n" },
        };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Hostile_yaml_is_refused_at_once_and_in_little_room(string what, string yaml)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();

        Should.Throw<StopwiseException>(() => FormatFile.Parse("bad.yaml", yaml), what);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5), what);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(256 << 20, what);
    }

    [Fact]
    public void A_format_file_with_anything_changed_is_read_or_refused()
    {
        foreach (var (name, text) in MadeUpFormats.All)
        {
            var yaml = FormatSuggestion.Of(_folder.Write(name, text))!.Format.Text;
            for (var seed = 0; seed < 200 * Hostile.HostileImport.Effort; seed++)
            {
                var mutant = Encoding.UTF8.GetString(
                    Hostile.ByteMutants.Of(Encoding.UTF8.GetBytes(yaml), new Random(seed))
                );
                try
                {
                    FormatFile.Parse("mutant.yaml", mutant).Name.ShouldNotBeEmpty();
                }
                catch (StopwiseException e)
                {
                    e.Message.ShouldStartWith("mutant.yaml:");
                }
            }
        }
    }

    [Fact]
    public void A_bad_row_is_named_with_its_line_and_stops_nothing()
    {
        var format = FormatFile.Parse("acme.yaml", Smallest + "\nruns: {by: job}\n");
        var path = _folder.Write(
            "a.jsonl",
            "{\"job\":\"1\",\"say\":\"a\"}\n{\"job\":\n[1]\n{\"say\":\"b\"}\n{\"job\":\"1\",\"say\":\"c\"}\n"
        );

        var items = RunReader.Read([path], new ImportOptions { Formats = [format] }).ToList();

        items.OfType<FileFailed>().Select(f => f.Line).ShouldBe([2, 3, 4]);
        var run = items.OfType<RunFound>().ShouldHaveSingleItem();
        run.Run.Steps.Select(s => s.Message).ShouldBe(["a", "c"]);
        run.Run.Format.ShouldBe("acme");
        Encoding
            .UTF8.GetString(run.Originals[0].Content.Span)
            .ShouldBe("{\"job\":\"1\",\"say\":\"a\"}\n{\"job\":\"1\",\"say\":\"c\"}\n");
    }

    [Fact]
    public void A_named_format_goes_before_the_built_in_ones_and_a_kept_one_after_them()
    {
        var format = FormatFile.Parse("acme.yaml", Smallest.Replace("say", "message", StringComparison.Ordinal));
        var path = _folder.Write("a.jsonl", "{\"run\":\"r\",\"step\":1,\"message\":\"a\"}\n");

        string Format(ImportOptions options) => RunReader.Read([path], options).OfType<RunFound>().Single().Run.Format;

        Format(new ImportOptions { Formats = [format] }).ShouldBe("acme");
        Format(new ImportOptions { KeptFormats = [format] }).ShouldBe("jsonl");
    }

    [Fact]
    public void Secrets_are_masked_in_the_run_and_in_what_is_kept_of_it()
    {
        var secret = "sk-ant-" + new string('a', 10) + "B7c9D2e4F6g8";
        var path = _folder.Write("a.jsonl", $"{{\"say\":\"the key is {secret}\"}}\n");

        var found = RunReader
            .Read([path], new ImportOptions { Formats = [FormatFile.Parse("a", Smallest)] })
            .OfType<RunFound>()
            .Single();

        found.Run.Steps[0].Message.ShouldNotContain(secret);
        Encoding.UTF8.GetString(found.Originals[0].Content.Span).ShouldNotContain(secret);
        found.Run.SecretsMasked.ShouldBe(1);
    }

    [Fact]
    public void Running_totals_become_what_each_step_used_and_cached_input_is_added_where_it_stands_apart()
    {
        var format = FormatFile.Parse(
            "a",
            Smallest
                + "\nusage: {input_tokens: i, output_tokens: o, cached_tokens: c, running: true, cached_apart: true}\n"
        );
        var path = _folder.Write(
            "a.jsonl",
            "{\"say\":\"a\",\"i\":10,\"o\":1,\"c\":5}\n{\"say\":\"b\",\"i\":30,\"o\":4,\"c\":9}\n"
        );

        var steps = RunReader
            .Read([path], new ImportOptions { Formats = [format] })
            .OfType<RunFound>()
            .Single()
            .Run.Steps;

        steps.Select(s => s.Usage).ShouldBe([new Usage(15, 1, 5, null, false), new Usage(24, 3, 4, null, false)]);
    }

    [Fact]
    public void A_text_log_is_refused_with_what_to_do()
    {
        var path = _folder.Write("agent.log", MadeUpFormats.PlainLog);

        Should.Throw<StopwiseException>(() => FormatSuggestion.Of(path)).Message.ShouldContain("lines of JSON");
    }
}
