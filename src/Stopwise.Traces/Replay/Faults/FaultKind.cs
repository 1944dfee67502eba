using Stopwise.Exits;

namespace Stopwise.Traces.Replay.Faults;

/// <summary>What goes wrong with a call. The numbers are written to files and never change.</summary>
public enum FaultKind
{
    /// <summary>The call is made and its answer is lost.</summary>
    Dropped = 0,

    /// <summary>The tool is called twice for one request, as by a queue that delivers at least once; the second answer is given.</summary>
    Duplicated = 1,

    /// <summary>A tool's result comes with that of the next call; a model answers later.</summary>
    Delayed = 2,

    /// <summary>The result ends somewhere in its middle.</summary>
    Truncated = 3,

    /// <summary>An earlier result of the same tool: of the same call if there is one, else of another call or run.</summary>
    Stale = 4,

    /// <summary>A result of the same shape with another value.</summary>
    WrongButValid = 5,

    /// <summary>The model's API answers 429 with Retry-After.</summary>
    Http429 = 6,

    /// <summary>The model's API answers 500.</summary>
    Http500 = 7,

    /// <summary>The result ends with an order to the agent, a labelled canary.</summary>
    InjectedInstruction = 8,
}

/// <summary>The words for kinds of faults, and where each can happen.</summary>
public static class FaultKinds
{
    private static readonly string[] Words =
    [
        "dropped",
        "duplicated",
        "delayed",
        "truncated",
        "stale",
        "wrong-but-valid",
        "http-429",
        "http-500",
        "injected-instruction",
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FaultKind> All { get; } = Enum.GetValues<FaultKind>();

    /// <summary>The word of a kind, as users write it.</summary>
    public static string WordOf(FaultKind kind) => Words[(int)kind];

    /// <summary>Whether a call of this sort can suffer it.</summary>
    public static bool Hits(FaultKind kind, CallKind call) =>
        call == CallKind.Tool
            ? kind is not (FaultKind.Http429 or FaultKind.Http500)
            : kind is FaultKind.Dropped or FaultKind.Delayed or FaultKind.Http429 or FaultKind.Http500;

    /// <summary>Reads words with commas between them; <c>all</c> means all.</summary>
    /// <exception cref="StopwiseException">A word is not known.</exception>
    public static IReadOnlyList<FaultKind> Parse(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var kinds = new List<FaultKind>();
        foreach (var word in words.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = Array.IndexOf(Words, word);
            kinds.AddRange(
                word == "all" ? All
                : at >= 0 ? [(FaultKind)at]
                : throw new StopwiseException($"'{word}' is no fault: say all, or some of {string.Join(", ", Words)}.")
            );
        }

        return kinds.Count > 0
            ? [.. kinds.Distinct().Order()]
            : throw new StopwiseException($"No fault is named: say all, or some of {string.Join(", ", Words)}.");
    }
}
