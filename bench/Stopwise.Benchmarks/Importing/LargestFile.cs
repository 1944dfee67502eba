using System.Diagnostics;
using System.Globalization;
using Stopwise.Traces.Formats;

namespace Stopwise.Benchmarks.Importing;

/// <summary>What the largest file that is read at all asks of the machine.</summary>
internal static class LargestFile
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    public static string Write()
    {
        var folder = Directory.CreateTempSubdirectory("stopwise-bench-");
        try
        {
            var file = Path.Combine(folder.FullName, "generated.jsonl");
            GeneratedFiles.OneFile(file, new ImportOptions().MaxFileBytes);
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
            string[] arguments =
            [
                Path.Combine(AppContext.BaseDirectory, "stopwise.dll"),
                "import",
                file,
                "--store",
                Path.Combine(folder.FullName, "runs.db"),
            ];
            Array.ForEach(arguments, start.ArgumentList.Add);
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(start)!;
            var peak = 0L;
            while (!process.WaitForExit(Between))
            {
                peak = Math.Max(peak, MemoryOf(process));
            }

            var size = new FileInfo(file).Length;
            return process.ExitCode != 0
                ? throw new InvalidOperationException("The largest file was not imported.")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"\nOne generated file of {size / 1e6:0} MB, the largest that is read, imported by `stopwise import`: {watch.Elapsed.TotalSeconds:0.0} s, {peak / 1e6:n0} MB of memory at most, {peak / (double)size:0.0} times the file.\n"
                );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static long MemoryOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It ended between two looks.
            return 0;
        }
    }
}
