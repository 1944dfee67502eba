using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>A file that a call writes.</summary>
/// <param name="Path">As the call names it.</param>
/// <param name="Mode">How.</param>
/// <param name="Old">The text to be replaced, where the call states it.</param>
/// <param name="New">The text put in its place, where the call states it.</param>
internal sealed record FileWrite(string Path, WriteMode Mode, string? Old = null, string? New = null)
{
    private static readonly string[] OldNames = ["old_string", "old_str", "old_text", "search"];
    private static readonly string[] NewNames =
    [
        "new_string",
        "new_str",
        "new_text",
        "replace",
        "content",
        "file_text",
        "insert_text",
    ];

    public static IReadOnlyList<FileWrite> Of(Act act)
    {
        if (act.Reading.Written.Count == 0)
        {
            return [];
        }

        return act.Call.Command is { } command ? OfShell(act, command) : [OfTool(act)];
    }

    private static FileWrite OfTool(Act act)
    {
        var arguments = act.Call.Arguments;
        var old = ToolArguments.Text(arguments, OldNames);
        var inPlace =
            old is { Length: > 0 }
            || act.Call.Name.Contains("edit", StringComparison.OrdinalIgnoreCase)
                && !act.Call.Name.Contains("editor", StringComparison.OrdinalIgnoreCase)
            || act.Call.Name.Contains("replace", StringComparison.OrdinalIgnoreCase)
            || act.Call.Name.Contains("insert", StringComparison.OrdinalIgnoreCase);
        return new FileWrite(
            act.Reading.Written[0],
            inPlace ? WriteMode.InPlace : WriteMode.Whole,
            old,
            ToolArguments.Text(arguments, NewNames)
        );
    }

    private static List<FileWrite> OfShell(Act act, string command)
    {
        var whole = new HashSet<string>(StringComparer.Ordinal);
        var moved = new HashSet<string>(StringComparer.Ordinal);
        foreach (var simple in ShellReader.Read(command))
        {
            foreach (var target in simple.Writes)
            {
                whole.Add(FileName.Key(target));
            }

            var into =
                simple.Program is "tee" ? whole
                : simple.Program
                    is "mv"
                        or "cp"
                        or "rm"
                        or "git"
                        or "touch"
                        or "ln"
                        or "install"
                        or "rmdir"
                        or "truncate"
                    ? moved
                : null;
            foreach (var word in into is null ? [] : simple.Arguments)
            {
                into!.Add(FileName.Key(word));
                if (simple.Program is "mv" or "cp" && simple.Words.Count > 1)
                {
                    into.Add(FileName.Key(simple.Words[^1].TrimEnd('/') + "/" + FileName.Last(word)));
                }
            }
        }

        return
        [
            .. act.Reading.Written.Select(w => new FileWrite(
                w,
                moved.Contains(FileName.Key(w)) ? WriteMode.Moved
                    : whole.Contains(FileName.Key(w)) ? WriteMode.Whole
                    : WriteMode.InPlace
            )),
        ];
    }
}
