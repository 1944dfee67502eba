using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Stopwise.Traces.Store;

internal static class SqliteConnectionExtensions
{
    [SuppressMessage("Security", "CA2100", Justification = "The text is this folder's own; values are parameters.")]
    public static SqliteCommand Sql(
        this SqliteConnection connection,
        string text,
        params ReadOnlySpan<(string Name, object? Value)> values
    )
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    public static string? Text(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    public static long? Number(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetInt64(column);
}
