using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;

namespace Stopwise.Traces.Formats.Sources;

/// <summary>Unpacks an archive into a private folder. Files get generated names, so no member can leave the folder.</summary>
internal static class Unpacker
{
    private const int TarMagicAt = 257;

    /// <summary>Whether the first bytes are those of a gzip, zip or tar file.</summary>
    public static bool IsArchive(string file)
    {
        Span<byte> head = stackalloc byte[TarMagicAt + 5];
        try
        {
            using var stream = File.OpenRead(file);
            head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])
            || head.StartsWith("PK\x03\x04"u8)
            || head.StartsWith("PK\x05\x06"u8)
            || IsTar(head);
    }

    public static (List<SourceFile> Files, List<ImportItem> Problems) Unpack(
        SourceFile archive,
        string folder,
        long limit
    )
    {
        var files = new List<SourceFile>();
        var problems = new List<ImportItem>();
        try
        {
            var left = limit;
            foreach (var (member, content) in Members(archive.Stored))
            {
                var stored = Path.Combine(folder, files.Count.ToString("d8", CultureInfo.InvariantCulture));
                var length = Copy(content, stored, left);
                left -= length;
                var name = archive.Member is null ? member : $"{archive.Member}!/{member}";
                files.Add(new SourceFile(archive.Path, name, stored, $"{archive.Name}/{member}", length));
            }
        }
        catch (UnpackLimitException)
        {
            problems.Add(
                new FileFailed(
                    archive.Display,
                    null,
                    $"The archive unpacks to more than {limit:n0} bytes; raise the limit if you trust it. What was unpacked before is read."
                )
            );
        }
        catch (Exception e)
            when (e
                    is IOException
                        or InvalidDataException
                        or FormatException
                        or OverflowException
                        or ArgumentException
                        or NotSupportedException
                        or UnauthorizedAccessException
            )
        {
            problems.Add(
                new FileFailed(
                    archive.Display,
                    null,
                    $"The archive is cut off or damaged ({e.Message.TrimEnd('.')}). What could be unpacked is read."
                )
            );
        }

        return (files, problems);
    }

    private static IEnumerable<(string Member, Stream Content)> Members(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[2];
        var known = file.ReadAtLeast(head, 2, throwOnEndOfStream: false) == 2;
        var (zip, gzip) = (
            known && head.SequenceEqual("PK"u8),
            known && head.SequenceEqual((ReadOnlySpan<byte>)[0x1f, 0x8b])
        );
        file.Position = 0;
        var members =
            zip ? ZipMembers(file)
            : gzip ? GzipMembers(file, Path.GetFileNameWithoutExtension(path))
            : TarMembers(file);
        foreach (var member in members)
        {
            yield return member;
        }
    }

    private static IEnumerable<(string, Stream)> ZipMembers(Stream file)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        foreach (var entry in zip.Entries.Where(e => !e.FullName.EndsWith('/')))
        {
            using var content = entry.Open();
            yield return (Clean(entry.FullName), content);
        }
    }

    private static IEnumerable<(string, Stream)> GzipMembers(Stream file, string name)
    {
        using var plain = new BufferedStream(new GZipStream(file, CompressionMode.Decompress), 1 << 16);
        var head = new byte[512];
        var read = plain.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        using var whole = new PrefixedStream(head.AsMemory(0, read), plain);
        if (!IsTar(head.AsSpan(0, read)))
        {
            yield return (name, whole);
            yield break;
        }

        foreach (var member in TarMembers(whole))
        {
            yield return member;
        }
    }

    private static IEnumerable<(string, Stream)> TarMembers(Stream stream)
    {
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                yield return (Clean(entry.Name), entry.DataStream ?? Stream.Null);
            }
        }
    }

    private static bool IsTar(ReadOnlySpan<byte> head) =>
        head.Length >= TarMagicAt + 5 && head.Slice(TarMagicAt, 5).SequenceEqual("ustar"u8);

    private static string Clean(string member) =>
        string.Join(
            '/',
            member
                .Replace('\\', '/')
                .Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Where(p => p is not ("." or ".."))
        );

    private static long Copy(Stream content, string stored, long left)
    {
        using var target = File.Create(stored);
        var buffer = new byte[1 << 16];
        var total = 0L;
        for (int read; (read = content.Read(buffer)) > 0; )
        {
            total += read;
            if (total > left)
            {
                throw new UnpackLimitException();
            }

            target.Write(buffer, 0, read);
        }

        return total;
    }

    private sealed class UnpackLimitException : IOException;
}
