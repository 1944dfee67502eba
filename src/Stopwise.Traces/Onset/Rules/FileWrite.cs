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

        return act.IsShell ? OfShell(act) : [OfTool(act)];
    }

    private static FileWrite OfTool(Act act)
    {
        var old = Named(act, OldNames);
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
            Named(act, NewNames)
        );
    }

    private static string? Named(Act act, string[] names)
    {
        foreach (var (field, value) in act.Texts)
        {
            if (names.Contains(field, StringComparer.Ordinal))
            {
                return value;
            }
        }

        return null;
    }

    private static List<FileWrite> OfShell(Act act)
    {
        var modes = new Dictionary<string, WriteMode?>(StringComparer.Ordinal);
        foreach (var simple in act.Commands)
        {
            foreach (var target in simple.Written)
            {
                modes[FileName.Key(target)] = WriteMode.Whole;
            }

            ReadModes(simple, modes);
        }

        var writes = new List<FileWrite>();
        foreach (var path in act.Reading.Written)
        {
            if (!modes.TryGetValue(FileName.Key(path), out var mode))
            {
                writes.Add(new FileWrite(path, WriteMode.ByCode));
            }
            else if (mode is { } known)
            {
                writes.Add(new FileWrite(path, known));
            }
        }

        return writes;
    }

    /// <summary>How the arguments of a program are written; null for one that is no file at all.</summary>
    private static void ReadModes(RanCommand simple, Dictionary<string, WriteMode?> modes)
    {
        WriteMode? mode = simple.Program switch
        {
            "tee" => WriteMode.Whole,
            "sed" or "perl" when simple.Arguments.Any(IsInPlace) => WriteMode.InPlace,
            "mv" or "cp" or "rm" or "rmdir" or "git" or "touch" or "ln" or "install" or "truncate" or "rsync" =>
                WriteMode.Moved,
            _ => null,
        };
        if (mode is null)
        {
            return;
        }

        var script =
            simple.Program is "sed" or "perl"
            && !simple.Arguments.Any(w => w is "-e" or "-f" or "--expression" or "-pe");
        foreach (var word in simple.Arguments)
        {
            if (word.Length == 0 || word[0] == '-')
            {
                script |= mode == WriteMode.InPlace && word is "-e" or "--expression" or "-pe";
                continue;
            }

            modes[FileName.Key(word)] = script ? null : mode;
            script = false;
            if (simple.Program is "mv" or "cp")
            {
                modes[FileName.Key(simple.Arguments[^1].TrimEnd('/') + "/" + FileName.Last(word))] = mode;
            }
        }
    }

    private static bool IsInPlace(string word) =>
        word.Length > 1
        && word[0] == '-'
        && (
            word.StartsWith("--in-place", StringComparison.Ordinal)
            || (word[1] != '-' && word.Contains('i', StringComparison.Ordinal))
        );
}
