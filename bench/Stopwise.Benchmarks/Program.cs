using BenchmarkDotNet.Running;
using Stopwise.Benchmarks.Accuracy;
using Stopwise.Benchmarks.Checking;
using Stopwise.Benchmarks.Contracts;
using Stopwise.Benchmarks.Diagnosing;
using Stopwise.Benchmarks.Importing;
using Stopwise.Benchmarks.Records;
using Stopwise.Benchmarks.Replaying;

namespace Stopwise.Benchmarks;

internal static class BenchmarkProgram
{
    private static int Main(string[] args)
    {
        if (args is ["speed", ..])
        {
            var stored = args.Contains("--million") ? 1_000_000 : 100_000;
            var measured = SpeedPage.Write(Option(args, "--corpus") ?? Path.Combine("..", "shared", "corpus"), stored);
            Console.Write(measured);
            if (Option(args, "--out") is { } speed)
            {
                File.WriteAllText(speed, SpeedPage.Head + measured);
            }

            return 0;
        }

        if (args is ["contracts", ..])
        {
            Console.Write(ContractSpeed.Write(Option(args, "--corpus") ?? Path.Combine("..", "shared", "corpus")));
            return 0;
        }

        if (args is ["rules", ..])
        {
            return RuleStudy.Write(args);
        }

        if (args is ["store", var count])
        {
            Console.Write(StoreSpeed.Write(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)));
            return 0;
        }

        if (args is ["kin", ..])
        {
            Console.Write(new KinStudy(Option(args, "--corpus") ?? Path.Combine("..", "shared", "corpus")).Write());
            return 0;
        }

        if (args is ["import"])
        {
            Console.Write(ImportSpeed.Write());
            return 0;
        }

        if (args is ["replay"])
        {
            Console.Write(ReplaySpeed.Write());
            return 0;
        }

        if (args is ["onset", ..])
        {
            var tables = new MarkdownPage();
            new OnsetStudy(Option(args, "--corpus") ?? Path.Combine("..", "shared", "corpus")).Write(tables);
            Console.Write(tables);
            return 0;
        }

        if (args is ["faults", ..])
        {
            var tables = new MarkdownPage();
            new FaultStudy(Option(args, "--corpus") ?? Path.Combine("..", "shared", "corpus")).Write(tables);
            Console.Write(tables);
            return 0;
        }

        if (args is ["contracts-study", ..])
        {
            return ContractStudy.Write(
                Option(args, "--corpus") ?? Path.Combine("..", "shared", "corpus"),
                Option(args, "--out") ?? Path.Combine("docs", "accuracy.md")
            );
        }

        if (args is ["records", ..])
        {
            return FactStudy.Write(args);
        }

        if (args is ["tree", ..])
        {
            Console.Write(TreeSpeed.Write(Option(args, "--corpus")));
            return 0;
        }

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

        var page = new AccuracyPage(corpus, splits);
        File.WriteAllText(output, page.Write());
        Console.Error.WriteLine($"wrote {output}");
        if (Option(args, "--readme") is { } readme)
        {
            FillReadme(readme, page.Summary);
        }

        return 0;
    }

    private static void FillReadme(string path, string table)
    {
        const string Begin = "<!-- measured: begin";
        const string End = "<!-- measured: end -->";
        var text = File.ReadAllText(path);
        var from = text.IndexOf('\n', text.IndexOf(Begin, StringComparison.Ordinal)) + 1;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        File.WriteAllText(path, $"{text[..from]}\n{table}\n{text[to..]}");
    }

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
