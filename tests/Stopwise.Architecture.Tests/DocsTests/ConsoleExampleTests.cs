using System.Diagnostics;

namespace Stopwise.Architecture.Tests.DocsTests;

/// <summary>The console examples of the documentation are run against the built program.</summary>
public class ConsoleExampleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static TheoryData<string> PagesWithExamples =>
        [.. Pages.All.Where(p => Pages.Lines(p).Any(l => l.StartsWith("<!-- run:", StringComparison.Ordinal)))];

    [Theory, MemberData(nameof(PagesWithExamples))]
    public void Console_examples_show_what_the_program_does(string page)
    {
        using var place = new Workplace();
        foreach (var example in ConsoleExample.Of(Pages.Lines(page)))
        {
            var (exitCode, output) = place.Run(example.Command);
            var promised = string.Join('\n', example.Output);
            var report = $"{page}:{example.Line}: {example.Command}\npromised:\n{promised}\ngot:\n{output}";
            exitCode.ShouldBe(example.ExitCode, report);
            example.Matches(output).ShouldBeTrue(report);
        }
    }

    [Theory]
    [InlineData("a\nb\n", true, "a", "b")]
    [InlineData("a\nb\n", false, "a")]
    [InlineData("a\nb\nc\n", true, "a", "...", "c")]
    [InlineData("a\nc\n", true, "a", "...", "c")]
    [InlineData("saved 12 %\n", true, "saved ... %")]
    [InlineData("saved 12 tokens\n", false, "saved ... %")]
    [InlineData("", true, "...")]
    [InlineData("anything", true)]
    public void Three_dots_stand_for_any_text(string output, bool matches, params string[] promised) =>
        new ConsoleExample(1, "stopwise", 0, promised).Matches(output).ShouldBe(matches);

    /// <summary>
    /// A folder of its own with the recordings of <c>samples</c>, a store of its own, and the built program on its path.
    /// </summary>
    private sealed class Workplace : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("stopwise-docs-").FullName;
        private readonly string _tools = Directory.CreateTempSubdirectory("stopwise-docs-tools-").FullName;

        public Workplace()
        {
            CopySamples();
            var program = Path.Combine(AppContext.BaseDirectory, "stopwise.dll");
            var script = Path.Combine(_tools, "stopwise");
            File.WriteAllText(script, $"#!/bin/sh\nexec dotnet exec \"{program}\" \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        public (int ExitCode, string Output) Run(string command)
        {
            var start = new ProcessStartInfo("bash", ["-c", $"{{ {command}\n}} 2>&1"])
            {
                WorkingDirectory = _folder,
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            };
            start.Environment["PATH"] = _tools + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
            start.Environment["STOPWISE_STORE"] = Path.Combine(_tools, "runs.db");
            start.Environment["NO_COLOR"] = "1";
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"'{command}' did not end within {Patience.TotalMinutes} minutes.");
            }

            return (process.ExitCode, output.GetAwaiter().GetResult());
        }

        private void CopySamples()
        {
            var samples = Path.Combine(Repo.Root, "samples", "recordings");
            foreach (var file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(_folder, Path.GetRelativePath(Repo.Root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        public void Dispose()
        {
            Directory.Delete(_folder, recursive: true);
            Directory.Delete(_tools, recursive: true);
        }
    }
}
