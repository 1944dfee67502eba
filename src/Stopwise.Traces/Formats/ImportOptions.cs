using Stopwise.Traces.Formats.Declared;

namespace Stopwise.Traces.Formats;

/// <summary>How runs are imported.</summary>
public sealed record ImportOptions
{
    /// <summary>A CSV or JSONL file of outcomes that overrides what the sources say; null for none.</summary>
    public string? Labels { get; init; }

    /// <summary>The most bytes that one archive may unpack to. The default is 16 GiB.</summary>
    public long MaxUnpackedBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 16L << 30;

    /// <summary>The largest single file that is read, in bytes. The default and the most is 512 MiB.</summary>
    public long MaxFileBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 512L << 20);
            field = value;
        }
    } = 512L << 20;

    /// <summary>An existing folder to unpack archives in; null for the system's own place for temporary files.</summary>
    public string? Scratch { get; init; }

    /// <summary>Formats that the user names: they are tried before the built-in ones. The default is none.</summary>
    public IReadOnlyList<FormatFile> Formats { get; init; } = [];

    /// <summary>Formats that the user keeps: they read what no built-in format claims. The default is none.</summary>
    public IReadOnlyList<FormatFile> KeptFormats { get; init; } = [];

    /// <summary>Told after each file; called from the thread that enumerates.</summary>
    public Action<ImportProgress>? Progress { get; init; }
}

/// <summary>How far an import is. Totals grow while archives are opened.</summary>
/// <param name="FilesDone">Files that have been looked at.</param>
/// <param name="FilesTotal">Files known so far.</param>
/// <param name="BytesDone">Bytes of the paths given, archives by their packed size.</param>
/// <param name="BytesTotal">Bytes of all paths given.</param>
public readonly record struct ImportProgress(int FilesDone, int FilesTotal, long BytesDone, long BytesTotal);
