using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <summary>Finds the fields of rows by their names and, where names say nothing, by what their values are like.</summary>
internal sealed partial class RowReading
{
    private readonly Layout _layout;
    private readonly RowKindsFound _kinds;
    private readonly FormatDraft _draft;
    private readonly IReadOnlyList<JsonElement> _acting;
    private readonly RowShape _act;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    private RowReading(Layout layout, RowKindsFound kinds)
    {
        _layout = layout;
        _kinds = kinds;
        _acting = kinds.Rows(layout.Sample, RowPart.Act);
        _act = RowShape.Of(_acting);
        _draft = new FormatDraft
        {
            Records = layout.Records,
            Runs = layout.Runs switch
            {
                RunsPer.File => "file",
                RunsPer.Record => "record",
                _ => $"{{by: {FormatDraft.Quoted(layout.By!)}}}",
            },
        };
    }

    /// <summary>The likeliest readings of the rows: with the best calls found, and with none.</summary>
    public static IEnumerable<FormatDraft> Of(Layout layout, RowKindsFound kinds)
    {
        var first = new RowReading(layout, kinds);
        var calls = CallsFound.Of(first._acting, first._act, kinds.Path).Where(c => c.Score >= 0.9).Take(3).ToList();
        foreach (var call in calls)
        {
            yield return new RowReading(layout, kinds).Draft(call);
        }

        yield return first.Draft(null);
    }

    private FormatDraft Draft(CallsFound? calls)
    {
        Use(_kinds.Path);
        if (calls is not null)
        {
            Call(calls);
        }

        Act(calls);
        if (calls is null)
        {
            Fence();
        }

        Results(calls);
        var parts = Kinds();
        User(parts);
        Usage();
        RunReading.Add(_draft, _layout, _used);
        return _draft;
    }

    private void Call(CallsFound calls)
    {
        var each = calls.Each;
        _draft.Set("call", "each", each is null ? null : FormatDraft.Quoted(each));
        var used = each is null ? _used : new HashSet<string>(StringComparer.Ordinal);
        var id = calls.Id;
        Set("call", "id", id, used);
        Set("call", "tool", calls.Tool, used);
        Set("call", "arguments", calls.Arguments, used);
        Set("call", "command", calls.Command, used);
        _callIds = id is null ? _callIds : id.Values.Keys.ToHashSet(StringComparer.Ordinal);
        var own = calls
            .Shape.Named(FieldNames.OwnResult, p => IsFree(p, used) && !IsBelow(p, calls.Arguments))
            .FirstOrDefault();
        if (own is not null && own.Rows >= calls.Shape.Rows * 0.2)
        {
            if (
                own.Objects > 0
                && calls
                    .Shape.Named(
                        FieldNames.Result,
                        p => p.Path.StartsWith(own.Path + ".", StringComparison.Ordinal) && p.IsText
                    )
                    .FirstOrDefault()
                    is { } inner
            )
            {
                own = inner;
            }

            _hasResults = true;
            Set("call", "result", own, used);
            Status("call", calls.Shape, used);
        }
    }

    private void Status(string section, RowShape shape, HashSet<string> used)
    {
        Set(
            section,
            "exit_code",
            shape.Named(FieldNames.ExitCode, p => p.IsNumber && IsFree(p, used)).FirstOrDefault(),
            used
        );
        var error = shape
            .Named(FieldNames.IsError, p => IsFree(p, used) && (p.Truths > 0 || p.IsText))
            .FirstOrDefault();
        if (error is not null)
        {
            Set(section, "is_error", error, used);
        }
        else if (shape.Named(FieldNames.IsFine, p => p.Truths > 0 && IsFree(p, used)).FirstOrDefault() is { } fine)
        {
            used.Add(fine.Path);
            _draft.Set(section, "is_error", $"{{from: {FormatDraft.Quoted(fine.Path)}, negate: true}}");
        }
    }

    private void Act(CallsFound? calls)
    {
        bool Said(PathStats p) =>
            IsFree(p, _used) && p.IsText && !p.IsTime && !IsBelow(p, calls?.Each is null ? calls?.Arguments : null);
        Set("act", "thought", _act.Named(FieldNames.Thought, p => Said(p)).FirstOrDefault(), _used);
        var texts = new List<string>();
        foreach (
            var (each, elements) in ElementLists
                .Of(_acting, _act)
                .Where(e => e.Each.Contains("[?", StringComparison.Ordinal) && e.Each != calls?.Each)
        )
        {
            var shape = RowShape.Of(elements);
            var thought = shape.Named(FieldNames.Thought, p => p.IsText).FirstOrDefault();
            var text = shape.Named(FieldNames.Message, p => p.IsText && p.Name != "value").FirstOrDefault();
            if (thought is not null)
            {
                _draft.Set("act", "thought", FormatDraft.Quoted($"{each}.{thought.Path}"));
            }
            else if (text is not null && !shape.Places.Any(p => p.Lists > 0))
            {
                texts.Add($"{each}.{text.Path}");
            }
        }

        var named = _act.Named(FieldNames.Message, p => Said(p)).FirstOrDefault(p => p.Characters > 0);
        var longest = _act.Places.Where(p => Said(p) && !p.IsWord).MaxBy(p => p.Characters);
        // A field of the right name with a tenth of the text of another is a label.
        var message =
            named is null || longest is not null && named.Characters * 10 < longest.Characters && named.IsWord
                ? longest
                : named;
        if (_hasResults && named is null)
        {
            message = null;
        }

        if (message is not null)
        {
            Use(message.Path);
            texts.Add(message.Path);
        }

        if (texts.Count > 0)
        {
            _draft.Set("act", "message", texts.Count == 1 ? FormatDraft.Quoted(texts[0]) : FormatDraft.List(texts));
        }

        Set("act", "at", _act.Named(FieldNames.At, p => p.IsTime && IsFree(p, _used)).FirstOrDefault(), _used);
        var agent = _act.Named(
                FieldNames.RowAgent,
                p => IsFree(p, _used) && p.IsText && !p.HasManyValues && p.Distinct >= 2 && p.Distinct <= 40
            )
            .FirstOrDefault();
        Set("act", "agent", agent, _used);
        Turn();
    }

    /// <summary>An id that rows side by side share is that of the model's turn.</summary>
    private void Turn()
    {
        var turn = _act.Places.FirstOrDefault(p =>
            IsFree(p, _used)
            && p.Path != _layout.By
            && p.Rows >= _act.Rows * 0.9
            && p.Texts + p.Numbers >= p.Rows
            && p.Distinct >= 3
            && p.Repeats >= p.Rows * 0.1
            && p.Repeats + p.Distinct == p.Rows
            && (p.Name.EndsWith("id", StringComparison.Ordinal) || p.Name is "turn")
            && FieldNames.Rank(FieldNames.RunId, p.Name) is < 0 or > 20
        );
        Set("act", "turn", turn, _used);
    }

    /// <summary>A command in a fenced block of what the model says.</summary>
    private void Fence()
    {
        var fenced = _act.Places.Where(p => p.Fenced >= _act.Rows * 0.5 && p.IsText).MaxBy(p => p.Fenced);
        if (fenced is not null)
        {
            _draft.Set("call", "command", $"{{from: {FormatDraft.Quoted(fenced.Path)}, fence: true}}");
        }
    }

    private IReadOnlyDictionary<string, RowPart> Kinds()
    {
        _draft.Set("steps", "at", _layout.Rows is null ? null : FormatDraft.Quoted(_layout.Rows));
        if (_kinds.Path is null)
        {
            return _kinds.Parts;
        }

        _draft.Set("steps", "kind", FormatDraft.Quoted(_kinds.Path));
        Set(RowPart.Act, "act");
        if (_draft.Has("result", "text"))
        {
            var paired = _draft.Has("result", "each");
            var result = paired ? PairedKinds() : [.. _kinds.Of(RowPart.Result)];
            result = result.Count == 0 ? [.. _kinds.Of(RowPart.User)] : result;
            _draft.Set("steps", "result", FormatDraft.List(result));
        }

        return _kinds.Parts;
    }

    private void User(IReadOnlyDictionary<string, RowPart> parts)
    {
        var rows = _kinds.Rows(_layout.Sample, RowPart.User);
        if (_kinds.Path is null || rows.Count == 0 || !parts.Values.Contains(RowPart.User))
        {
            Set(RowPart.System, "system");
            return;
        }

        var shape = RowShape.Of(rows);
        var texts = new List<string>();
        foreach (
            var (each, elements) in ElementLists
                .Of(rows, shape)
                .Where(e => e.Each.Contains("[?", StringComparison.Ordinal))
        )
        {
            if (!_draft.Has("result", "each") || EachOfResult() != each)
            {
                var inner = RowShape.Of(elements).Named(FieldNames.Message, p => p.IsText).FirstOrDefault();
                texts.AddRange(inner is null ? [] : [$"{each}.{inner.Path}"]);
            }
        }

        var text =
            shape
                .Named(FieldNames.Message, p => p.Texts > 0 && p.Path != _kinds.Path)
                .FirstOrDefault(p => p.Characters > 0)
            ?? shape
                .Places.Where(p => texts.Count == 0 && p.IsText && p.Path != _kinds.Path && p.Path != _layout.By)
                .MaxBy(p => p.Characters);
        texts.AddRange(text is null ? [] : [text.Path]);
        if (texts.Count > 0)
        {
            Use(text?.Path);
            _draft.Set("user", "text", texts.Count == 1 ? FormatDraft.Quoted(texts[0]) : FormatDraft.List(texts));
            Set(RowPart.User, "user");
        }

        Set(RowPart.System, "system");
    }

    private void Usage()
    {
        var input = _act.Named(FieldNames.InputTokens, p => p.IsNumber).FirstOrDefault();
        var output = _act.Named(FieldNames.OutputTokens, p => p.IsNumber).FirstOrDefault();
        var cached = _act.Named(FieldNames.CachedTokens, p => p.IsNumber).FirstOrDefault();
        var cost = _act.Named(FieldNames.Cost, p => p.IsNumber).FirstOrDefault();
        Set("usage", "input_tokens", input, _used);
        Set("usage", "output_tokens", output, _used);
        Set("usage", "cached_tokens", cached, _used);
        Set("usage", "cost_usd", cost, _used);
        if (output is { OnlyRises: true } && input is null or { OnlyRises: true })
        {
            _draft.Set("usage", "running", "true");
        }

        // Names of the Anthropic API: its input tokens are those that no cache held.
        if (cached is { Name: "cachereadinputtokens" })
        {
            _draft.Set("usage", "cached_apart", "true");
        }
    }

    private static bool IsBelow(PathStats place, PathStats? parent) =>
        parent is not null
        && (
            place.Path == parent.Path
            || place.Path.StartsWith(parent.Path + ".", StringComparison.Ordinal)
            || place.Path.StartsWith(parent.Path + "[", StringComparison.Ordinal)
        );

    private bool IsFree(PathStats place, HashSet<string> used) =>
        !used.Contains(place.Path) && place.Path != _layout.By;

    private void Use(string? path)
    {
        if (path is not null)
        {
            _used.Add(path);
        }
    }

    private void Set(string section, string name, PathStats? place, HashSet<string> used)
    {
        if (place is not null)
        {
            used.Add(place.Path);
            _draft.Set(section, name, FormatDraft.Quoted(place.Path));
        }
    }

    private void Set(RowPart part, string name)
    {
        if (_kinds.Of(part).Any())
        {
            _draft.Set("steps", name, FormatDraft.List(_kinds.Of(part)));
        }
    }
}
