using Stopwise.Exits;

namespace Stopwise.Cli;

/// <summary>Writes a file as a whole: a reader sees the old one or the new one, never a part.</summary>
internal static class WholeFile
{
    /// <exception cref="StopwiseException">The place cannot be written to.</exception>
    public static void Write(string path, Action<TextWriter> write) =>
        WriteBytes(
            path,
            file =>
            {
                using var text = new StreamWriter(file, leaveOpen: true);
                text.NewLine = "\n";
                write(text);
            }
        );

    /// <exception cref="StopwiseException">The place cannot be written to.</exception>
    public static void WriteBytes(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        var whole = false;
        try
        {
            using (var file = File.Create(temporary))
            {
                write(file);
            }

            File.Move(temporary, path, overwrite: true);
            whole = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopwiseException($"{path} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (!whole)
            {
                TryDelete(temporary);
            }
        }
    }

    /// <exception cref="StopwiseException">The file cannot be read.</exception>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopwiseException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure to write is what the user must hear of; a leftover does no harm.
        }
    }
}
