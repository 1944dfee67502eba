using Stopwise.Exits;
using Stopwise.Traces.Formats.Declared;

namespace Stopwise.Cli;

/// <summary>Format files that the user keeps: a folder beside the store, one file a format.</summary>
internal static class KeptFormats
{
    private const string Ending = ".format.yaml";

    public static string FolderOf(CommandCall call) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(call.StorePath))!, "formats");

    /// <summary>All of them by file name; one with a mistake is said and left out.</summary>
    public static IReadOnlyList<(string File, FormatFile Format)> Load(CommandCall call)
    {
        var found = new List<(string, FormatFile)>();
        foreach (var file in Files(FolderOf(call)))
        {
            try
            {
                found.Add((file, Read(file)));
            }
            catch (StopwiseException e)
            {
                call.Note($"A kept format is left out: {e.Message}");
            }
        }

        return found;
    }

    /// <exception cref="StopwiseException">The file cannot be read or has a mistake.</exception>
    public static FormatFile Read(string file) => FormatFile.Parse(file, WholeFile.Read(file));

    /// <returns>The file that was written.</returns>
    /// <exception cref="StopwiseException">The place cannot be written to.</exception>
    public static string Keep(CommandCall call, FormatFile format)
    {
        var folder = FolderOf(call);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopwiseException($"{folder} cannot be made: {e.Message}", e);
        }

        var file = Path.Combine(folder, format.Name + Ending);
        WholeFile.Write(file, to => to.Write(format.Text));
        return file;
    }

    private static IEnumerable<string> Files(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? Directory.GetFiles(folder, "*" + Ending).Order(StringComparer.Ordinal)
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopwiseException($"{folder} cannot be read: {e.Message}", e);
        }
    }
}
