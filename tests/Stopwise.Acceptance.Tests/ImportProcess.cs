using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Stopwise;

/// <summary>Generated runs in a folder of their own, and <c>stopwise</c> as a process on them.</summary>
internal sealed class ImportProcess : IDisposable
{
    private const int RunsOfFile = 100;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stopwise-crash-");

    public ImportProcess(int files)
    {
        for (var file = 0; file < files; file++)
        {
            Sources.Add(Write(file));
        }
    }

    public List<string> Sources { get; } = [];

    public int Runs => Sources.Count * RunsOfFile;

    public string Store => Path.Combine(_folder.FullName, "store", "runs.db");

    public void Dispose() => _folder.Delete(recursive: true);

    public static string IdOf(int run) => string.Create(CultureInfo.InvariantCulture, $"generated-{run:d6}");

    public Process Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "stopwise.dll"));
        foreach (var argument in (IEnumerable<string>)[.. arguments, "--store", Store, "--json"])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs to the end; gives back what it wrote.</summary>
    public static string Finish(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{output}\n{errors.Result}");
        return output;
    }

    private string Write(int file)
    {
        var text = new StringBuilder();
        var dice = new Random(file);
        for (var run = file * RunsOfFile; run < (file + 1) * RunsOfFile; run++)
        {
            var id = IdOf(run);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{{\"run\":\"{id}\",\"agent\":\"generated\",\"outcome\":\"solved\"}}\n"
            );
            for (var step = 0; step < 6; step++)
            {
                var result = Convert.ToHexString(Bytes(dice, 800));
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{{\"run\":\"{id}\",\"step\":{step},\"tool\":\"bash\",\"command\":\"ls {step}\",\"result\":\"{result}\"}}\n"
                );
            }
        }

        var path = Path.Combine(_folder.FullName, $"generated-{file:d4}.jsonl");
        File.WriteAllText(path, text.ToString());
        return path;
    }

    private static byte[] Bytes(Random dice, int count)
    {
        var bytes = new byte[count];
        dice.NextBytes(bytes);
        return bytes;
    }
}
