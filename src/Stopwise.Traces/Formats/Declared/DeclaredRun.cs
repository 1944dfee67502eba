using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Stopwise.Traces.Formats.Jsonl;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>A run that is put together from the records of a declared format.</summary>
/// <remarks>What a run is holds from its first record that says so; how it ended, from the last one.</remarks>
internal sealed class DeclaredRun(FormatFile format, Original original, int? index, string? key)
{
    private readonly DeclaredSteps _steps = new(format);
    private readonly LineRanges _lines = new(original.Content);
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private string? _id;
    private string? _task;
    private string? _trial;
    private string? _prompt;
    private string? _model;
    private string? _agent;
    private string? _version;
    private DateTimeOffset? _started;
    private DateTimeOffset? _ended;
    private string? _exit;
    private string? _submission;
    private string? _outcome;
    private decimal? _cost;

    /// <summary>Rows by the value that tells their kind.</summary>
    public IReadOnlyDictionary<string, int> Rows => _steps.Rows;

    public void Add(DeclaredRecord record, Coverage? coverage)
    {
        var value = record.Value!.Value;
        coverage?.Begin(value);
        if (coverage is not null && format.By?.First(value) is { } by)
        {
            coverage.Add(by);
        }

        Say(value, coverage);
        foreach (var row in format.Rows?.Select(value) ?? [value])
        {
            _steps.Add(row, coverage);
        }

        coverage?.End();
        Keep(record);
    }

    public RunFound ToFound()
    {
        var steps = _steps.Build(_prompt);
        var run = new Run
        {
            Id = _id ?? key ?? Named(),
            Format = format.Name,
            Agent = _agent ?? format.Name,
            AgentVersion = _version,
            Model = _model,
            TaskId = _task,
            Trial = _trial,
            Prompt = _prompt ?? _steps.Prompt,
            StartedAt = _started ?? steps.FirstOrDefault(s => s.At is not null)?.At,
            EndedAt = _ended ?? steps.LastOrDefault(s => s.At is not null)?.At,
            ExitStatus = _exit,
            Outcome = OutcomeOf(_outcome),
            Steps = steps,
            Submission = _submission,
            Deliverable = format.Deliverable,
            StatedCostUsd = _cost,
            SecretsMasked = index is null or 0 ? original.Masked : 0,
            Source = original.Source(index),
        };
        return new RunFound(
            run,
            [index is null ? original.Payload : new Payload($"{original.File.Name}#{index}", Joined())]
        );
    }

    private void Say(JsonElement value, Coverage? coverage)
    {
        var run = format.Run;
        First(ref _id, run.Id, value, coverage);
        First(ref _task, run.Task, value, coverage);
        First(ref _trial, run.Trial, value, coverage);
        First(ref _prompt, run.Prompt, value, coverage);
        First(ref _model, run.Model, value, coverage);
        First(ref _agent, run.Agent, value, coverage);
        First(ref _version, run.AgentVersion, value, coverage);
        _started ??= run.Started?.Time(value, coverage);
        _ended = run.Ended?.Time(value, coverage) ?? _ended;
        Last(ref _exit, run.ExitStatus, value, coverage);
        Last(ref _submission, run.Submission, value, coverage);
        Last(ref _outcome, format.Outcome?.From, value, coverage);
        _cost = run.Cost?.Money(value, coverage) ?? _cost;
    }

    private static void First(ref string? known, FieldSource? source, JsonElement value, Coverage? coverage)
    {
        if ((known is null || coverage is not null) && source?.Text(value, coverage) is { Length: > 0 } text)
        {
            known ??= text;
        }
    }

    private static void Last(ref string? known, FieldSource? source, JsonElement value, Coverage? coverage) =>
        known = source?.Text(value, coverage) ?? known;

    private Outcome OutcomeOf(string? value)
    {
        if (format.Outcome is not { } fields || value is null)
        {
            return Outcome.Unknown;
        }

        var source = fields.From.Paths.Count > 0 ? fields.From.Paths[0].Text : "outcome";
        OutcomeState? state =
            fields.Solved.Any(s => Same(s, value)) ? OutcomeState.Solved
            : fields.Failed.Any(f => Same(f, value)) ? OutcomeState.Failed
            : fields.AtLeast is { } least && Number(value) is { } number
                ? number >= least ? OutcomeState.Solved
                    : OutcomeState.Failed
            : null;
        return state is { } known
            ? new Outcome(known, fields.Trusted, source)
            : new Outcome(
                OutcomeState.Unknown,
                Trusted: false,
                source,
                $"'{Short(value)}' is in neither list of the format file"
            );
    }

    private static bool Same(string a, string b) =>
        a.Equals(b.Trim(), StringComparison.OrdinalIgnoreCase) || (Number(a) is { } x && Number(b) is { } y && x == y);

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Short(string text) => text.Length <= 40 ? text : text[..40];

    private string Named()
    {
        var file = SourceFile.LastName(original.File.Location);
        var stem = file.LastIndexOf('.') is > 0 and var dot ? file[..dot] : file;
        return index is { } i ? $"{format.Name}/{stem}#{i}" : $"{format.Name}/{stem}";
    }

    private void Keep(DeclaredRecord record)
    {
        if (index is null)
        {
            return;
        }

        if (record.Line is null)
        {
            _parts.Add(record.Text);
        }
        else
        {
            _lines.Add(record.Text);
        }
    }

    /// <summary>Elements of a document as lines; lines as they stand.</summary>
    private ReadOnlyMemory<byte> Joined()
    {
        if (_parts.Count <= 1)
        {
            return _parts.Count == 1 ? _parts[0] : _lines.Joined();
        }

        var joined = new ArrayBufferWriter<byte>(_parts.Sum(p => p.Length + 1));
        foreach (var part in _parts)
        {
            joined.Write(part.Span);
            joined.Write("\n"u8);
        }

        return joined.WrittenMemory;
    }
}
