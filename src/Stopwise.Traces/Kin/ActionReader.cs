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
    private const int MostWords = 64;

    /// <summary>Tools that act on nothing outside of the agent: plans, thoughts, waiting for a command that runs.</summary>
    private static readonly HashSet<string> Bookkeeping = new(StringComparer.OrdinalIgnoreCase)
    {
        "todowrite",
        "todoread",
        "update_plan",
        "task_tracker",
        "think",
        "enterplanmode",
        "exitplanmode",
        "bashoutput",
        "taskoutput",
    };

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<Run, StepReading[]> _readings = new(ReferenceEqualityComparer.Instance);
    private readonly string? _common;

    /// <param name="runs">The runs that will be read: together they tell the working folder where no command does.</param>
    public ActionReader(params IReadOnlyList<Run> runs)
    {
        foreach (var run in runs)
        {
            if (!_readings.ContainsKey(run))
            {
                var reader = new StepReader();
                _readings.Add(run, [.. run.Steps.Select(reader.Read)]);
            }
        }

        _common = CommonFolder();
    }

    /// <summary>The steps of one of the runs.</summary>
    public KinStep[] Read(Run run)
    {
        var folder = FolderOf(run) ?? _common;
        var changed = new HashSet<int>();
        ulong changedSoFar = 0;
        bool? lastCheck = null;
        var steps = new KinStep[run.Steps.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var (step, reading) = (run.Steps[i], _readings[run][i]);
            var changes = ChangedBy(step, reading, folder);
            foreach (var thing in changes.Select(Number).Where(changed.Add))
            {
                changedSoFar = KinStep.With(changedSoFar, thing);
            }

            bool? check = reading.IsCheck ? reading.CheckPassed : null;
            lastCheck = check ?? lastCheck;
            var files = FilesOf(reading, folder);
            var verb = VerbOf(step);
            var kind = KeepsBooks(step) ? StepKind.Communicate : reading.Kind;
            steps[i] = new KinStep(i, kind, Deed(step, kind, files, verb), verb)
            {
                Files = files,
                Changed = changes,
                Check = check,
                VerbNumber = Number(verb),
                Targets = kind == StepKind.Communicate ? [] : TargetsOf(step, files, folder),
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

    /// <summary>The folder that holds every file with an absolute path which one of the runs writes; null where there is none.</summary>
    private string? CommonFolder()
    {
        string? common = null;
        foreach (var file in _readings.Values.SelectMany(r => r).SelectMany(r => r.Written))
        {
            if (file.StartsWith('/') && !StableText.IsTemporary(file))
            {
                var folder = file[..file.LastIndexOf('/')];
                common = common is null ? folder : Shared(common, folder);
            }
        }

        return string.IsNullOrEmpty(common) ? null : common;
    }

    private static string Shared(string a, string b)
    {
        while (a.Length > 0 && b != a && !b.StartsWith(a + '/', StringComparison.Ordinal))
        {
            a = a[..Math.Max(0, a.LastIndexOf('/'))];
        }

        return a;
    }

    private static bool KeepsBooks(Step step) =>
        step.Calls.Count > 0 && step.Calls.All(c => Bookkeeping.Contains(c.Name));

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

    private int[] TargetsOf(Step step, List<string> files, string? folder)
    {
        var targets = files.Count > 0 ? files : step.Calls.SelectMany(c => Words(c, folder));
        int[] numbers = [.. targets.Select(Number).Distinct()];
        Array.Sort(numbers);
        return numbers;
    }

    /// <summary>What a call without files is about: the words of a command behind its program, or the arguments of a tool.</summary>
    private static IEnumerable<string> Words(ToolCall call, string? folder)
    {
        if (call.Command is not { } command)
        {
            return [$"{call.Name} {Arguments(call)}"];
        }

        StableText.Folder(command, out var rest);
        var program = StableText.Program(rest);
        string[] words = [.. StableText.Words(rest, folder).Where(w => w != program).Take(MostWords)];
        return words.Length == 0 ? [program] : words.Select(w => $"{program} {w}");
    }

    /// <summary>Arguments by name and value, whatever their order and blanks; values keep their numbers, which are ids.</summary>
    private static string Arguments(ToolCall call)
    {
        if (Original.ParseLine(Encoding.UTF8.GetBytes(call.Arguments)) is not { ValueKind: JsonValueKind.Object } json)
        {
            return string.Join(' ', call.Arguments.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        var parts = json.Fields().Select(p => $"{p.Name}={p.Value.AsText()?.Trim()}");
        return string.Join(' ', parts.Order(StringComparer.Ordinal));
    }

    private static string Deed(Step step, StepKind kind, List<string> files, string verb)
    {
        var what = files.Count > 0 ? string.Join(", ", files) : "";
        var deed = kind switch
        {
            StepKind.Communicate when step.Calls.Count > 0 => $"{verb} (plans or waits)",
            StepKind.Communicate => $"say {Head(step.Message)}",
            StepKind.Verify =>
                $"check: {Head(step.Calls[0].Command is { } c ? InFolder(c) : $"{verb} {Arguments(step.Calls[0])}")}",
            StepKind.Change when what.Length > 0 => $"edit {what}",
            StepKind.Explore when what.Length > 0 => $"read {what}",
            _ => step.Calls[0].Command is { } command
                ? $"run {Head(InFolder(command))}"
                : $"{verb} {Head(Arguments(step.Calls[0]))}",
        };
        return deed.Length <= LongestDeed ? deed : deed[..LongestDeed] + "…";
    }

    private static string InFolder(string command)
    {
        StableText.Folder(command, out var rest);
        return rest.ToString();
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
