namespace Stopwise.Traces.Onset.Rules;

/// <summary>Names of files as agents write them: relative, absolute, or from a folder that they changed to.</summary>
internal static class FileName
{
    /// <summary>The path without quotes, leading <c>./</c> and a trailing slash.</summary>
    public static string Key(string path)
    {
        var trimmed = path.AsSpan().Trim().Trim("'\"`");
        while (trimmed.StartsWith("./", StringComparison.Ordinal))
        {
            trimmed = trimmed[2..];
        }

        trimmed = trimmed.TrimEnd('/');
        return trimmed.Length == path.Length ? path : trimmed.ToString();
    }

    /// <summary>The last part.</summary>
    public static string Last(string path)
    {
        var key = Key(path);
        return key[(key.LastIndexOfAny(['/', '\\']) + 1)..];
    }

    /// <summary>True where two names can mean one file: equal, or one the end of the other at a folder's border.</summary>
    public static bool Same(string a, string b)
    {
        var (left, right) = (Key(a), Key(b));
        return left == right || EndsWith(left, right) || EndsWith(right, left);
    }

    private static bool EndsWith(string path, string end) =>
        end.Length > 0
        && path.Length > end.Length
        && path[^(end.Length + 1)] is '/' or '\\'
        && path.EndsWith(end, StringComparison.Ordinal);
}
