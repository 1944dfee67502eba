using BenchmarkDotNet.Running;
using Stopwise.Benchmarks.Accuracy;

namespace Stopwise.Benchmarks;

internal static class BenchmarkProgram
{
    private static int Main(string[] args)
    {
        if (args is not ["accuracy", ..])
        {
            BenchmarkSwitcher.FromAssembly(typeof(BenchmarkProgram).Assembly).Run(args);
            return 0;
        }

        var corpus = Option(args, "--corpus") ?? Path.Combine("..", "shared", "corpus");
        var output = Option(args, "--out") ?? Path.Combine("docs", "accuracy.md");
        var splits = int.Parse(Option(args, "--splits") ?? "60", System.Globalization.CultureInfo.InvariantCulture);
        if (!Directory.Exists(corpus))
        {
            Console.Error.WriteLine($"No corpus of real runs at '{corpus}': name its folder with --corpus.");
            return 2;
        }

        File.WriteAllText(output, new AccuracyPage(corpus, splits).Write());
        Console.Error.WriteLine($"wrote {output}");
        return 0;
    }

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
