using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Store;

namespace Stopwise.Benchmarks.Importing;

/// <summary>How many megabytes (10^6 bytes) of generated files a core takes in a second: processor time of all threads, not the clock.</summary>
internal static class ImportSpeed
{
    private const long Bytes = 96_000_000;
    private const double Target = 100;
    private const int Repeats = 3;

    public static string Write()
    {
        var page = new StringBuilder();
        Section(page, "our JSON lines", GeneratedFiles.JsonLines);
        Section(page, "Claude Code transcripts", GeneratedFiles.Transcripts);
        page.Append(LargestFile.Write());
        return page.ToString();
    }

    private static void Section(StringBuilder page, string name, Action<string, long> generate)
    {
        var folder = Directory.CreateTempSubdirectory("stopwise-bench-");
        try
        {
            var source = Path.Combine(folder.FullName, "runs");
            generate(source, Bytes);
            var files = Directory.GetFiles(source).Order(StringComparer.Ordinal).ToArray();
            var size = files.Sum(f => new FileInfo(f).Length);
            page.Append(
                CultureInfo.InvariantCulture,
                $"\n### Import of {name}: generated, {size / 1e6:0} MB in {files.Length} files\n\n"
            );
            page.Append(
                "| what | MB/s of one core | wall MB/s, two cores | share of a reader's pass |\n|---|---|---|---|\n"
            );
            var pass = Best(() => Array.ForEach(files, Pass));
            Row(page, "`Utf8JsonReader` over all tokens (the limit)", size, pass, pass);
            Row(page, "`jq -c .`", size, Jq(files), pass);
            Row(page, "reading: secrets masked, runs parsed, nothing stored", size, Best(() => Read(source)), pass);
            var stored = 0L;
            var import = Best(() => stored = Import(source, Path.Combine(folder.FullName, "store")));
            Row(page, $"**whole import into the store** (target {Target:0})", size, import, pass);
            page.Append(
                CultureInfo.InvariantCulture,
                $"\nThe store has {stored / 1e6:0.0} MB, {stored * 100.0 / size:0} % of the files. "
            );
            page.Append("Where the processor time of the import goes, each part measured alone:\n\n");
            Parts(page, files, size, import.Cpu);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Parts(StringBuilder page, string[] files, long size, double whole)
    {
        var contents = Array.ConvertAll(files, File.ReadAllBytes);
        var runs = RunReader.Read(files, new ImportOptions()).OfType<RunFound>().ToList();
        page.Append("| part | ms a MB | share of the import |\n|---|---|---|\n");
        Part("files read from the system's cache", () => Array.ForEach(files, f => File.ReadAllBytes(f)));
        Part("secrets masked", () => Array.ForEach(contents, c => SecretScrubber.Scrub(c, out _)));
        Part("SHA-256 of the originals", () => Array.ForEach(contents, c => SHA256.HashData(c)));
        Part("run documents written and hashed", () => runs.ForEach(r => _ = new PackedRun(r)));
        var documents = runs.ConvertAll(r => RunJson.Write(r.Run));
        Part("run documents packed", () => documents.ForEach(d => Packed.Of(d)));
        Part("originals packed", () => Array.ForEach(contents, c => Packed.Of(c)));

        void Part(string name, Action work)
        {
            var cpu = Best(work).Cpu;
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {name} | {cpu * 1e9 / size:0.00} | {cpu / whole * 100:0} % |\n"
            );
        }
    }

    private static void Pass(string file)
    {
        var reader = new Utf8JsonReader(File.ReadAllBytes(file), new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read()) { }
    }

    private static void Read(string source)
    {
        foreach (var item in RunReader.Read([source], new ImportOptions()))
        {
            Demand(item is RunFound, item);
        }
    }

    private static long Import(string source, string store)
    {
        var path = Path.Combine(store, "runs.db");
        if (Directory.Exists(store))
        {
            Directory.Delete(store, recursive: true);
        }

        using (var opened = RunStore.Open(path))
        {
            var report = RunImport.Into(opened, RunReader.Read([source], new ImportOptions()));
            Demand(report.Failed.Count + report.Ignored.Count + report.Duplicates == 0, report);
        }

        return new FileInfo(path).Length;
    }

    private static void Demand(bool met, object seen)
    {
        if (!met)
        {
            throw new InvalidOperationException($"The generated files are not read as runs: {seen}");
        }
    }

    /// <summary>The shell's own count of its children's processor time; null where there is no jq.</summary>
    private static Spent? Jq(string[] files)
    {
        var best = default(Spent?);
        for (var i = 0; i < Repeats; i++)
        {
            var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add("command -v jq >/dev/null || exit 3; jq -c . \"$@\" >/dev/null; times");
            start.ArgumentList.Add("sh");
            Array.ForEach(files, start.ArgumentList.Add);
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(start)!;
            var times = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                return null;
            }

            var children = times.Split('\n')[1].Split(' ').Sum(Seconds);
            best = best is { } b && b.Cpu <= children ? best : new Spent(children, watch.Elapsed.TotalSeconds);
        }

        return best;

        static double Seconds(string time)
        {
            var parts = time.TrimEnd('s').Split('m');
            return (double.Parse(parts[0], CultureInfo.InvariantCulture) * 60)
                + double.Parse(parts[1], CultureInfo.InvariantCulture);
        }
    }

    private static Spent Best(Action work)
    {
        var best = new Spent(double.MaxValue, double.MaxValue);
        for (var i = 0; i < Repeats; i++)
        {
            GC.Collect();
            var (cpu, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
            work();
            var spent = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
            best = spent < best.Cpu ? new Spent(spent, watch.Elapsed.TotalSeconds) : best;
        }

        return best;
    }

    private static void Row(StringBuilder page, string what, long size, Spent? spent, Spent pass)
    {
        var numbers = spent is { } s
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{size / s.Cpu / 1e6:0} MB/s | {size / s.Wall / 1e6:0} MB/s | {pass.Cpu / s.Cpu:0.000}"
            )
            : "not installed | | ";
        page.Append(CultureInfo.InvariantCulture, $"| {what} | {numbers} |\n");
    }

    /// <summary>Seconds.</summary>
    private readonly record struct Spent(double Cpu, double Wall);
}
