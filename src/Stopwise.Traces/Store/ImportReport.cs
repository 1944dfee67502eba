using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Store;

/// <summary>What an import did with everything that it was pointed at.</summary>
public sealed record ImportReport
{
    /// <summary>Runs that the store took in, <see cref="Updated"/> ones included.</summary>
    public required int Imported { get; init; }

    /// <summary>Runs among the imported ones that took the place of an earlier version or brought it a verdict.</summary>
    public required int Updated { get; init; }

    /// <summary>Runs that the store had already.</summary>
    public required int Duplicates { get; init; }

    /// <summary>What could not be read.</summary>
    public required IReadOnlyList<FileFailed> Failed { get; init; }

    /// <summary>What holds no run.</summary>
    public required IReadOnlyList<FileIgnored> Ignored { get; init; }

    /// <summary>Runs read of each format.</summary>
    public required IReadOnlyDictionary<string, int> ByFormat { get; init; }

    /// <summary>Runs read: imported ones and duplicates.</summary>
    public int Runs => Imported + Duplicates;

    /// <summary>Steps of the runs read.</summary>
    public required long Steps { get; init; }

    /// <summary>Secrets that were masked in the runs read.</summary>
    public required long SecretsMasked { get; init; }

    /// <summary>Runs read whose token numbers are estimates, in whole or in part.</summary>
    public required int EstimatedRuns { get; init; }
}
