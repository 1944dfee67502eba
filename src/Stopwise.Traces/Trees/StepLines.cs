using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Trees;

/// <summary>What steps did, in a few words that quote the run.</summary>
internal sealed class StepLines(TraceTree tree)
{
    private const int Most = 80;
    private const int MostName = 30;

    private readonly ShortNames _names = new(
        tree.Steps.SelectMany(s => s.Calls).SelectMany(c => (IEnumerable<string>)[.. c.Looked, .. c.Written])
    );

    /// <summary>One step with what came of it.</summary>
    public string Of(StepNode node)
    {
        var step = tree.Run.Steps[node.Index];
        var did =
            step.Calls.Count == 0 ? Said(step)
            : node.Backtrack is not null && step.Calls[0].Command is { } command
                ? PlainLine.Of(WithoutFolder(command), Most)
            : Of(step.Calls[0], node.Calls[0]);
        var more = step.Calls.Count > 1 ? $" +{step.Calls.Count - 1} calls" : "";
        return Who(step) + did + more + CameOf(node);
    }

    /// <summary>One call.</summary>
    public string Of(ToolCall call, CallNode node)
    {
        var files = node.Kind == StepKind.Change ? node.Written : node.Looked;
        var tool = PlainLine.Of(call.Name, MostName);
        if (call.Command is { } command)
        {
            return node is { Kind: StepKind.Change, Written.Count: > 0 }
                ? $"{Writer(command)} {Listed(node.Written)}"
                : PlainLine.Of(WithoutFolder(command), Most);
        }

        return files.Count > 0 ? $"{tool} {Listed(files)}" : PlainLine.Of($"{tool} {call.Arguments}", Most);
    }

    /// <summary>Several steps that look alike.</summary>
    public string OfAll(int first, int last)
    {
        var files = new List<string>();
        var programs = new List<string>();
        for (var i = first; i <= last; i++)
        {
            foreach (var (call, node) in tree.Run.Steps[i].Calls.Zip(tree.Steps[i].Calls))
            {
                AddNew(programs, call.Command is { } c ? Program(c) : PlainLine.Of(call.Name, MostName));
                foreach (var path in node.Looked)
                {
                    AddNew(files, path);
                }
            }
        }

        var who = Who(tree.Run.Steps[first]);
        return programs.Count == 0
            ? Who(tree.Run.Steps[first]) + Said(tree.Run.Steps[first])
            : $"{who}{StageNames.Listed(programs)}{(files.Count > 0 ? ": " + Listed(files) : "")}";

        // Only so many are shown, and a long stretch has thousands.
        static void AddNew(List<string> to, string name)
        {
            if (to.Count < 64 && !to.Contains(name, StringComparer.Ordinal))
            {
                to.Add(name);
            }
        }
    }

    private static string Who(Step step) =>
        step.Agent is null ? ""
        : step.Addressee is null || step.Addressee == step.Agent ? $"{PlainLine.Of(step.Agent, MostName)}: "
        : $"{PlainLine.Of(step.Agent, MostName)} to {PlainLine.Of(step.Addressee, MostName)}: ";

    private static string Said(Step step)
    {
        var said = PlainLine.Of(step.Message.Length > 0 ? step.Message : step.Thought, Most);
        return said.Length > 0 ? said : "(nothing said)";
    }

    private static string CameOf(StepNode node) =>
        node switch
        {
            { FailingTests: > 0 } => $" -> fails {node.FailingTests} tests",
            { CheckPassed: true } => " -> passes",
            { CheckPassed: false } => " -> fails",
            { IsError: true } => " -> error",
            _ => "",
        };

    private string Listed(IReadOnlyList<string> files) =>
        StageNames.Listed([.. files.Take(64).Select(_names.Of).Distinct(StringComparer.Ordinal)]);

    /// <summary>What prints into a file writes it.</summary>
    private static string Writer(string command) =>
        Program(command) is var program and not ("cat" or "echo" or "printf" or "tee") ? program : "write";

    private static string Program(string command)
    {
        var line = PlainLine.Of(WithoutFolder(command), Most);
        var end = line.IndexOf(' ', StringComparison.Ordinal);
        return end > 0 ? line[..Math.Min(end, MostName)] : PlainLine.Of(line, MostName);
    }

    /// <summary>Many agents begin every command with the same change of folder; it says nothing.</summary>
    private static ReadOnlySpan<char> Unfoldered(ReadOnlySpan<char> command)
    {
        var rest = command.TrimStart();
        if (rest.StartsWith("cd ", StringComparison.Ordinal))
        {
            var end = rest.IndexOfAny('&', ';', '\n');
            if (end > 0 && rest[end..].TrimStart("&;\n ") is { Length: > 0 } after)
            {
                return after;
            }
        }

        return rest;
    }

    private static string WithoutFolder(string command)
    {
        var rest = Unfoldered(command.AsSpan(0, Math.Min(command.Length, Most * 16)));
        while (rest.StartsWith("#", StringComparison.Ordinal) && rest.IndexOf('\n') is > 0 and var end)
        {
            rest = rest[(end + 1)..].TrimStart();
        }

        return rest.ToString();
    }
}
