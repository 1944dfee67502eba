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
        private readonly LineRanges _lines = new(original.Content);
        private readonly SortedDictionary<long, Step> _steps = [];
        private JsonElement? _header;

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

            return _steps.TryAdd(number, ToStep(row))
                ? null
                : $"Step {number} of the run is given twice; the first one holds.";
        }

        public Payload Payload() => new($"{original.File.Name}#{index}", _lines.Joined());

        public Run ToRun()
        {
            var prompt = _header.Text("prompt");
            var steps = _steps.Values.Select((s, i) => s with { Index = i, Turn = i }).ToList();
            var (filled, _) = TokenEstimate.Fill(CumulativeUsage.Undo(steps), null, prompt?.Length ?? 0, 0);
            return new Run
            {
                Id = id,
                Format = "jsonl",
                Agent = _header.Text("agent") ?? "unknown",
                AgentVersion = _header.Text("agent_version"),
                Model = _header.Text("model"),
                TaskId = _header.Text("task"),
                Trial = _header.Text("trial"),
                Prompt = prompt,
                StartedAt = _header?.Time("started_at") ?? filled.FirstOrDefault(s => s.At is not null)?.At,
                EndedAt = _header?.Time("ended_at") ?? filled.LastOrDefault(s => s.At is not null)?.At,
                ExitStatus = _header.Text("exit_status"),
                Outcome = OutcomeOf(_header),
                Steps = filled,
                Submission = _header.Text("submission"),
                Deliverable = _header.Text("deliverable") == "answer" ? Deliverable.Answer : Deliverable.Workspace,
                StatedCostUsd = _header.Money("cost_usd"),
                SecretsMasked = index == 0 ? original.Masked : 0,
                Source = original.Source(index),
            };
        }

        private static Outcome OutcomeOf(JsonElement? header)
        {
            var trusted = header?.Flag("trusted") ?? true;
            var reason = header.Text("reason");
            return header.Text("outcome") switch
            {
                "solved" => new Outcome(OutcomeState.Solved, trusted, "outcome", reason),
                "failed" => new Outcome(OutcomeState.Failed, trusted, "outcome", reason),
                null or "unknown" => Outcome.Unknown with { Reason = reason ?? Outcome.Unknown.Reason },
                var other => new Outcome(
                    OutcomeState.Unknown,
                    Trusted: false,
                    "outcome",
                    $"'{other}' is neither solved, failed nor unknown"
                ),
            };
        }

        private static Step ToStep(JsonElement row)
        {
            var (input, output, cost) = (row.Whole("input_tokens"), row.Whole("output_tokens"), row.Money("cost_usd"));
            var call = row.Text("tool") is { } tool
                ? ToolCalls.Create("", tool, row.Field("arguments")) with
                {
                    Result = row.Text("result"),
                    ExitCode = row.Whole("exit_code") is >= int.MinValue and <= int.MaxValue and var code
                        ? (int)code
                        : null,
                    IsError = row.Flag("error") ?? false,
                }
                : null;
            if (call is { Command: null } && row.Text("command") is { } command)
            {
                call = call with
                {
                    Command = command,
                    Arguments = call.Arguments.Length == 0 ? command : call.Arguments,
                };
            }

            return new Step
            {
                Index = 0,
                Turn = 0,
                Message = row.Text("message") ?? "",
                Thought = row.Text("thought"),
                Calls = call is null ? [] : [call],
                Reply = row.Text("reply"),
                Usage =
                    input is null && output is null && cost is null
                        ? Usage.Unknown
                        : new Usage(input, output, row.Whole("cached_tokens"), cost, Estimated: false),
                At = row.Time("at"),
            };
        }
    }
}
