using System.Collections.Frozen;
using Stopwise.Traces.Actions.Shell;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Actions;

/// <summary>Reads what a tool call does, by the tool's name and, where that says nothing, by its verb and arguments.</summary>
internal static class ToolEffects
{
    private static readonly FrozenSet<string> Talking = Names(
        "todowrite todoread update_plan updateplan plan think sequentialthinking exitplanmode enterplanmode askuserquestion ask_user "
            + "ask_followup_question ask_question ask_human request_user_input task agent delegate delegate_task spawn_agent "
            + "message send_message message_user send_message_to_user notify_user say respond reply speak finish submit done "
            + "final_answer answer attempt_completion complete_task task_complete report_result transfer_to_human_agents "
            + "transfer_to_human handoff todo_write write_todos report_progress"
    );

    /// <summary>Talk that surely changes nothing but the talk; a sub-agent or the end of a run is not among it.</summary>
    private static readonly FrozenSet<string> OnlyTalking = Names(
        "todowrite todoread update_plan updateplan plan think sequentialthinking exitplanmode enterplanmode askuserquestion ask_user "
            + "todo_write write_todos"
    );

    private static readonly FrozenSet<string> Looking = Names(
        "read grep glob ls view notebookread webfetch websearch bashoutput taskoutput calculate calculator cronlist lookup search "
            + "compare codebase_search file_search web_search web_fetch grep_search toolsearch listmcpresources "
            + "readmcpresource goto page_up page_down visit_url click_id"
    );

    private static readonly FrozenSet<string> Writing = Names(
        "write edit multiedit notebookedit apply_patch applypatch create_file write_file edit_file str_replace replace_in_file "
            + "write_to_file insert undo_edit delete_file append_file search_replace replace create insert_text"
    );

    private static readonly FrozenSet<string> LookingVerbs = Names(
        "get list search find read view show fetch lookup query describe check count calculate think open scroll inspect retrieve "
            + "browse navigate goto back forward hover wait screenshot snapshot visit download_info explain compare summarize "
            + "analyze look peek head tail grep glob tree ls cat close"
    );

    /// <summary>They end what the run started, and write no file.</summary>
    private static readonly FrozenSet<string> EndingVerbs = Names("kill killshell killbash stop taskstop cancel_task");

    private static readonly FrozenSet<string> CheckingVerbs = Names(
        "test tests lint verify validate typecheck run_tests runtests"
    );

    /// <summary>Adds the effects of a call.</summary>
    public static void Read(ToolCall call, OwnFiles own, CallEffect effect)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Command is { } command)
        {
            new ShellEffects(own, effect).Read(command);
            return;
        }

        var name = BareName(call.Name);
        var text = ToolText.Of(call.Arguments);
        effect.Subject = text.Subject;
        if (IsEditor(name) && text.Command is not null)
        {
            ReadEditor(text, call, own, effect);
        }
        else if (Talking.Contains(name))
        {
            var may = !OnlyTalking.Contains(name);
            effect.Changes = effect.Edits = may;
            effect.Raise(StepKind.Communicate);
        }
        else if (Writing.Contains(name))
        {
            ReadWrite(name, text, call, own, effect);
        }
        else if (Looking.Contains(name))
        {
            ReadLook(name, text, effect);
        }
        else
        {
            ReadUnknown(name, text, call, own, effect);
        }
    }

    /// <summary>The name without its server or module, in small letters.</summary>
    public static string BareName(string name)
    {
        var at = name.LastIndexOf("__", StringComparison.Ordinal);
        at = at >= 0 ? at + 2 : name.LastIndexOf('.') + 1;
        return (at < name.Length ? name[at..] : name).ToLowerInvariant();
    }

    private static bool IsEditor(string name) => name.Contains("edit", StringComparison.Ordinal);

    private static void ReadEditor(in ToolText text, ToolCall call, OwnFiles own, CallEffect effect)
    {
        if (text.Command == "view")
        {
            ReadLook("view", text, effect);
            return;
        }

        ReadWrite(text.Command!, text, call, own, effect);
        if (text is { Command: "undo_edit", Path: { } path })
        {
            effect.AddRevert(path);
        }
    }

    private static void ReadLook(string name, in ToolText text, CallEffect effect)
    {
        effect.Raise(StepKind.Explore);
        if (text.Query is { Length: < 1024 } query)
        {
            effect.AddSearch(query);
        }

        if (text.Path is not { Length: > 0 } path)
        {
            return;
        }

        var seeks =
            name is "ls" or "glob" or "grep"
            || text.Query is not null
            || name.Contains("list", StringComparison.Ordinal);
        if (seeks && (name is "ls" or "glob" || !ShellPath.NameOf(path).Contains('.', StringComparison.Ordinal)))
        {
            effect.AddListed(ShellPath.Resolve("", path));
        }
        else
        {
            effect.AddLooked(ShellPath.Resolve("", path));
        }
    }

    private static void ReadWrite(string name, in ToolText text, ToolCall call, OwnFiles own, CallEffect effect)
    {
        effect.Changes = true;
        effect.Raise(StepKind.Change);
        if (name.Contains("patch", StringComparison.Ordinal) && text.Patch is { } patch)
        {
            var files = PatchText.Changes(patch);
            foreach (var (file, change) in files)
            {
                Write(file, own, effect);
                effect.AddPatched(ShellPath.Resolve("", file), change);
            }

            effect.Edits |= files.Count == 0;
            effect.Opaque |= files.Count == 0;
        }
        else if (text.Path is { } path)
        {
            Write(path, own, effect);
            if (NeedsFile(name))
            {
                effect.AddAltered(ShellPath.Resolve("", path));
            }
            else if (
                name.StartsWith("delete", StringComparison.Ordinal)
                || name.StartsWith("remove", StringComparison.Ordinal)
            )
            {
                effect.AddRemoved(ShellPath.Resolve("", path));
            }

            own.AddText(ShellPath.Resolve("", path), new OwnText(call.Arguments.AsMemory(), IsArguments: true));
        }
        else
        {
            effect.Edits = true;
        }
    }

    /// <summary>Tools that alter a text that is there; a file that is not makes them fail.</summary>
    private static bool NeedsFile(string name) =>
        name.Contains("replace", StringComparison.Ordinal)
        || name.Contains("insert", StringComparison.Ordinal)
        || name.Contains("append", StringComparison.Ordinal)
        || name.Contains("undo", StringComparison.Ordinal)
        || (name.Contains("edit", StringComparison.Ordinal) && !name.Contains("editor", StringComparison.Ordinal));

    private static void Write(string path, OwnFiles own, CallEffect effect)
    {
        var resolved = ShellPath.Resolve("", path);
        effect.Edits |= !own.IsScratch(resolved);
        effect.AddWritten(resolved);
    }

    private static void ReadUnknown(string name, in ToolText text, ToolCall call, OwnFiles own, CallEffect effect)
    {
        if (StartsWith(name, CheckingVerbs) || CheckingVerbs.Contains(name))
        {
            effect.Changes = effect.Edits = true;
            effect.Raise(StepKind.Verify);
            return;
        }

        if (StartsWith(name, LookingVerbs) || LookingVerbs.Contains(name))
        {
            ReadLook(name, text, effect);
            return;
        }

        if (StartsWith(name, EndingVerbs) || EndingVerbs.Contains(name))
        {
            effect.Changes = true;
            effect.Raise(StepKind.Change);
            return;
        }

        if (name.Length == 0 || (text.IsEmpty && RunsCode(name)))
        {
            effect.Changes = effect.Edits = true;
            effect.Raise(StepKind.Explore);
        }
        else if (text.Command is { } command)
        {
            new ShellEffects(own, effect).Read(command);
        }
        else if (text.Code is { } code && RunsCode(name))
        {
            effect.Edits = true;
            new ShellEffects(own, effect).ReadCode(code);
        }
        else
        {
            ReadWrite(name, text, call, own, effect);
        }
    }

    private static bool RunsCode(string name) =>
        name.Contains("terminal", StringComparison.Ordinal)
        || name.Contains("python", StringComparison.Ordinal)
        || name.Contains("code", StringComparison.Ordinal)
        || name.Contains("exec", StringComparison.Ordinal)
        || name.Contains("shell", StringComparison.Ordinal)
        || name.Contains("bash", StringComparison.Ordinal)
        || name.Contains("run", StringComparison.Ordinal);

    /// <summary>The first word of a name decides; <c>browser_</c> before it says only where it acts.</summary>
    private static bool StartsWith(string name, FrozenSet<string> verbs)
    {
        var rest = name.StartsWith("browser_", StringComparison.Ordinal) ? name.AsSpan(8) : name;
        var end = rest.IndexOfAny('_', '-');
        return verbs.GetAlternateLookup<ReadOnlySpan<char>>().Contains(end < 0 ? rest : rest[..end])
            && (end > 0 || rest.Length < name.Length);
    }

    private static FrozenSet<string> Names(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
