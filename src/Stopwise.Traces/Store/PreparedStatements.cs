using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Stopwise.Traces.Store;

/// <summary>Statements of one transaction, each prepared once however often it is run.</summary>
internal sealed class PreparedStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>The statement with these values; a statement cannot be run again while its rows are read.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "The text is this folder's own; values are parameters.")]
    public SqliteCommand Sql(string text, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_commands.TryGetValue(text, out var command))
        {
            _commands[text] = command = connection.Sql(text, values);
            return command;
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i].Value ?? DBNull.Value;
        }

        return command;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }
    }
}
