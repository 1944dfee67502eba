namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <content>Where what came back stands: with the call, in a list inside a row, or in rows of its own.</content>
internal sealed partial class RowReading
{
    private HashSet<string> _callIds = new(StringComparer.Ordinal);
    private bool _hasResults;

    private void Results(CallsFound? calls)
    {
        if (Listed(calls) || _hasResults)
        {
            return;
        }

        var rows = _kinds.Rows(_layout.Sample, RowPart.Result);
        if (rows.Count == 0 && _draft.Has("call", "command") && calls is null)
        {
            // Text that answers fenced commands comes in the role of a user.
            rows = _kinds.Rows(_layout.Sample, RowPart.User);
        }

        if (rows.Count == 0)
        {
            if (
                calls is null
                && _kinds.Path is null
                && _act.Named(FieldNames.OwnResult, p => IsFree(p, _used) && p.IsText).FirstOrDefault() is { } answer
            )
            {
                Set("result", "text", answer, _used);
                Status("result", _act, _used);
            }

            return;
        }

        Fill(
            null,
            RowShape.Of(rows),
            new HashSet<string>(_kinds.Path is null ? [] : [_kinds.Path], StringComparer.Ordinal)
        );
    }

    /// <summary>Results in a list inside a row, found by the ids of the calls that they name.</summary>
    private bool Listed(CallsFound? calls)
    {
        var best = (Each: (string?)null, Shape: (RowShape?)null, Score: 0.0);
        foreach (var (each, elements) in ElementLists.Of(_layout.Sample, RowShape.Of(_layout.Sample)))
        {
            if (each == calls?.Each || elements.Count == 0)
            {
                continue;
            }

            var shape = RowShape.Of(elements);
            var score =
                shape.Places.Where(p => !IsOwnId(each, p, calls)).Select(Pairs).DefaultIfEmpty(0).Max()
                + (each.Contains("[?", StringComparison.Ordinal) ? 0.05 : 0);
            if (score >= 0.6 && score > best.Score)
            {
                best = (each, shape, score);
            }
        }

        if (best.Each is null)
        {
            return false;
        }

        _draft.Set("result", "each", FormatDraft.Quoted(best.Each));
        Fill(best.Each, best.Shape!, new HashSet<string>(StringComparer.Ordinal));
        return true;
    }

    /// <summary>The id of a call pairs with itself.</summary>
    private static bool IsOwnId(string each, PathStats place, CallsFound? calls) =>
        calls is { Each: { } own, Id: { } id } && each.Split('[')[0] == own.Split('[')[0] && place.Path == id.Path;

    private void Fill(string? each, RowShape shape, HashSet<string> used)
    {
        var id = shape.Places.Where(p => IsFree(p, used) && Pairs(p) >= 0.6).MaxBy(Pairs);
        Set("result", "call_id", id, used);
        Status("result", shape, used);
        var text =
            shape
                .Named(
                    FieldNames.Result,
                    p => IsFree(p, used) && (p.IsText || p.OtherLists + p.Lists > 0 || p.Objects > 0) && !p.IsTime
                )
                .FirstOrDefault(p =>
                    p.Rows >= shape.Rows * 0.5 && (p.Characters > 0 || p.Lists + p.OtherLists + p.Objects > 0)
                )
            ?? shape.Places.Where(p => IsFree(p, used) && p.IsText).MaxBy(p => p.Characters);
        if (text is null)
        {
            return;
        }

        if (
            text.Objects > 0
            && shape
                .Named(FieldNames.Result, p => p.Path.StartsWith(text.Path + ".", StringComparison.Ordinal) && p.IsText)
                .FirstOrDefault()
                is { } inner
        )
        {
            text = inner;
        }

        Set("result", "text", text, used);
        if (!_draft.Has("result", "exit_code"))
        {
            Marked(text, each);
        }

        if (each is null)
        {
            _used.UnionWith(used);
        }
    }

    /// <summary>An exit code that stands between marks in the text.</summary>
    private void Marked(PathStats text, string? each)
    {
        var rows = each is null ? _layout.Sample : [.. _layout.Sample.SelectMany(JsonPath.Parse(each, out _)!.Select)];
        var path = JsonPath.Parse(text.Path, out _)!;
        foreach (var name in (string[])["returncode", "exit_code", "exitcode"])
        {
            var (open, close) = ($"<{name}>", $"</{name}>");
            if (rows.Count(r => path.First(r)?.AsText()?.Contains(open, StringComparison.Ordinal) == true) >= 2)
            {
                _draft.Set(
                    "result",
                    "exit_code",
                    $"{{from: {FormatDraft.Quoted(text.Path)}, between: {FormatDraft.List([open, close])}}}"
                );
            }
        }
    }

    private List<string> PairedKinds()
    {
        var kind = JsonPath.Parse(_kinds.Path!, out _)!;
        var each = JsonPath.Parse(EachOfResult(), out _)!;
        return
        [
            .. _layout
                .Sample.Where(r => each.Select(r).Any())
                .Select(r => kind.First(r)?.AsText())
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Where(v => _kinds.Parts.ContainsKey(v)),
        ];
    }

    private string EachOfResult() =>
        _draft.Get("result", "each").Trim('"').Replace("\\\\", "\\", StringComparison.Ordinal);

    private double Pairs(PathStats place) =>
        _callIds.Count == 0 || place.Texts + place.Numbers < place.Rows || place.Distinct == 0
            ? 0
            : (double)place.Values.Keys.Count(_callIds.Contains) / place.Distinct;
}
