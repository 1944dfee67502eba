namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <summary>Finds what is said of a run as a whole: its names, its times, and whether it was solved.</summary>
internal static class RunReading
{
    private const int ShallowPlace = 4;

    public static void Add(FormatDraft draft, Layout layout, HashSet<string> used)
    {
        var shape = RowShape.Of(layout.Heads);
        var rowsAreHeads = layout.Rows is null;

        // In rows that are steps, what tells of the run says the same in all of them, or stands in few.
        bool Fits(PathStats p) =>
            p.Depth <= ShallowPlace
            && p.Path != layout.By
            && !(rowsAreHeads && used.Contains(p.Path))
            && (!rowsAreHeads || p.Rows < shape.Rows * 0.5 || IsSameInRun(p, layout));

        void Set(string name, IReadOnlyList<string> names, Func<PathStats, bool> fits)
        {
            if (
                shape.Named(names, p => Fits(p) && fits(p)).FirstOrDefault() is { } place
                && used.Add("run:" + place.Path)
            )
            {
                draft.Set("run", name, FormatDraft.Quoted(place.Path));
            }
        }

        static bool Short(PathStats p) => (p.IsText || p.IsNumber) && p.Longest <= 200;
        bool New(PathStats p) => !used.Contains("run:" + p.Path);

        if (layout.Runs != RunsPer.Key)
        {
            Set(
                "id",
                FieldNames.RunId,
                p => Short(p) && p.Distinct >= (layout.Runs == RunsPer.Record ? p.Rows * 0.9 : 1)
            );
        }

        Set("task", FieldNames.Task, p => Short(p) && New(p));
        if (layout.Runs != RunsPer.Key && !draft.Has("run", "id") && draft.Has("run", "task"))
        {
            // A task that every run has for itself names the run as well.
            var task = shape.Named(FieldNames.Task, p => Fits(p) && Short(p)).First();
            draft.Set("run", "id", task.Distinct >= task.Rows * 0.9 ? FormatDraft.Quoted(task.Path) : null);
        }

        Set("trial", FieldNames.Trial, p => Short(p) && New(p));
        Set("prompt", FieldNames.Prompt, p => p.IsText && New(p) && p.MeanLength >= 8);
        Set("model", FieldNames.Model, p => p.IsText && p.Longest <= 100);
        Set("agent", FieldNames.Agent, p => p.IsText && p.Longest <= 100 && New(p));
        if (!rowsAreHeads)
        {
            Set("started", FieldNames.Started, p => p.IsTime);
            Set("ended", FieldNames.Ended, p => p.IsTime && New(p));
            Set("cost_usd", FieldNames.Cost, p => p.IsNumber);
        }

        Outcome(draft, shape, p => Fits(p) && New(p));
        Set("submission", FieldNames.Submission, p => p.IsText && New(p));
        Match(draft, layout, shape);
    }

    private static bool IsSameInRun(PathStats place, Layout layout)
    {
        var path = JsonPath.Parse(place.Path, out _)!;
        var by = layout.By is null ? null : JsonPath.Parse(layout.By, out _);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var head in layout.Heads)
        {
            var run = by?.First(head)?.AsText() ?? "";
            if (path.First(head)?.AsText() is { } value && values.TryAdd(run, value) == false && values[run] != value)
            {
                return false;
            }
        }

        return true;
    }

    private static void Outcome(FormatDraft draft, RowShape shape, Func<PathStats, bool> fits)
    {
        foreach (var place in shape.Named(FieldNames.Outcome, fits))
        {
            var path = FormatDraft.Quoted(place.Path);
            var values = place.Values.Keys.Where(v => FieldNames.Verdict(v) is not null).ToList();
            if (place.Truths == place.Rows)
            {
                draft.Set("run", "outcome", $"{{from: {path}, solved: [true], failed: [false]}}");
            }
            else if (place.IsWord && values.Count > 0 && values.Count * 2 >= place.Distinct)
            {
                var good = values.Where(v => FieldNames.Verdict(v) == true).ToList();
                var bad = values.Where(v => FieldNames.Verdict(v) == false).ToList();
                draft.Set(
                    "run",
                    "outcome",
                    $"{{from: {path}, solved: {Values(good, "solved")}, failed: {Values(bad, "failed")}}}"
                );
            }
            else if (
                place.IsNumber
                && place.Name is "reward" or "score" or "success" or "solved" or "resolved" or "passed" or "grade"
            )
            {
                draft.Set("run", "outcome", $"{{from: {path}, at_least: 1}}");
            }
        }
    }

    private static string Values(List<string> seen, string whenNone) =>
        FormatDraft.List(seen.Count > 0 ? seen : [whenNone]);

    /// <summary>What nearly all records have at their top: the shape by which a file like this one is known again.</summary>
    private static void Match(FormatDraft draft, Layout layout, RowShape shape)
    {
        var places = shape
            .Places.Where(p => p.Depth == 1 && p.Rows >= shape.Rows * 0.8)
            .OrderByDescending(p => p.Rows)
            .Select(p => p.Path)
            .Take(6)
            .ToList();
        if (layout.Rows is { } rows && !places.Contains(rows[..^"[*]".Length], StringComparer.Ordinal))
        {
            places.Add(rows);
        }

        draft.Set("match", "has", FormatDraft.List(places));
    }
}
