using Stopwise.Exits;
using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>One file that a user wants to have described.</summary>
internal static class Recording
{
    private const long MostBytes = 512L << 20;

    /// <exception cref="StopwiseException">It cannot be read, or is too large.</exception>
    public static Original Open(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MostBytes)
            {
                throw new StopwiseException($"{path} has more than {MostBytes:n0} bytes: give a part of it.");
            }

            return Original.Read(new SourceFile(path, null, path, Path.GetFileName(path), length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopwiseException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
