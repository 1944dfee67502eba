using System.Collections.Frozen;

namespace Stopwise.Traces.Actions;

/// <summary>What the name of a script, a target or a subcommand says about what it does.</summary>
internal static class ProgramNames
{
    private static readonly FrozenSet<string> CheckWords = Words(
        "test tests testing tested check checks checker verify verifies validate validation lint linting linter spec specs "
            + "repro reproduce reproducer reproduction bench benchmark eval evaluate assess audit typecheck types doctest "
            + "linkcheck e2e smoke demo example examples try debug sanity coverage ci compare inspect show analyze analyse"
    );

    private static readonly FrozenSet<string> MakeWords = Words(
        "build make install uninstall setup configure bootstrap deploy migrate migrations makemigrations convert generate "
            + "gen create train download fetch export import update upgrade fix apply patch modify edit write clean init "
            + "start stop restart compile compress extract decompress startapp startproject loaddata collectstatic flush "
            + "createsuperuser insert remove delete rename replace refactor add reset populate seed sync publish release "
            + "save backup restore provision prepare preprocess serve server dev watch format fmt rewrite transform"
    );

    private static readonly FrozenSet<string> FetchWords = Words("download fetch install setup");

    /// <summary>True where a word of the name says that it checks or shows something.</summary>
    public static bool Checks(ReadOnlySpan<char> name) => HasWord(name, CheckWords);

    /// <summary>True where a word of the name says that it makes something, and none that it checks.</summary>
    public static bool Makes(ReadOnlySpan<char> name) => !Checks(name) && HasWord(name, MakeWords);

    /// <summary>True where a word of the name says that it brings something onto the machine, by whatever library.</summary>
    public static bool Fetches(ReadOnlySpan<char> name) => !Checks(name) && HasWord(name, FetchWords);

    private static bool HasWord(ReadOnlySpan<char> name, FrozenSet<string> words)
    {
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> lower = stackalloc char[24];
        foreach (var range in name.SplitAny("_-.:/ "))
        {
            var part = name[range].TrimEnd("0123456789");
            if (part.Length is > 1 and <= 24)
            {
                part.ToLowerInvariant(lower);
                if (lookup.Contains(lower[..part.Length]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
