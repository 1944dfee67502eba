using System.Globalization;
using System.Text.RegularExpressions;
using Stopwise.Benchmarks.Accuracy;
using Stopwise.Governance.Records;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Records;

namespace Stopwise.Benchmarks.Records;

/// <summary>
/// What the records of the corpus claim: how many carry each fact, and samples of them that anyone can judge. With a pattern it
/// shows what may have been missed: records that match it and do not carry the fact.
/// </summary>
internal sealed class FactStudy(string corpus)
{
    private static readonly RecordFacts[] All = [.. Enum.GetValues<RecordFacts>().Where(f => f != RecordFacts.None)];

    /// <summary>Prints what the arguments ask for: the counts, or samples of the facts after <c>--show</c>.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(string[] args)
    {
        var corpus = Option(args, "--corpus") ?? Path.Combine("..", "shared", "corpus");
        if (!Directory.Exists(corpus))
        {
            Console.Error.WriteLine($"No corpus of real runs at '{corpus}': name its folder with --corpus.");
            return 2;
        }

        var sources = Option(args, "--source") is { } one ? [one] : SourcesOf(corpus);
        var study = new FactStudy(corpus);
        if (Option(args, "--show") is not { } shown)
        {
            var page = new MarkdownPage();
            study.WriteCounts(page, sources);
            Console.Write(page);
            return 0;
        }

        var facts = new List<RecordFacts>();
        foreach (var name in shown.Split(','))
        {
            if (!Enum.TryParse<RecordFacts>(name.Replace("-", "", StringComparison.Ordinal), true, out var fact))
            {
                Console.Error.WriteLine($"No fact is named '{name}': see docs/reference/records.md.");
                return 2;
            }

            facts.Add(fact);
        }

        study.WriteSamples(
            Console.Out,
            sources,
            facts,
            new SampleChoice(
                Number(args, "--count", 25),
                Number(args, "--seed", 1),
                Number(args, "--width", 400),
                Option(args, "--kind") is { } kind ? Enum.Parse<RecordKind>(kind, ignoreCase: true) : null,
                Option(args, "--without") is { } missed ? new Regex(missed, RegexOptions.NonBacktracking) : null
            )
        );
        return 0;
    }

    private void WriteCounts(MarkdownPage to, string[] sources)
    {
        var counts = sources.Select(_ => new int[All.Length + 1]).ToList();
        for (var s = 0; s < sources.Length; s++)
        {
            foreach (var record in RecordsOf(sources[s]))
            {
                counts[s][All.Length]++;
                for (var f = 0; f < All.Length; f++)
                {
                    counts[s][f] += record.Facts.HasFlag(All[f]) ? 1 : 0;
                }
            }
        }

        to.Table(
            "Records that carry a fact",
            ["fact", .. sources],
            All.Select(f => f.ToString())
                .Append("all records")
                .Select((n, f) => (string[])[n, .. counts.Select(c => Text(c[f]))])
        );
    }

    private void WriteSamples(TextWriter to, string[] sources, List<RecordFacts> facts, SampleChoice choice)
    {
        var samples = facts.Select(_ => new Reservoir(choice.Count, choice.Seed)).ToList();
        foreach (var record in sources.SelectMany(RecordsOf).Where(r => choice.Kind is null || r.Kind == choice.Kind))
        {
            var matches = choice.Missed?.IsMatch(record.Payload);
            for (var f = 0; f < facts.Count; f++)
            {
                if (record.Facts.HasFlag(facts[f]) ? matches is null : matches == true)
                {
                    samples[f].Add(record);
                }
            }
        }

        for (var f = 0; f < facts.Count; f++)
        {
            var what = choice.Missed is null ? "" : "without ";
            to.WriteLine($"== {what}{facts[f]}: {Text(samples[f].Kept.Count)} of {Text(samples[f].Seen)} records");
            foreach (var record in samples[f].Kept)
            {
                to.WriteLine(
                    $"-- {record.RunId} #{Text(record.Seq)} {record.Speaker} {record.Kind} {record.Name} [{record.Facts}]"
                );
                to.WriteLine(
                    $"   writes: {string.Join(' ', record.Writes.Take(6))} hosts: {string.Join(' ', record.Hosts)}"
                );
                to.WriteLine($"   {Clip(record, choice)}");
            }
        }
    }

    private IEnumerable<MessageActionRecord> RecordsOf(string source) =>
        RunReader
            .Read([Path.Combine(corpus, source)], new ImportOptions())
            .OfType<RunFound>()
            .SelectMany(f => RunRecords.Of(f.Run));

    /// <summary>The begin and the end of a payload on one line, or the place where the pattern matched.</summary>
    private static string Clip(MessageActionRecord record, SampleChoice choice)
    {
        var text = record.Payload.ReplaceLineEndings("\\n");
        var width = choice.Width;
        if (text.Length <= width)
        {
            return text;
        }

        if (choice.Missed?.Match(text) is { Success: true, Index: var at })
        {
            var from = Math.Clamp(at - width / 2, 0, text.Length - width);
            return $"...{text.AsSpan(from, width)}...";
        }

        return $"{text[..(width / 2)]} ... {text[^(width / 2)..]}";
    }

    private static string[] SourcesOf(string corpus) =>
        [
            .. Directory
                .GetDirectories(corpus)
                .Select(d => Path.GetFileName(d)!)
                .Where(d => d != "samples")
                .Order(StringComparer.Ordinal),
        ];

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    private static int Number(string[] args, string name, int otherwise) =>
        Option(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <param name="Count">How many records of each fact are shown.</param>
    /// <param name="Seed">The same seed shows the same records.</param>
    /// <param name="Width">Characters of a payload that are shown.</param>
    /// <param name="Kind">Only records of this kind; null for all.</param>
    /// <param name="Missed">Shows what matches and does not carry the fact; null shows what carries it.</param>
    private sealed record SampleChoice(int Count, int Seed, int Width, RecordKind? Kind, Regex? Missed);

    /// <summary>A uniform sample of a stream whose length is not known (Vitter 1985, algorithm R).</summary>
    private sealed class Reservoir(int size, int seed)
    {
        private readonly Random _random = new(seed);

        public List<MessageActionRecord> Kept { get; } = [];

        public int Seen { get; private set; }

        public void Add(MessageActionRecord record)
        {
            Seen++;
            if (Kept.Count < size)
            {
                Kept.Add(record);
            }
            else if (_random.Next(Seen) is var at && at < size)
            {
                Kept[at] = record;
            }
        }
    }
}
