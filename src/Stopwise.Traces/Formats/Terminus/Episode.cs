using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Terminus;

/// <summary>One call of the model: what it was told, what it answered, and the request with the raw response.</summary>
internal sealed partial class Episode
{
    private const string OutputMark = "New Terminal Output:";
    private readonly string? _response;
    private readonly JsonElement? _plan;
    private readonly List<string> _keystrokes;
    private readonly JsonElement? _raw;

    public Episode(IReadOnlyDictionary<string, Original> files)
    {
        Prompt = TextOf(files, "prompt.txt") ?? "";
        _response = TextOf(files, "response.txt");
        _plan = _response is null ? null : Json(_response);
        _keystrokes = _response is null ? [] : Keystrokes(_response, _plan);
        var request = TextOf(files, "debug.json") is { } debug ? Json(debug) : null;
        Model = request.Text("model");
        _raw = request.Text("original_response") is { } raw ? Json(raw) : null;
        Broken =
            _response is not null && _plan is null && _keystrokes.Count == 0 && !IsComplete
                ? files["response.txt"].File
                : null;
    }

    public string Prompt { get; }

    /// <summary>The terminal's output in what the model was told.</summary>
    public string Shown
    {
        get
        {
            var at = Prompt.IndexOf(OutputMark, StringComparison.Ordinal);
            return at < 0 ? Prompt : Prompt[(at + OutputMark.Length)..].Trim();
        }
    }

    public string? Model { get; }

    /// <summary>The response's file, where nothing of it could be read.</summary>
    public SourceFile? Broken { get; }

    public bool IsComplete =>
        (_plan?.Flag("is_task_complete") ?? _plan?.Flag("task_complete"))
        ?? _response?.Contains("<task_complete>true", StringComparison.Ordinal) == true;

    /// <summary>The episode as a step; null where the model gave no response.</summary>
    public Step? ToStep(int index, string? shown)
    {
        if (_response is null)
        {
            return null;
        }

        var command = string.Concat(_keystrokes).TrimEnd('\n');
        var thought = _plan is null ? Tagged("analysis") : _plan.Text("state_analysis") ?? _plan.Text("analysis");
        var said = _plan is null ? Tagged("plan") : _plan.Text("explanation") ?? _plan.Text("plan");
        return new Step
        {
            Index = index,
            Turn = index,
            Message = said ?? (_plan is null && _keystrokes.Count == 0 ? _response : ""),
            Thought = thought,
            Calls =
                _keystrokes.Count == 0
                    ? []
                    :
                    [
                        new ToolCall
                        {
                            Name = "terminal",
                            Arguments = command,
                            Command = command,
                            Result = shown,
                        },
                    ],
            Reply = _keystrokes.Count == 0 ? shown : null,
            Usage = UsageOf(_raw.Field("usage")),
            At = JsonReading.FromUnix(_raw?.Number("created")),
        };
    }

    private static string? TextOf(IReadOnlyDictionary<string, Original> files, string name) =>
        files.TryGetValue(name, out var file) ? Encoding.UTF8.GetString(file.Content) : null;

    /// <summary>The outermost object in a text: a response may stand in a fence or between sentences.</summary>
    private static JsonElement? Json(string text)
    {
        var (start, end) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        return
            start >= 0
            && end > start
            && Original.ParseLine(Encoding.UTF8.GetBytes(text[start..(end + 1)]))
                is { ValueKind: JsonValueKind.Object } json
            ? json
            : null;
    }

    private static List<string> Keystrokes(string response, JsonElement? plan) =>
        plan is { } json
            ? [.. json.Items("commands").Select(c => c.Text("keystrokes") ?? "").Where(k => k.Length > 0)]
            : [.. Tag().Matches(response).Select(m => m.Groups["keys"].Value)];

    private string? Tagged(string name)
    {
        var open = _response!.IndexOf($"<{name}>", StringComparison.Ordinal);
        var close = open < 0 ? -1 : _response.IndexOf($"</{name}>", open, StringComparison.Ordinal);
        return close < 0 ? null : _response[(open + name.Length + 2)..close].Trim();
    }

    private static Usage UsageOf(JsonElement? usage)
    {
        var (input, output) = (usage.Whole("prompt_tokens"), usage.Whole("completion_tokens"));
        return input is null or 0 && output is null or 0
            ? Usage.Unknown
            : new Usage(
                input,
                output,
                usage.Field("prompt_tokens_details").Whole("cached_tokens"),
                null,
                Estimated: false
            );
    }

    [GeneratedRegex(
        @"<keystrokes[^>]*>(?<keys>[^<]*)</keystrokes>",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Tag();
}
