using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>Checks a format file strictly: what is not known, missing or contradictory is refused with its line.</summary>
internal static class FormatFileReader
{
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
    public static FormatFile Read(string file, FormatNode root, string yaml)
    {
        var top = new FormatSection(file, root, "the file", Top);
        if (top.Needed("format").Text != "1")
        {
            top.Refuse(top.Needed("format"), "'format' is the version of this layout: write 'format: 1'.");
        }

        _ = top.Needed("match");
        var match = top.Inner("match", "container", "file", "has");
        var run = top.Inner("run", OfRun);
        var steps = top.Inner("steps", "at", "kind", "act", "result", "user", "system");
        var (per, by) = RunsOf(file, top);
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
        Check(format, top, root);
        return format;
    }

    private static void Check(FormatFile format, FormatSection top, FormatNode root)
    {
        if (format.Has.Count == 0 && format.FileName is null)
        {
            top.Refuse(
                top.Needed("match"),
                "'match' fits every file: add 'has: [PATH]' with what a record holds, or 'file: PATTERN'."
            );
        }

        if (format.Container != Container.Json && top.Find("records") is { } records)
        {
            top.Refuse(records, "'records' is for container json; lines and rows are records by themselves.");
        }

        if (format is { Runs: RunsPer.Record, Rows: null })
        {
            top.Refuse(
                top.Needed("runs"),
                "With 'runs: record' a record is a whole run: say where its steps are with 'steps: {at: PATH}'."
            );
        }

        if (format is { Act: { Message: null, Thought: null }, Call: { Tool: null, Command: null } })
        {
            top.Refuse(
                root,
                "No step can be read: give 'act: {message: PATH}', 'call: {tool: PATH}' or 'call: {command: PATH}'."
            );
        }

        if (format is { Kinds.Result.Count: > 0, Result.Text: null })
        {
            top.Refuse(
                top.Needed("steps"),
                "'result' names rows of results: say where their text is with 'result: {text: PATH}' at the top."
            );
        }

        if (format is { Kinds.User.Count: > 0, UserText: null })
        {
            top.Refuse(
                top.Needed("steps"),
                "'user' names rows of a user: say where their text is with 'user: {text: PATH}' at the top."
            );
        }
    }

    private static Container ContainerOf(FormatSection match)
    {
        var node = match.Needed("container");
        return node.Text switch
        {
            "json" => Container.Json,
            "jsonl" => Container.JsonLines,
            "csv" => Container.Csv,
            _ => match.Refuse<Container>(
                node,
                "'container' is json, jsonl or csv; other text has to become one of them first."
            ),
        };
    }

    private static (RunsPer, JsonPath?) RunsOf(string file, FormatSection top)
    {
        switch (top.Find("runs"))
        {
            case null or { Text: "file" }:
                return (RunsPer.File, null);
            case { Text: "record" }:
                return (RunsPer.Record, null);
            case { Fields: not null } keyed:
                var section = new FormatSection(file, keyed, "runs", "by");
                section.Needed("by");
                return (RunsPer.Key, section.Path("by"));
            case var other:
                return top.Refuse<(RunsPer, JsonPath?)>(other, "'runs' is file, record, or {by: PATH}.");
        }
    }

    private static string NameOf(FormatSection top) =>
        top.Needed("name").Text is { Length: > 0 and <= 64 } name
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            ? name
            : top.Refuse<string>(
                top.Needed("name"),
                "'name' takes up to 64 lower-case letters, digits, dots and dashes."
            );

    private static Deliverable DeliverableOf(FormatSection run) =>
        run.Text("deliverable") switch
        {
            null or "workspace" => Deliverable.Workspace,
            "answer" => Deliverable.Answer,
            _ => run.Refuse<Deliverable>(run.Needed("deliverable"), "'deliverable' is workspace or answer."),
        };

    private static OutcomeFields? OutcomeOf(FormatSection run)
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
            ? run.Refuse<OutcomeFields>(
                node,
                "'outcome' needs 'solved' and 'failed' with lists of values, or 'at_least' with a number."
            )
            : outcome;
    }

    private static RowKinds KindsOf(FormatSection steps)
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
            steps.Refuse(named, "Kinds of rows are named, but not the field that tells them: give 'kind: PATH'.");
        }

        if (kinds.By is not null && kinds.Act.Count == 0)
        {
            steps.Refuse(steps.Needed("kind"), "'kind' tells rows apart: name those that act with 'act: [VALUE]'.");
        }

        return kinds;
    }

    private static HashSet<string> Set(IReadOnlyList<string> values) => values.ToHashSet(StringComparer.Ordinal);

    private static RunFields RunOf(FormatSection s) =>
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

    private static ActFields ActOf(FormatSection s) =>
        new()
        {
            Turn = s.Source("turn"),
            Agent = s.Source("agent"),
            At = s.Source("at"),
            Message = s.Source("message"),
            Thought = s.Source("thought"),
        };

    private static CallFields CallOf(FormatSection s) =>
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

    private static ResultFields ResultOf(FormatSection s) =>
        new()
        {
            Each = s.Source("each"),
            CallId = s.Source("call_id"),
            Text = s.Source("text"),
            ExitCode = s.Source("exit_code"),
            IsError = s.Source("is_error"),
        };

    private static UsageFields UsageOf(FormatSection s) =>
        new()
        {
            Input = s.Source("input_tokens"),
            Output = s.Source("output_tokens"),
            Cached = s.Source("cached_tokens"),
            Cost = s.Source("cost_usd"),
            Running = s.Flag("running", whenAbsent: false),
            CachedApart = s.Flag("cached_apart", whenAbsent: false),
        };
}
