using System.Text;
using System.Text.Unicode;

namespace Stopwise.Traces.Formats.Sources;

/// <summary>One file the user pointed at, directly, through a folder or through an archive.</summary>
/// <param name="Path">The file or archive as the user named it.</param>
/// <param name="Member">The file inside the archive; null outside one.</param>
/// <param name="Stored">Where the bytes lie on disk.</param>
/// <param name="Name">Path relative to what the user pointed at, with forward slashes.</param>
/// <param name="Length">Bytes on disk.</param>
internal sealed record SourceFile(string Path, string? Member, string Stored, string Name, long Length)
{
    /// <summary>How messages name the file.</summary>
    public string Display => Member is null ? Path : $"{Path}!/{Member}";

    /// <summary>Folders and name with forward slashes: the place inside the archive, or the whole path on disk.</summary>
    public string Location { get; } = Member ?? System.IO.Path.GetFullPath(Path).Replace('\\', '/').TrimStart('/');

    public string Folder => FolderOf(Location);

    public static string FolderOf(string location)
    {
        var slash = location.LastIndexOf('/');
        return slash < 0 ? "" : location[..slash];
    }

    public static string LastName(string location) => location[(location.LastIndexOf('/') + 1)..];

    /// <summary>The bytes as they lie on disk, for formats that are not text.</summary>
    public byte[] ReadBytes() => File.ReadAllBytes(Stored);

    /// <summary>Of several files, the one that shares the most folders with this one; null where there is none.</summary>
    public SourceFile? Nearest(IEnumerable<SourceFile> files)
    {
        var own = Location.Split('/');
        return files.MaxBy(f => f.Location.Split('/').Zip(own).TakeWhile(p => p.First == p.Second).Count());
    }

    /// <summary>The bytes as valid UTF-8: broken sequences become the replacement character, a byte order mark goes.</summary>
    public byte[] Read() => Utf8Of(File.ReadAllBytes(Stored));

    /// <summary>Whole lines from the beginning, as <see cref="Read"/> gives them; null where the first line is longer.</summary>
    public byte[]? ReadHead(int most)
    {
        var head = new byte[Math.Min(most, Length)];
        using var stream = File.OpenRead(Stored);
        var lines = head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        var end = lines.LastIndexOf((byte)'\n') + 1;
        return end == 0 ? null : Utf8Of(head[..end]);
    }

    private static byte[] Utf8Of(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        return Utf8.IsValid(bytes) ? bytes : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes));
    }
}
