using System.Text;
using System.Text.Json;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Kin;

/// <summary>Reads the steps of runs into what is compared. Runs that are compared are read by one reader: it numbers their texts.</summary>
internal sealed class ActionReader
{
    private const int LongestDeed = 120;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public KinStep[] Read(Run run)
    {
        var folder = FolderOf(run);
        var reader = new StepReader();
        var changed = new HashSet<int>();
        ulong changedSoFar = 0;
        bool? lastCheck = null;
        var steps = new KinStep[run.Steps.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var (step, reading) = (run.Steps[i], reader.Read(run.Steps[i]));
            var changes = ChangedBy(step, reading, folder);
            foreach (var thing in changes.Select(Number).Where(changed.Add))
            {
                changedSoFar = KinStep.With(changedSoFar, thing);
            }

            bool? check = reading.IsCheck ? reading.CheckPassed : null;
            lastCheck = check ?? lastCheck;
            var files = FilesOf(reading, folder);
            var verb = VerbOf(step);
            steps[i] = new KinStep(i, reading.Kind, Deed(step, reading, files, verb), verb)
            {
                Files = files,
                Changed = changes,
                Check = check,
                VerbNumber = Number(verb),
                Targets = TargetsOf(step, files),
                ChangedSoFar = changedSoFar,
                LastCheck = lastCheck,
            };
        }

        return steps;
    }

    /// <summary>The folder that most commands change to before they act.</summary>
    private static string? FolderOf(Run run) =>
        run
            .Steps.SelectMany(s => s.Calls)
            .Select(c => c.Command is { } command ? StableText.Folder(command, out _) : null)
            .Where(f => f is not null)
            .GroupBy(f => f!, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .FirstOrDefault()
            ?.Key;

    private static List<string> ChangedBy(Step step, StepReading reading, string? folder)
    {
        if (!reading.Changes)
        {
            return [];
        }

        if (reading.Written.Count > 0)
        {
            return
            [
                .. reading
                    .Written.Where(w => !StableText.IsTemporary(w))
                    .Select(w => StableText.Path(w, folder))
                    .Distinct(StringComparer.Ordinal),
            ];
        }

        // A tool without files changes records: the action is what changed. What a script changes nobody can say.
        return
        [
            .. step
                .Calls.Zip(reading.Calls)
                .Where(c => c.First.Command is null && c.Second.Kind == StepKind.Change)
                .Select(c => $"{c.First.Name} {Arguments(c.First)}"),
        ];
    }

    private static List<string> FilesOf(StepReading reading, string? folder) =>
        [
            .. (
                reading.Kind == StepKind.Change && reading.Written.Count > 0
                    ? []
                    : reading.Calls.SelectMany(c => c.Looked)
            )
                .Concat(reading.Written)
                .Select(f => StableText.Path(f, folder))
                .Distinct(StringComparer.Ordinal),
        ];

    private static string VerbOf(Step step)
    {
        var verbs = step.Calls.Select(c =>
        {
            if (c.Command is not { } command)
            {
                return c.Name;
            }

            StableText.Folder(command, out var rest);
            return StableText.Program(rest);
        });
        return step.Calls.Count == 0 ? step.Agent ?? "" : string.Join('+', verbs);
    }

    private int[] TargetsOf(Step step, List<string> files)
    {
        var targets =
            files.Count > 0
                ? files
                : step.Calls.Select(c =>
                {
                    if (c.Command is not { } command)
                    {
                        return Arguments(c);
                    }

                    StableText.Folder(command, out var rest);
                    return StableText.Of(rest);
                });
        int[] numbers = [.. targets.Select(Number).Distinct()];
        Array.Sort(numbers);
        return numbers;
    }

    /// <summary>Arguments by name and value, whatever their order and blanks; values keep their numbers, which are ids.</summary>
    private static string Arguments(ToolCall call)
    {
        if (Original.ParseLine(Encoding.UTF8.GetBytes(call.Arguments)) is not { ValueKind: JsonValueKind.Object } json)
        {
            return string.Join(' ', call.Arguments.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        var parts = json.EnumerateObject().Select(p => $"{p.Name}={p.Value.AsText()?.Trim()}");
        return string.Join(' ', parts.Order(StringComparer.Ordinal));
    }

    private static string Deed(Step step, StepReading reading, List<string> files, string verb)
    {
        var what = files.Count > 0 ? string.Join(", ", files) : "";
        var deed = reading.Kind switch
        {
            StepKind.Communicate => $"say {Head(step.Message)}",
            StepKind.Verify => $"check: {Head(step.Calls[0].Command ?? $"{verb} {Arguments(step.Calls[0])}")}",
            StepKind.Change when what.Length > 0 => $"edit {what}",
            StepKind.Explore when what.Length > 0 => $"read {what}",
            _ => step.Calls[0].Command is { } command
                ? $"run {Head(command)}"
                : $"{verb} {Head(Arguments(step.Calls[0]))}",
        };
        return deed.Length <= LongestDeed ? deed : deed[..LongestDeed] + "…";
    }

    private static string Head(string text)
    {
        var head = text.Length > LongestDeed * 4 ? text[..(LongestDeed * 4)] : text;
        return string.Join(' ', head.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private int Number(string text)
    {
        if (!_numbers.TryGetValue(text, out var number))
        {
            _numbers.Add(text, number = _numbers.Count);
        }

        return number;
    }
}
