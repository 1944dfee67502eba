using System.CommandLine;
using Spectre.Console;
using Stopwise.Exits;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise doctor</c>: says whether everything is in order, and what to do where it is not.</summary>
internal static class DoctorCommand
{
    // An import of some hundred runs and the copy that erasing makes both fit into this.
    private const long LeastFreeBytes = 1L << 30;

    public static Command Create(CommandFactory factory) =>
        factory.Create("doctor", "Checks the store and its place, and says how to put right what is wrong.", Examine);

    private static int Examine(CommandCall call)
    {
        var path = Path.GetFullPath(call.StorePath);
        List<Check> checks = [.. StoreChecks(call, path), WriteAccess(path), FreeSpace(path), .. Privacy(path)];
        var findings = checks.Count(c => !c.Ok);
        if (call.Json)
        {
            call.WriteJson(new DoctorReport(path, findings, checks), CliJson.Default.DoctorReport);
        }
        else
        {
            Write(call.Console, checks, findings);
        }

        return findings == 0 ? ExitCodes.Ok : ExitCodes.Findings;
    }

    private static List<Check> StoreChecks(CommandCall call, string path)
    {
        if (!File.Exists(path))
        {
            return [new Check("store", Ok: true, $"{path} is not there yet: the first import makes it")];
        }

        try
        {
            using var store = call.ExistingStore();
            var health = store.Check();
            return
            [
                new Check("store", Ok: true, $"{path}, {Words.Plural(health.Runs, "run")}, {Size(health.FileBytes)}"),
                new Check("schema", Ok: true, $"{health.SchemaVersion}, the newest this program knows"),
                .. Integrity(health),
            ];
        }
        catch (StopwiseException e)
        {
            return
            [
                new Check(
                    "store",
                    Ok: false,
                    e.Message,
                    "Do what the message says, or name another file with --store."
                ),
            ];
        }
    }

    private static IEnumerable<Check> Integrity(StoreHealth health) =>
        health.Findings.Count == 0
            ? [new Check("integrity", Ok: true, "every page and every reference is sound")]
            : health.Findings.Select(f => new Check(
                "integrity",
                Ok: false,
                f,
                "Move the file away and import the runs again."
            ));

    private static Check WriteAccess(string path)
    {
        var folder = NearestFolder(path);
        try
        {
            var probe = Path.Combine(folder, $".stopwise-{Guid.NewGuid():N}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose)) { }
            return new Check("write access", Ok: true, $"{folder} may be written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Check(
                "write access",
                Ok: false,
                e.Message,
                $"Give yourself write access to {folder}, or use --store."
            );
        }
    }

    private static Check FreeSpace(string path)
    {
        var folder = NearestFolder(path);
        try
        {
            var free = new DriveInfo(folder).AvailableFreeSpace;
            return free >= LeastFreeBytes
                ? new Check("free space", Ok: true, Size(free))
                : new Check(
                    "free space",
                    Ok: false,
                    Size(free),
                    $"Free at least {Size(LeastFreeBytes)}, or use --store."
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Check("free space", Ok: true, "this system does not say");
        }
    }

    private static Check[] Privacy(string path)
    {
        const UnixFileMode Others =
            UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return [];
        }

        return (File.GetUnixFileMode(path) & Others) == UnixFileMode.None
            ? [new Check("privacy", Ok: true, "only you may read the store")]
            : [new Check("privacy", Ok: false, "other users may read the store", $"chmod 600 '{path}'")];
    }

    private static string NearestFolder(string path)
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? Path.GetPathRoot(path)!;
    }

    private static string Size(long bytes) =>
        bytes switch
        {
            < 1L << 20 => $"{(bytes + 1023) / 1024} KiB",
            < 1L << 30 => $"{bytes >> 20} MiB",
            _ => $"{bytes >> 30} GiB",
        };

    private static void Write(IAnsiConsole console, List<Check> checks, int findings)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders();
        table.AddColumns([
            .. Enumerable.Range(0, 2).Select(_ => new TableColumn("").NoWrap().PadRight(2)),
            new TableColumn(""),
        ]);
        foreach (var check in checks)
        {
            var mark = check.Ok ? new Text("ok", new Style(Color.Green)) : new Text("wrong", new Style(Color.Red));
            table.AddRow(mark, new Text(check.Name), new Text(Shown.Line(check.Detail)));
            if (check.Fix is not null)
            {
                table.AddRow(new Text(""), new Text(""), new Text(Shown.Line($"fix: {check.Fix}")));
            }
        }

        console.Write(table);
        console.WriteLine(findings == 0 ? "All is well." : $"{Words.Plural(findings, "finding")}.");
    }
}

/// <summary>One thing that was looked at.</summary>
internal sealed record Check(string Name, bool Ok, string Detail, string? Fix = null);

internal sealed record DoctorReport(string Store, int Findings, IReadOnlyList<Check> Checks);
