using System.Collections.Frozen;

namespace Stopwise.Traces.Actions.Code;

/// <summary>What a call of a known name does with files.</summary>
internal enum CodeEffect
{
    WritesReceiver,
    WritesFirst,
    WritesFirstIfAny,
    WritesSecond,
    RemovesReceiver,
    RemovesFirst,
    WritesSecondIfAny,
    MovesFirst,
    MovesKnown,
    WritesHandle,
    MakesBuffer,
    Reads,
    Runs,
    Exits,
    Asserts,
    Manages,
}

/// <summary>The calls of common libraries that write, read or run things, by name.</summary>
internal static class CodeCalls
{
    private static readonly FrozenDictionary<string, CodeEffect> Known = Table();

    private static readonly FrozenDictionary<string, CodeEffect>.AlternateLookup<ReadOnlySpan<char>> ByName =
        Known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="name">The function or method.</param>
    /// <param name="root">What its chain of names begins with; the name itself where it stands alone.</param>
    public static CodeEffect? Find(ReadOnlySpan<char> name, ReadOnlySpan<char> root)
    {
        if (name.StartsWith("assert", StringComparison.OrdinalIgnoreCase) || root is "assert" || name is "expect")
        {
            return CodeEffect.Asserts;
        }

        if (name is "replace" or "remove" or "copy" or "link" or "move" or "rename" or "unlink" or "rm" or "cp" or "mv")
        {
            return OfFolder(name, root);
        }

        if (name is "run" or "call" or "exec" or "spawn" or "system")
        {
            return root is "subprocess" or "os" or "child_process" or "cp" || name is "system" ? CodeEffect.Runs : null;
        }

        if (name is "write" or "writelines")
        {
            return root is "sys" or "process" or "proc" or "stdout" or "stderr" or "out"
                ? null
                : CodeEffect.WritesHandle;
        }

        return ByName.TryGetValue(name, out var effect) ? effect : null;
    }

    private static CodeEffect? OfFolder(ReadOnlySpan<char> name, ReadOnlySpan<char> root) =>
        (root is "os" or "shutil" or "fs" or "fsp" or "File" or "FileUtils")
            ? name is "remove" or "unlink" or "rm"
                ? CodeEffect.RemovesFirst
                : name is "copy" or "link" or "cp"
                    ? CodeEffect.WritesSecond
                    : CodeEffect.MovesFirst
            : name is "unlink"
                ? CodeEffect.RemovesReceiver
                : name is "rename" or "replace"
                    ? CodeEffect.MovesKnown
                    : null;

    private static FrozenDictionary<string, CodeEffect> Table()
    {
        var table = new Dictionary<string, CodeEffect>(StringComparer.Ordinal);
        Add(CodeEffect.RemovesFirst, "removedirs rmdir rmtree rmSync rmdirSync unlinkSync");
        Add(CodeEffect.WritesReceiver, "write_text write_bytes touch symlink_to hardlink_to");
        Add(
            CodeEffect.WritesFirst,
            "mkdir makedirs mkdirSync writeFile writeFileSync appendFile "
                + "appendFileSync createWriteStream outputFile outputFileSync outputJson writeJson writeJsonSync ensureDir "
                + "ensureDirSync file_put_contents truncate chmod chown utime imwrite imsave savetxt savez "
                + "savez_compressed saveRDS ggsave write_csv write_parquet tofile mkdir_p save_pretrained save_model "
                + "save_weights urlretrieve_to extractall makedirs_p"
        );
        Add(
            CodeEffect.WritesFirstIfAny,
            "to_csv to_parquet to_json to_excel to_pickle to_hdf to_feather to_html to_markdown to_netcdf savefig save "
                + "write_image write_html"
        );
        Add(
            CodeEffect.WritesSecond,
            "copy2 copyfile copytree copyFile copyFileSync cpSync symlink symlinkSync urlretrieve write_table unpack_archive"
        );
        Add(CodeEffect.WritesSecondIfAny, "dump");
        Add(CodeEffect.MovesFirst, "renames renameSync");
        Add(CodeEffect.MakesBuffer, "StringIO BytesIO Popen HttpResponse TextIOWrapper");
        Add(
            CodeEffect.Reads,
            "read_text read_bytes read_csv read_json read_parquet read_excel read_pickle readFile readFileSync loadtxt imread "
                + "file_get_contents load"
        );
        Add(CodeEffect.Runs, "check_call check_output getoutput getstatusoutput popen execSync spawnSync execFileSync");
        Add(CodeEffect.Exits, "exit _exit");
        Add(CodeEffect.Asserts, "testmod run_tests");
        Add(CodeEffect.Manages, "call_command execute_from_command_line");
        return table.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(CodeEffect effect, string names)
        {
            foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                table[name] = effect;
            }
        }
    }
}
