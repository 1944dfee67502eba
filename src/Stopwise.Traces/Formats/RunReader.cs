using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stopwise.Traces.Formats.AutoCodeRover;
using Stopwise.Traces.Formats.ClaudeCode;
using Stopwise.Traces.Formats.Codex;
using Stopwise.Traces.Formats.Declared;
using Stopwise.Traces.Formats.Harbor;
using Stopwise.Traces.Formats.Inspect;
using Stopwise.Traces.Formats.Jsonl;
using Stopwise.Traces.Formats.Langfuse;
using Stopwise.Traces.Formats.LangGraph;
using Stopwise.Traces.Formats.LangSmith;
using Stopwise.Traces.Formats.MiniSweAgent;
using Stopwise.Traces.Formats.OpenHands;
using Stopwise.Traces.Formats.Otlp;
using Stopwise.Traces.Formats.React;
using Stopwise.Traces.Formats.RequestLogs;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Formats.SweAgent;
using Stopwise.Traces.Formats.TauBench;
using Stopwise.Traces.Formats.Terminus;
using Stopwise.Traces.Formats.WhoWhen;

namespace Stopwise.Traces.Formats;

/// <summary>Reads agent runs out of files, folders and archives of any known format.</summary>
public static class RunReader
{
    /// <summary>Reads run by run; nothing is opened before the first item is asked for.</summary>
    /// <param name="paths">Files, folders and tar, tar.gz or zip archives, in any mix.</param>
    /// <param name="options">Limits, labels, progress.</param>
    /// <remarks>
    /// Bad files never throw: they come as <see cref="FileFailed"/>. A file of which a part was readable gives its runs
    /// and a failure. Unpacked archives are deleted when the enumeration ends or is left.
    /// </remarks>
    public static IEnumerable<ImportItem> Read(IReadOnlyList<string> paths, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        return new Import(paths, options).Items();
    }

    private sealed class Import(IReadOnlyList<string> paths, ImportOptions options)
    {
        // Order matters: a trial's folder claims its recordings before the single-file formats see them.
        private static readonly RunFormat[] BuiltIn =
        [
            new HarborFormat(),
            new TerminusFormat(),
            new ClaudeCodeFormat(),
            new TranscriptFormat(),
            new MiniSweAgentFormat(),
            new SweAgentFormat(),
            new FailureLabelFormat(),
            new TauBenchFormat(),
            new Tau2Format(),
            new WhoWhenFormat(),
            new ReactLogFormat(),
            new CodexFormat(),
            new OpenHandsFormat(),
            new AutoCodeRoverFormat(),
            new InspectFormat(),
            new OtlpFormat(),
            new LangfuseFormat(),
            new LangSmithFormat(),
            new LangGraphFormat(),
            new RequestLogFormat(),
            new JsonLinesFormat(),
        ];

        private readonly RunFormat[] _formats =
        [
            .. options.Formats.Select(f => new DeclaredFormat(f)),
            .. BuiltIn,
            .. options.KeptFormats.Select(f => new DeclaredFormat(f)),
        ];
        private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
        private readonly OutcomeLabels _labels = OutcomeLabels.Load(options.Labels);
        private ImportProgress _progress;

        public IEnumerable<ImportItem> Items()
        {
            foreach (var problem in _labels.Problems)
            {
                yield return problem;
            }

            _progress = _progress with { BytesTotal = paths.Sum(SizeOf) };
            foreach (var tree in SourceTree.Open(paths, options))
            {
                _progress = _progress with { FilesTotal = _progress.FilesTotal + tree.Files.Count };
                foreach (var item in Items(tree))
                {
                    yield return item is not RunFound found ? item
                    : IsNew(found, out var id) ? found with { Run = _labels.Apply(found.Run with { Id = id }) }
                    : Twice(found, id);
                }

                _progress = _progress with
                {
                    BytesDone = Math.Min(_progress.BytesTotal, _progress.BytesDone + tree.Bytes),
                };
                options.Progress?.Invoke(_progress);
            }

            foreach (var label in _labels.Unused())
            {
                yield return label;
            }
        }

        private IEnumerable<ImportItem> Items(SourceTree tree)
        {
            var catalog = new Catalog();
            foreach (
                var item in tree.Problems.Concat(tree.Files.Select(f => Catalogue(f, catalog)).OfType<ImportItem>())
            )
            {
                yield return item;
            }

            foreach (var item in _formats.SelectMany(f => f.Leads(catalog)).SelectMany(Guarded))
            {
                catalog.Told(item);
                yield return item;
            }

            foreach (var ignored in catalog.Rest())
            {
                yield return ignored;
            }
        }

        private ImportItem? Catalogue(SourceFile file, Catalog catalog)
        {
            _progress = _progress with { FilesDone = _progress.FilesDone + 1 };
            options.Progress?.Invoke(_progress);
            if (_labels.IsFile(file.Stored))
            {
                return new FileIgnored(file.Display, "The labels file of this import.");
            }

            if (file.Length > options.MaxFileBytes)
            {
                return new FileFailed(
                    file.Display,
                    null,
                    $"The file has more than {options.MaxFileBytes:n0} bytes; raise the limit to read it."
                );
            }

            try
            {
                catalog.Add(file, ContentSniffer.Sniff(file));
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new FileFailed(file.Display, null, $"The file cannot be read ({e.Message.TrimEnd('.')}).");
            }
        }

        private static IEnumerable<ImportItem> Guarded(RunLead lead)
        {
            // Some leads read when asked for their items, some while these are enumerated: both must happen under guard.
            using var items = Enumerable.Repeat(lead, 1).SelectMany(l => l.Read()).GetEnumerator();
            while (true)
            {
                ImportItem? failure = null;
                try
                {
                    if (!items.MoveNext())
                    {
                        yield break;
                    }
                }
                catch (JsonException e)
                {
                    failure = new FileFailed(
                        lead.File.Display,
                        (int?)e.LineNumber + 1,
                        "The JSON is cut off or broken here."
                    );
                }
                catch (Exception e)
                    when (e
                            is IOException
                                or UnauthorizedAccessException
                                or InvalidOperationException
                                or FormatException
                                or OverflowException
                                or RegexMatchTimeoutException
                    )
                {
                    failure = new FileFailed(
                        lead.File.Display,
                        null,
                        $"The file cannot be read ({e.Message.TrimEnd('.')})."
                    );
                }

                yield return failure ?? items.Current;
                if (failure is not null)
                {
                    yield break;
                }
            }
        }

        /// <summary>Whether the run was not read before; another run of its name is told apart by a hash of its content.</summary>
        private bool IsNew(RunFound found, out string id)
        {
            var hash = Hash(found);
            id = found.Run.Id;
            if (_hashes.TryGetValue(id, out var first) && first != hash)
            {
                id = $"{id}~{hash[..8]}";
            }

            return _hashes.TryAdd(id, hash);
        }

        private static FileIgnored Twice(RunFound found, string id)
        {
            var source = found.Run.Source;
            var path = source.Member is null ? source.Path : $"{source.Path}!/{source.Member}";
            return new FileIgnored(
                source.Index is { } i ? $"{path}#{i}" : path,
                $"The same run as '{id}', which was read already."
            );
        }

        private static string Hash(RunFound found)
        {
            if (found.Originals is [var only])
            {
                return Convert.ToHexStringLower(only.Hash);
            }

            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var original in found.Originals)
            {
                hash.AppendData(original.Content.Span);
            }

            return Convert.ToHexStringLower(hash.GetCurrentHash());
        }

        private static long SizeOf(string path)
        {
            try
            {
                return File.Exists(path) ? new FileInfo(path).Length
                    : Directory.Exists(path)
                        ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length)
                    : 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return 0;
            }
        }
    }
}
