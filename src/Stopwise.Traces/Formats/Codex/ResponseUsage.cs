using System.Globalization;
using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Codex;

/// <summary>
/// Tells which items are one response of the model and what it used. Items carry no response id; between two responses
/// lies exactly one new statement of usage, which follows the items in newer versions and goes before them in older ones.
/// </summary>
/// <param name="isStated">
/// Whether the rollout states usage at all; where it does not, a response ends with the first answer of a tool.
/// </param>
internal sealed class ResponseUsage(bool isStated)
{
    private readonly SortedDictionary<int, Usage> _used = [];
    private Usage _total = Usage.None;
    private bool _hasTotal;
    private bool _recorded;
    private bool? _follows;
    private int _response;
    private bool _hasItems;
    private bool _isClosed;

    public IEnumerable<(string Response, Usage Usage)> All => _used.Select(u => (Name(u.Key), u.Value));

    /// <summary>Whether a row states usage.</summary>
    public static bool IsStated(JsonElement row) =>
        row.Text("type") == "token_usage_record"
        || (row.Field("payload").Text("type") == "token_count" && row.Field("payload").Field("info") is not null);

    /// <summary>The response that an item belongs to which stands here.</summary>
    public string Response()
    {
        _follows ??= true;
        if (_isClosed)
        {
            _response++;
            _isClosed = false;
        }

        _hasItems = true;
        return Name(_response);
    }

    /// <summary>A tool's answer stands here.</summary>
    public void Answered() => _isClosed |= !isStated;

    /// <summary>A <c>token_usage_record</c>: one response's own usage.</summary>
    public void Record(JsonElement? usage)
    {
        if (UsageOf(usage) is { } own)
        {
            _recorded = true;
            State(own);
        }
    }

    /// <summary>
    /// A <c>token_count</c>: the running total and the last response's part of it. The same total again is a repeated row; a
    /// total after a record repeats the record; the first total of a file and one that fell may count what is not in the file.
    /// </summary>
    public void Count(JsonElement? info)
    {
        var last = UsageOf(info.Field("last_token_usage"));
        if (UsageOf(info.Field("total_token_usage")) is not { } total)
        {
            return;
        }

        var (before, isFirst, isRepeated) = (_total, !_hasTotal, _recorded || (_hasTotal && total == _total));
        (_total, _hasTotal, _recorded) = (total, true, false);
        if (isRepeated)
        {
            return;
        }

        var fell = total.InputTokens < before.InputTokens || total.OutputTokens < before.OutputTokens;
        State((isFirst || fell) && last is { } known ? known : Add(total, before, sign: fell ? 0 : -1));
    }

    private void State(Usage own)
    {
        _follows ??= false;
        if (_follows == false && _hasItems)
        {
            _response++;
            _hasItems = false;
        }
        else if (_isClosed)
        {
            // A call that left no item, such as a compaction: what it used is counted with the next response.
            _response++;
            _isClosed = false;
        }

        _used[_response] = _used.TryGetValue(_response, out var known) ? Add(known, own, sign: 1) : own;
        if (_follows == true && _hasItems)
        {
            _isClosed = true;
            _hasItems = false;
        }
    }

    private static Usage? UsageOf(JsonElement? usage) =>
        usage.Whole("input_tokens") is { } input
            ? new Usage(
                input,
                usage.Whole("output_tokens") ?? 0,
                usage.Whole("cached_input_tokens"),
                null,
                Estimated: false
            )
            : null;

    private static Usage Add(Usage a, Usage b, int sign) =>
        a with
        {
            InputTokens = a.InputTokens + (sign * b.InputTokens),
            OutputTokens = a.OutputTokens + (sign * b.OutputTokens),
            CachedTokens = a.CachedTokens + (sign * (b.CachedTokens ?? 0)),
        };

    private static string Name(int response) => response.ToString(CultureInfo.InvariantCulture);
}
