using System.Buffers;
using System.Text;

namespace Stopwise.Traces.Kin;

/// <summary>Commands and paths without what differs from run to run by chance: numbers, hashes, quotes, temporary names, the working folder.</summary>
internal static class StableText
{
    // Two components tell files apart within a task and are the same wherever the working folder lies.
    private const int PathComponents = 2;
    private const int ShortestHash = 8;

    private static readonly SearchValues<char> BetweenWords = SearchValues.Create(" \t;&|()<>");

    private static readonly HashSet<string> Wrappers = new(StringComparer.Ordinal)
    {
        "sudo",
        "time",
        "env",
        "nohup",
        "exec",
        "command",
        "timeout",
    };

    /// <summary>A command or an argument: blanks run together, quotes gone, every number and hash a <c>#</c>.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        var stable = new StringBuilder(Math.Min(text.Length, 1 << 16));
        for (var i = 0; i < text.Length; )
        {
            var c = text[i];
            if (IsWord(c))
            {
                var end = i + 1;
                for (; end < text.Length && IsWord(text[end]); end++) { }
                Word(stable, text[i..end]);
                i = end;
                continue;
            }

            i++;
            if (char.IsWhiteSpace(c))
            {
                if (stable.Length > 0 && stable[^1] != ' ')
                {
                    stable.Append(' ');
                }
            }
            else if (c is not ('"' or '\'' or '`' or '\\'))
            {
                stable.Append(c);
            }
        }

        return stable.ToString().TrimEnd(' ');
    }

    /// <summary>A path as its last components below the working folder.</summary>
    public static string Path(string path, string? folder)
    {
        var rest = path.AsSpan().Trim(" \"'").TrimEnd('/');
        if (folder is { Length: > 1 } && rest.StartsWith(folder, StringComparison.Ordinal))
        {
            var below = rest[folder.Length..];
            rest = below.IsEmpty || below[0] == '/' ? below.TrimStart('/') : rest;
        }

        if (IsTemporary(rest))
        {
            return "/tmp/#";
        }

        while (rest.StartsWith("./", StringComparison.Ordinal))
        {
            rest = rest[2..];
        }

        var start = rest.Length;
        for (var left = PathComponents; start > 0 && left > 0; left--)
        {
            start = rest[..start].LastIndexOf('/');
        }

        return rest.IsEmpty ? "." : rest[(start + 1)..].ToString();
    }

    public static bool IsTemporary(ReadOnlySpan<char> path) =>
        path.StartsWith("/tmp/", StringComparison.Ordinal)
        || path.StartsWith("/var/tmp/", StringComparison.Ordinal)
        || path.StartsWith("/dev/", StringComparison.Ordinal);

    /// <summary>The absolute folder that a command first changes to, and what it does there; null where it stays.</summary>
    public static string? Folder(string command, out ReadOnlySpan<char> rest)
    {
        rest = command.AsSpan().TrimStart();
        if (!rest.StartsWith("cd /", StringComparison.Ordinal))
        {
            return null;
        }

        var end = rest.IndexOfAny("&;\n");
        var folder = (end < 0 ? rest[3..] : rest[3..end]).Trim(" \"'").TrimEnd('/');
        if (end < 0 || folder.IsEmpty || folder.Contains(' '))
        {
            return null;
        }

        rest = rest[end..].TrimStart("&; \n");
        return folder.ToString();
    }

    /// <summary>The program that a command runs first, without assignments, wrappers and its folder.</summary>
    public static string Program(ReadOnlySpan<char> command)
    {
        var wrapped = false;
        foreach (var range in command.SplitAny(" \t\n;&|()"))
        {
            var word = command[range].Trim("\"'");
            if (word.IsEmpty || word.Contains('=') || (wrapped && (char.IsAsciiDigit(word[0]) || word[0] == '-')))
            {
                continue;
            }

            var name = word[(word.LastIndexOf('/') + 1)..].ToString();
            wrapped = Wrappers.Contains(name);
            if (!wrapped)
            {
                return name;
            }
        }

        return "";
    }

    /// <summary>The words of a command's first line that are no option and no number; what is quoted is one word, a path is short.</summary>
    public static List<string> Words(ReadOnlySpan<char> command, string? folder)
    {
        var line = command[..(command.IndexOf('\n') is var end and >= 0 ? end : command.Length)];
        var words = new List<string>();
        while (!(line = line.TrimStart(" \t;&|()<>")).IsEmpty)
        {
            var quoted = line[0] is '"' or '\'';
            var length = quoted ? line[1..].IndexOf(line[0]) + 2 : line.IndexOfAny(BetweenWords);
            length = length < (quoted ? 2 : 1) ? line.Length : length;
            var word = line[..length];
            line = line[length..];
            var stable = !quoted && word.IndexOfAny("/.") >= 0 ? Path(word.ToString(), folder) : Of(word);
            if (word[0] != '-' && stable is not ("" or "#"))
            {
                words.Add(stable);
            }
        }

        return words;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static void Word(StringBuilder stable, ReadOnlySpan<char> word)
    {
        if (!IsVolatile(word))
        {
            stable.Append(word);
            return;
        }

        // A range, a date or a version is one number.
        if (stable.Length > 1 && stable[^2] == '#' && stable[^1] is ',' or ':' or '.' or '-')
        {
            stable.Length--;
        }
        else
        {
            stable.Append('#');
        }
    }

    private static bool IsVolatile(ReadOnlySpan<char> word)
    {
        int digits = 0,
            hex = 0;
        foreach (var c in word)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            hex += char.IsAsciiHexDigit(c) ? 1 : 0;
        }

        return (char.IsAsciiDigit(word[0]) && 2 * digits >= word.Length)
            || (word.Length >= ShortestHash && hex == word.Length && digits > 0);
    }
}
