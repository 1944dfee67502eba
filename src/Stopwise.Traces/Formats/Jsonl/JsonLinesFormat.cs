using System.Text.Json;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Jsonl;

/// <summary>Our own lines for agents of any make: a header line a run, a line a step. docs/reference/formats.md has the fields.</summary>
internal sealed class JsonLinesFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        foreach (var file in catalog.Free(FileKind.GenericLines))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => Read(file));
        }
    }

    private static IEnumerable<ImportItem> Read(SourceFile file)
    {
        var original = Original.Read(file);
        var runs = new Dictionary<string, LinesOfRun>(StringComparer.Ordinal);
        foreach (var (number, line) in Original.Lines(original.Content))
        {
            using var document = Original.OpenLine(line);
            if (document?.RootElement is not { ValueKind: JsonValueKind.Object } row || row.Text("run") is not { } id)
            {
                yield return new FileFailed(
                    file.Display,
                    number,
                    "The line is no JSON object with a 'run'; it was left out."
                );
                continue;
            }

            if (!runs.TryGetValue(id, out var run))
            {
                runs[id] = run = new LinesOfRun(id, runs.Count, original);
            }

            if (run.Add(row, line) is { } problem)
            {
                yield return new FileFailed(file.Display, number, problem);
            }
        }

        foreach (var run in runs.Values)
        {
            yield return new RunFound(run.ToRun(), [run.Payload()]);
        }
    }

    private sealed class LinesOfRun(string id, int index, Original original)
    {
        private const string PerCall = "per-call";

        private readonly LineRanges _lines = new(original.Content);
        private readonly SortedDictionary<long, Step> _steps = [];
        private JsonElement? _header;
        private long? _closing;

        /// <summary>Takes a line; gives back what is wrong with it.</summary>
        public string? Add(JsonElement row, ReadOnlyMemory<byte> line)
        {
            _lines.Add(line);
            if (row.Field("step") is null)
            {
                var problem = _header is null ? null : "A second header of the run; the first one holds.";
                _header ??= row.Clone();
                return problem;
            }

            if (row.Whole("step") is not { } number)
            {
                return "'step' must be a number.";
            }

            if (row.Flag("closing") == true)
            {
                _closing ??= number;
            }

            return _steps.TryAdd(number, StepLine.Read(row))
                ? null
                : $"Step {number} of the run is given twice; the first one holds.";
        }

        public Payload Payload() => new($"{original.File.Name}#{index}", _lines.Joined());

        public Run ToRun()
        {
            var prompt = _header.Text("prompt");
            var closing =
                _closing is { } last && _steps.Remove(last, out var said) ? said with { Index = _steps.Count } : null;
            IReadOnlyList<Step> filled = _steps
                .Values.Select((s, i) => s with { Index = i, Turn = s.Turn < 0 ? i : s.Turn })
                .ToList();
            closing = closing is { Turn: < 0 } ? closing with { Turn = filled.Count } : closing;
            var asStated = _header.Text("usage") == PerCall;
            if (!asStated)
            {
                (filled, closing) = TokenEstimate.Fill(CumulativeUsage.Undo(filled), closing, prompt?.Length ?? 0, 0);
            }

            return new Run
            {
                Id = id,
                Format = _header.Text("format") ?? "jsonl",
                Agent = _header.Text("agent") ?? "unknown",
                AgentVersion = _header.Text("agent_version"),
                Model = _header.Text("model"),
                TaskId = _header.Text("task"),
                Trial = _header.Text("trial"),
                Prompt = prompt,
                StartedAt =
                    _header?.Time("started_at") ?? (asStated ? null : filled.FirstOrDefault(s => s.At is not null)?.At),
                EndedAt =
                    _header?.Time("ended_at") ?? (asStated ? null : filled.LastOrDefault(s => s.At is not null)?.At),
                ExitStatus = _header.Text("exit_status"),
                Oversight = _header.Text("oversight"),
                Outcome = HeaderLine.OutcomeOf(_header),
                Steps = filled,
                Closing = closing,
                Submission = _header.Text("submission"),
                Deliverable = HeaderLine.DeliverableOf(_header),
                FailureLabels = HeaderLine.LabelsOf(_header),
                StatedCostUsd = _header is { } header ? StepLine.Exactly(header, "cost_usd") : null,
                SecretsMasked = (int)(_header.Whole("secrets_masked") ?? 0) + (index == 0 ? original.Masked : 0),
                Source = original.Source(index),
            };
        }
    }
}
