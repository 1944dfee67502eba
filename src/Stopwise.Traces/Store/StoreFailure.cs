using Microsoft.Data.Sqlite;
using Stopwise.Exits;

namespace Stopwise.Traces.Store;

/// <summary>Turns what the database says into what the user can do.</summary>
internal static class StoreFailure
{
    // Primary result codes, https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static T Explained<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw new StopwiseException(Explain(path, e), e);
        }
        catch (InvalidDataException e)
        {
            throw new StopwiseException(
                $"The store {path} is damaged ({e.Message}): delete the file and import again.",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopwiseException($"The store {path} cannot be opened: {e.Message}", e);
        }
    }

    private static string Explain(string path, SqliteException e) =>
        e.SqliteErrorCode switch
        {
            Busy or Locked => $"The store {path} is in use by another process: wait for it to finish, then try again.",
            ReadOnly => $"The store {path} may not be written: give yourself write access to it and to its folder.",
            Corrupt => $"The store {path} is damaged: move it away and import again; stopwise doctor says more.",
            NotADatabase => $"{path} is not a store: name another file.",
            Full => $"The disk of the store {path} is full: free some space, then try again.",
            CannotOpen => $"The store {path} cannot be opened: its folder must exist and be yours to write.",
            _ => $"The store {path} failed: {e.Message}",
        };
}
