using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>A folder of made-up sources, deleted at the end of a test.</summary>
internal sealed class SourceFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stopwise-test-");

    public string Root => _folder.FullName;

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public List<ImportItem> Import(ImportOptions? options = null) =>
        [.. RunReader.Read([Root], options ?? new ImportOptions())];

    /// <summary>The runs of a folder with these files.</summary>
    public static List<Run> Runs(params (string Name, string Text)[] files)
    {
        using var folder = new SourceFolder();
        foreach (var (name, text) in files)
        {
            folder.Write(name, text);
        }

        return [.. folder.Import().OfType<RunFound>().Select(f => f.Run)];
    }

    public static byte[] TarGz(params (string Name, string Text)[] members)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, text) in members)
            {
                tar.WriteEntry(
                    new PaxTarEntry(TarEntryType.RegularFile, name)
                    {
                        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
                    }
                );
            }
        }

        return packed.ToArray();
    }

    public static byte[] Zip(params (string Name, string Text)[] members)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in members)
            {
                using var content = zip.CreateEntry(name).Open();
                content.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return packed.ToArray();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
