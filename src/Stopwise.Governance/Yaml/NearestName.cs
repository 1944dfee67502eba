namespace Stopwise.Governance.Yaml;

/// <summary>What a misspelled name was probably meant to be.</summary>
internal static class NearestName
{
    private const int LongestCompared = 64;

    /// <summary><c>; the nearest is 'X'</c> for the end of a sentence; empty where nothing is near.</summary>
    public static string Hint(string name, IReadOnlyList<string> known) =>
        Find(name, known) is { } near ? $"; the nearest is '{near}'" : "";

    /// <summary>The known name with the fewest letters to change; null where more than half of them differ.</summary>
    public static string? Find(string name, IReadOnlyList<string> known)
    {
        var best = known.Count == 0 ? null : known.MinBy(k => Distance(name, k));
        return best is not null && Distance(name, best) <= Math.Max(1, Math.Max(name.Length, best.Length) / 2)
            ? best
            : null;
    }

    /// <summary>Letters to insert, leave out, replace or swap with their neighbour (optimal string alignment).</summary>
    internal static int Distance(string a, string b)
    {
        if (a.Length > LongestCompared || b.Length > LongestCompared)
        {
            return int.MaxValue;
        }

        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                rows[i, j] =
                    i == 0 || j == 0
                        ? i + j
                        : Math.Min(
                            Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1,
                            rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                        );
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
