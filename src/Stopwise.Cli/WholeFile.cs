using Stopwise.Exits;

namespace Stopwise.Cli;

/// <summary>Writes a file as a whole: a reader sees the old one or the new one, never a part.</summary>
internal static class WholeFile
{
    /// <exception cref="StopwiseException">The place cannot be written to.</exception>
    public static void Write(string path, Action<TextWriter> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var text = new StreamWriter(temporary))
            {
                text.NewLine = "\n";
                write(text);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new StopwiseException($"{path} cannot be written: {e.Message}", e);
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
