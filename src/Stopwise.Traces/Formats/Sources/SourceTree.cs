namespace Stopwise.Traces.Formats.Sources;

/// <summary>Files that may belong together: the loose files under one path, or the members of one archive.</summary>
/// <param name="Files">In ordinal order of their location.</param>
/// <param name="Problems">What could not be opened.</param>
/// <param name="Bytes">Size of what the user pointed at: packed size for an archive.</param>
internal sealed record SourceTree(IReadOnlyList<SourceFile> Files, IReadOnlyList<ImportItem> Problems, long Bytes)
{
    private const int DeepestNesting = 3;

    /// <summary>Opens every path in turn; what was unpacked for a tree is deleted when the next one is asked for.</summary>
    public static IEnumerable<SourceTree> Open(IReadOnlyList<string> paths, ImportOptions options)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            foreach (var tree in OpenPath(path, options, seen))
            {
                yield return tree;
            }
        }
    }

    private static IEnumerable<SourceTree> OpenPath(string path, ImportOptions options, HashSet<string> seen)
    {
        var problems = new List<ImportItem>();
        var loose = new List<SourceFile>();
        var archives = new List<SourceFile>();
        foreach (var file in FilesUnder(path, problems))
        {
            if (seen.Add(System.IO.Path.GetFullPath(file.Stored)))
            {
                (Unpacker.IsArchive(file.Stored) ? archives : loose).Add(file);
            }
        }

        if (loose.Count + problems.Count > 0)
        {
            yield return new SourceTree(loose, problems, loose.Sum(f => f.Length));
        }

        foreach (var archive in archives)
        {
            foreach (var tree in OpenArchive(archive, options, depth: 1))
            {
                yield return tree;
            }
        }
    }

    private static IEnumerable<SourceTree> OpenArchive(SourceFile archive, ImportOptions options, int depth)
    {
        var folder = NewFolder(options.Scratch);
        try
        {
            var unpacked = Unpacker.Unpack(archive, folder.FullName, options.MaxUnpackedBytes);
            var inner = unpacked.Files.Where(f => Unpacker.IsArchive(f.Stored)).ToList();
            var problems = new List<ImportItem>(unpacked.Problems);
            if (depth >= DeepestNesting)
            {
                problems.AddRange(
                    inner.Select(f => new FileFailed(
                        f.Display,
                        null,
                        "Archives are nested too deeply; unpack this one."
                    ))
                );
            }

            var files = unpacked.Files.Except(inner).OrderBy(f => f.Location, StringComparer.Ordinal).ToList();
            yield return new SourceTree(files, problems, depth == 1 ? archive.Length : 0);

            foreach (
                var tree in depth >= DeepestNesting ? [] : inner.SelectMany(f => OpenArchive(f, options, depth + 1))
            )
            {
                yield return tree;
            }
        }
        finally
        {
            Delete(folder);
        }
    }

    private static IEnumerable<SourceFile> FilesUnder(string path, List<ImportItem> problems)
    {
        if (File.Exists(path))
        {
            return [new SourceFile(path, null, path, System.IO.Path.GetFileName(path), new FileInfo(path).Length)];
        }

        if (!Directory.Exists(path))
        {
            problems.Add(new FileFailed(path, null, "There is no such file or folder."));
            return [];
        }

        var walk = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        return
        [
            .. new DirectoryInfo(path)
                .EnumerateFiles("*", walk)
                .Select(f => (f.Length, Name: System.IO.Path.GetRelativePath(path, f.FullName)))
                .Select(f => Loose(path, f.Name, f.Length))
                .OrderBy(f => f.Location, StringComparer.Ordinal),
        ];
    }

    private static SourceFile Loose(string folder, string name, long length)
    {
        var path = System.IO.Path.Combine(folder, name);
        return new SourceFile(path, null, path, name.Replace('\\', '/'), length);
    }

    private static DirectoryInfo NewFolder(string? scratch)
    {
        const string Prefix = "stopwise-import-";
        if (scratch is null)
        {
            return Directory.CreateTempSubdirectory(Prefix);
        }

        var path = System.IO.Path.Combine(scratch, Prefix + Guid.NewGuid().ToString("N"));
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(
                path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
    }

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A scanner may hold a file open; the system's own cleaning of temporary files takes it later.
        }
        catch (UnauthorizedAccessException) { }
    }
}
