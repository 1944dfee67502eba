using Stopwise.Governance.Yaml;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>Checks a format file strictly: what is not known, missing or contradictory is refused with its line.</summary>
internal static class FormatFileReader
{
    private static readonly YamlKind Kind = new("format", "format: 1", 128 * 1024);

    private static readonly string[] Top =
    [
        "format",
        "name",
        "match",
        "records",
        "runs",
        "run",
        "steps",
        "act",
        "call",
        "result",
        "user",
        "usage",
    ];

    private static readonly string[] OfRun =
    [
        "id",
        "task",
        "trial",
        "prompt",
        "model",
        "agent",
        "agent_version",
        "started",
        "ended",
        "exit_status",
        "submission",
        "cost_usd",
        "deliverable",
        "outcome",
    ];

    /// <exception cref="Stopwise.Exits.StopwiseException">There is a mistake.</exception>
    public static FormatFile Read(string file, string yaml)
    {
        var root = YamlReader.Read(Kind, file, yaml);
        var top = new YamlSection(root, "the file", Top);
        if (top.Needed("format").Text != "1")
        {
            throw top.Needed("format").Problem("'format' is the version of this layout: write 'format: 1'.");
        }

        _ = top.Needed("match");
        var match = top.Inner("match", "container", "file", "has");
        var run = top.Inner("run", OfRun);
        var steps = top.Inner("steps", "at", "kind", "act", "result", "user", "system");
        var (per, by) = RunsOf(top);
        var format = new FormatFile
        {
            Name = NameOf(top),
            Text = yaml,
            Container = ContainerOf(match),
            FileName = match.Text("file"),
            Has = match.Paths("has"),
            Records = top.Path("records") ?? JsonPath.Whole,
            Runs = per,
            By = by,
            Rows = steps.Path("at"),
            Run = RunOf(run),
            Deliverable = DeliverableOf(run),
            Outcome = OutcomeOf(run),
            Kinds = KindsOf(steps),
            Act = ActOf(top.Inner("act", "turn", "agent", "at", "message", "thought")),
            Call = CallOf(
                top.Inner("call", "each", "id", "tool", "arguments", "command", "result", "exit_code", "is_error")
            ),
            Result = ResultOf(top.Inner("result", "each", "call_id", "text", "exit_code", "is_error")),
            UserText = top.Inner("user", "text").Source("text"),
            Usage = UsageOf(
                top.Inner(
                    "usage",
                    "input_tokens",
                    "output_tokens",
                    "cached_tokens",
                    "cost_usd",
                    "running",
                    "cached_apart"
                )
            ),
        };
        Check(format, top);
        return format;
    }

    private static void Check(FormatFile format, YamlSection top)
    {
        if (format.Has.Count == 0 && format.FileName is null)
        {
            throw top.Needed("match")
                .Problem("'match' fits every file: add 'has: [PATH]' with what a record holds, or 'file: PATTERN'.");
        }

        if (format.Container != Container.Json && top.Find("records") is { } records)
        {
            throw records.Problem("'records' is for container json; lines and rows are records by themselves.");
        }

        if (format is { Runs: RunsPer.Record, Rows: null })
        {
            throw top.Needed("runs")
                .Problem(
                    "With 'runs: record' a record is a whole run: say where its steps are with 'steps: {at: PATH}'."
                );
        }

        if (format is { Act: { Message: null, Thought: null }, Call: { Tool: null, Command: null } })
        {
            throw top.Node.Problem(
                "No step can be read: give 'act: {message: PATH}', 'call: {tool: PATH}' or 'call: {command: PATH}'."
            );
        }

        if (format is { Kinds.Result.Count: > 0, Result.Text: null })
        {
            throw top.Needed("steps")
                .Problem(
                    "'result' names rows of results: say where their text is with 'result: {text: PATH}' at the top."
                );
        }

        if (format is { Kinds.User.Count: > 0, UserText: null })
        {
            throw top.Needed("steps")
                .Problem("'user' names rows of a user: say where their text is with 'user: {text: PATH}' at the top.");
        }
    }

    private static Container ContainerOf(YamlSection match)
    {
        var node = match.Needed("container");
        return node.Text switch
        {
            "json" => Container.Json,
            "jsonl" => Container.JsonLines,
            "csv" => Container.Csv,
            _ => throw node.Problem("'container' is json, jsonl or csv; other text has to become one of them first."),
        };
    }

    private static (RunsPer, JsonPath?) RunsOf(YamlSection top)
    {
        switch (top.Find("runs"))
        {
            case null or { Text: "file" }:
                return (RunsPer.File, null);
            case { Text: "record" }:
                return (RunsPer.Record, null);
            case { Fields: not null } keyed:
                var section = new YamlSection(keyed, "runs", "by");
                section.Needed("by");
                return (RunsPer.Key, section.Path("by"));
            case var other:
                throw other.Problem("'runs' is file, record, or {by: PATH}.");
        }
    }

    private static string NameOf(YamlSection top) =>
        top.Needed("name").Text is { Length: > 0 and <= 64 } name
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            ? name
            : throw top.Needed("name").Problem("'name' takes up to 64 lower-case letters, digits, dots and dashes.");

    private static Deliverable DeliverableOf(YamlSection run) =>
        run.Text("deliverable") switch
        {
            null or "workspace" => Deliverable.Workspace,
            "answer" => Deliverable.Answer,
            _ => throw run.Needed("deliverable").Problem("'deliverable' is workspace or answer."),
        };

    private static OutcomeFields? OutcomeOf(YamlSection run)
    {
        if (run.Find("outcome") is not { } node)
        {
            return null;
        }

        var section = run.Inner("outcome", "from", "solved", "failed", "at_least", "trusted");
        section.Needed("from");
        var outcome = new OutcomeFields
        {
            From = section.Source("from")!,
            Solved = section.Values("solved"),
            Failed = section.Values("failed"),
            AtLeast = section.Number("at_least"),
            Trusted = section.Flag("trusted", whenAbsent: true),
        };
        return outcome is { Solved.Count: 0, Failed.Count: 0, AtLeast: null }
            ? throw node.Problem(
                "'outcome' needs 'solved' and 'failed' with lists of values, or 'at_least' with a number."
            )
            : outcome;
    }

    private static RowKinds KindsOf(YamlSection steps)
    {
        var kinds = new RowKinds
        {
            By = steps.Source("kind"),
            Act = Set(steps.Values("act")),
            Result = Set(steps.Values("result")),
            User = Set(steps.Values("user")),
            System = Set(steps.Values("system")),
        };
        var named = steps.Find("act") ?? steps.Find("result") ?? steps.Find("user") ?? steps.Find("system");
        if (kinds.By is null && named is not null)
        {
            throw named.Problem("Kinds of rows are named, but not the field that tells them: give 'kind: PATH'.");
        }

        if (kinds.By is not null && kinds.Act.Count == 0)
        {
            throw steps.Needed("kind").Problem("'kind' tells rows apart: name those that act with 'act: [VALUE]'.");
        }

        return kinds;
    }

    private static HashSet<string> Set(IReadOnlyList<string> values) => values.ToHashSet(StringComparer.Ordinal);

    private static RunFields RunOf(YamlSection s) =>
        new()
        {
            Id = s.Source("id"),
            Task = s.Source("task"),
            Trial = s.Source("trial"),
            Prompt = s.Source("prompt"),
            Model = s.Source("model"),
            Agent = s.Source("agent"),
            AgentVersion = s.Source("agent_version"),
            Started = s.Source("started"),
            Ended = s.Source("ended"),
            ExitStatus = s.Source("exit_status"),
            Submission = s.Source("submission"),
            Cost = s.Source("cost_usd"),
        };

    private static ActFields ActOf(YamlSection s) =>
        new()
        {
            Turn = s.Source("turn"),
            Agent = s.Source("agent"),
            At = s.Source("at"),
            Message = s.Source("message"),
            Thought = s.Source("thought"),
        };

    private static CallFields CallOf(YamlSection s) =>
        new()
        {
            Each = s.Source("each"),
            Id = s.Source("id"),
            Tool = s.Source("tool"),
            Arguments = s.Source("arguments"),
            Command = s.Source("command"),
            Result = s.Source("result"),
            ExitCode = s.Source("exit_code"),
            IsError = s.Source("is_error"),
        };

    private static ResultFields ResultOf(YamlSection s) =>
        new()
        {
            Each = s.Source("each"),
            CallId = s.Source("call_id"),
            Text = s.Source("text"),
            ExitCode = s.Source("exit_code"),
            IsError = s.Source("is_error"),
        };

    private static UsageFields UsageOf(YamlSection s) =>
        new()
        {
            Input = s.Source("input_tokens"),
            Output = s.Source("output_tokens"),
            Cached = s.Source("cached_tokens"),
            Cost = s.Source("cost_usd"),
            Running = s.Flag("running"),
            CachedApart = s.Flag("cached_apart"),
        };
}
