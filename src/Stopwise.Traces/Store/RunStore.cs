using System.Globalization;
using Microsoft.Data.Sqlite;
using Stopwise.Exits;

namespace Stopwise.Traces.Store;

/// <summary>The runs of one user in one file.</summary>
/// <remarks>
/// Calls may come from any thread and take turns. Several processes may share the file: readers never wait, a writer waits
/// up to half a minute for another. Whatever is wrong with the file is a <see cref="StopwiseException"/> that says what to do.
/// </remarks>
public sealed partial class RunStore : IDisposable
{
    // A batch of an import fits into memory and is written once; the log is emptied after some 64 MB.
    private const int CacheKilobytes = 64 << 10;
    private const int LogPages = 8 << 10;

    // Of a new file; most of what is kept is larger than SQLite's own 4096.
    private const int PageBytes = 8192;

    private readonly Lock _turn = new();
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _clock;

    private RunStore(string path, SqliteConnection connection, TimeProvider clock)
    {
        Path = path;
        _connection = connection;
        _clock = clock;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The schema that this program writes; a store of a newer one is refused.</summary>
    public static int SchemaVersion => StoreSchema.Version;

    /// <summary>
    /// The file in the user's data folder: <c>$XDG_DATA_HOME/stopwise/runs.db</c>, else
    /// <c>~/.local/share/stopwise/runs.db</c>; on Windows below the local application data.
    /// </summary>
    public static string DefaultPath =>
        System.IO.Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.DoNotVerify
            ),
            "stopwise",
            "runs.db"
        );

    /// <summary>Opens a store, brings an older one up to date and makes a missing one, readable by its owner alone.</summary>
    /// <exception cref="StopwiseException">The file cannot be opened, is no store, or is newer than this program.</exception>
    public static RunStore Open(string path, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return StoreFailure.Explained(path, () => OpenFile(path, clock ?? TimeProvider.System, waitSeconds: 30));
    }

    /// <summary>Opens a store that must be there.</summary>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static RunStore OpenExisting(string path, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path)
            ? Open(path, clock)
            : throw new StopwiseException($"There is no store at {path}: import runs first, or name another store.");
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    internal static RunStore OpenFile(string path, TimeProvider clock, int waitSeconds)
    {
        MakeOwnersFile(path);
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = SqliteOpenMode.ReadWrite,
                DefaultTimeout = waitSeconds,
                ForeignKeys = true,
                Pooling = false,
            }.ConnectionString
        );
        try
        {
            connection.Open();
            connection.Sql($"PRAGMA page_size = {PageBytes}").ExecuteNonQuery();
            connection.Sql("PRAGMA secure_delete = ON").ExecuteNonQuery();
            connection.Sql("PRAGMA synchronous = NORMAL").ExecuteNonQuery();
            connection.Sql($"PRAGMA cache_size = -{CacheKilobytes}").ExecuteNonQuery();
            connection.Sql($"PRAGMA wal_autocheckpoint = {LogPages}").ExecuteNonQuery();
            if ((string)connection.Sql("PRAGMA journal_mode").ExecuteScalar()! != "wal")
            {
                connection.Sql("PRAGMA journal_mode = WAL").ExecuteNonQuery();
            }

            StoreSchema.BringUp(connection, path);
            return new RunStore(path, connection, clock);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void MakeOwnersFile(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var _ = new FileStream(path, options);
    }

    private T InTurn<T>(Func<T> work)
    {
        lock (_turn)
        {
            return StoreFailure.Explained(Path, work);
        }
    }

    private static string? Stored(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(SqliteDataReader row, int column) =>
        row.Text(column) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;
}
