using System.Text.Json;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.TauBench;

/// <summary>tau-bench results: an array of conversations, each a run. A step is one assistant message.</summary>
internal sealed class TauBenchFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var labels = new FailureLabelFiles(catalog);
        foreach (var file in catalog.Free(FileKind.TauBench))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => Read(file, labels));
        }
    }

    private static IEnumerable<ImportItem> Read(SourceFile file, FailureLabelFiles labelFiles)
    {
        var original = Original.Read(file);
        var position = new JsonPosition();
        for (var index = 0; position.Next(original.Content) is { } range; index++)
        {
            var bytes = original.Content.AsMemory(range);
            if (Original.ParseLine(bytes) is { ValueKind: JsonValueKind.Object } element)
            {
                var run = ToRun(element, original, index);
                var own = new Payload($"{file.Name}#{index}", bytes);
                var (labels, labelFile) = LabelsOf(element, file, labelFiles);
                yield return labelFile is null
                    ? new RunFound(run, [own])
                    : new RunFound(run with { FailureLabels = labels }, [own, labelFile.Payload]);
            }
        }
    }

    /// <summary>Labels count messages by the <c>index</c> that their authors wrote into them: without it they are of other runs.</summary>
    private static (IReadOnlyList<FailureLabel>?, Original?) LabelsOf(
        JsonElement element,
        SourceFile file,
        FailureLabelFiles labels
    )
    {
        var messages = element.Items("traj").ToList();
        return element.Text("task_id") is { } task && messages.Exists(m => m.Field("index") is not null)
            ? labels.Find(file, task, agent => agent is "Assistant" or "User", StepOf)
            : default;

        // A message of the user or of a tool belongs to the assistant's message before it.
        int? StepOf(long index)
        {
            var at = messages.FindIndex(m => m.Whole("index") == index);
            return at < 0 ? null : Math.Max(0, messages.Take(at + 1).Count(m => m.Text("role") == "assistant") - 1);
        }
    }

    private static Run ToRun(JsonElement element, Original original, int index)
    {
        var messages = element.Items("traj").ToList();
        var system = messages.Find(m => m.Text("role") == "system") is { ValueKind: JsonValueKind.Object } s
            ? s.Text("content") ?? ""
            : "";
        var prompt = messages.Find(m => m.Text("role") == "user") is { ValueKind: JsonValueKind.Object } u
            ? u.Text("content")
            : null;
        var task = element.Text("task_id") is { } id ? $"tau-{Domain(system)}{id}" : null;
        var trial = element.Text("trial");
        var (steps, _) = TokenEstimate.Fill(
            TauConversation.Steps(messages, ToolCalls.FromChat),
            null,
            system.Length + (prompt?.Length ?? 0),
            system.Length
        );
        return new Run
        {
            Id = $"{task ?? $"tau-#{index}"}/trial-{trial ?? "0"}",
            Format = "tau-bench",
            Agent = "tool-calling",
            TaskId = task,
            Trial = trial,
            Prompt = prompt,
            Outcome = OutcomeOf(element),
            Steps = steps,
            Deliverable = Deliverable.Workspace,
            SecretsMasked = index == 0 ? original.Masked : 0,
            Source = original.Source(index),
        };
    }

    private static string Domain(string system) =>
        system[..Math.Min(system.Length, 200)] switch
        {
            var start when start.Contains("airline agent", StringComparison.OrdinalIgnoreCase) => "airline-",
            var start when start.Contains("retail agent", StringComparison.OrdinalIgnoreCase) => "retail-",
            _ => "",
        };

    private static Outcome OutcomeOf(JsonElement element) =>
        element.Number("reward") switch
        {
            null => Outcome.Unknown,
            >= 0.999 => new Outcome(OutcomeState.Solved, Trusted: true, "reward"),
            _ => new Outcome(OutcomeState.Failed, Trusted: true, "reward"),
        };

    /// <summary>Walks the elements of an array one by one, so that those before a break are still read.</summary>
    private sealed class JsonPosition
    {
        private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 256 });
        private int _at;
        private bool _inside;

        public Range? Next(byte[] content)
        {
            var reader = new Utf8JsonReader(content.AsSpan(_at), isFinalBlock: true, _state);
            if (!_inside)
            {
                reader.Read();
                _inside = true;
            }

            if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
            {
                return null;
            }

            var start = _at + (int)reader.TokenStartIndex;
            reader.Skip();
            var end = _at + (int)reader.BytesConsumed;
            (_at, _state) = (end, reader.CurrentState);
            return start..end;
        }
    }
}
