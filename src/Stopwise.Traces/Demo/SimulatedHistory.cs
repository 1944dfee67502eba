using System.Globalization;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Demo;

/// <summary>Draws labelled runs whose lengths and outcomes resemble, roughly, those of coding agents.</summary>
/// <remarks>
/// A task has a difficulty, drawn from a normal distribution. It lowers the chance of success and raises the number of
/// edit-and-check rounds; a run that will fail does more rounds still, sometimes many more. Nothing here is fitted to
/// real runs. Each run has its own random stream, so that the first runs stay the same if the number of tasks changes.
/// </remarks>
internal static class SimulatedHistory
{
    private const int SingleTasks = 216;
    private const int RepeatedTasks = 6;
    private const int Trials = 4;
    private const int MostRounds = 45;

    /// <summary>Share of runs that read a little, give up and never edit.</summary>
    private const double NeverActs = 0.05;

    private static readonly string[] Areas =
    [
        "billing",
        "search",
        "export",
        "login",
        "cache",
        "report",
        "queue",
        "parser",
    ];
    private static readonly string[] Faults =
    [
        "rounding",
        "empty-input",
        "time-zone",
        "encoding",
        "race",
        "paging",
        "retry",
    ];

    public static IReadOnlyList<Run> Draw(int seed)
    {
        var runs = new List<Run>(SingleTasks + (RepeatedTasks * Trials));
        for (var task = 0; task < SingleTasks + RepeatedTasks; task++)
        {
            var difficulty = Normal(Stream(seed, task, 0));
            var trials = task < SingleTasks ? 1 : Trials;
            for (var trial = 1; trial <= trials; trial++)
            {
                runs.Add(DrawRun(seed, task, trial, difficulty, minute: 60 + (runs.Count * 25)));
            }
        }

        return runs;
    }

    private static Run DrawRun(int seed, int task, int trial, double difficulty, int minute)
    {
        var random = Stream(seed, task, trial);
        var area = Areas[task % Areas.Length];
        var fault = Faults[task / Areas.Length % Faults.Length];
        var name = string.Create(CultureInfo.InvariantCulture, $"{area}-{fault}-{task:D3}");
        var script = new DemoScript(
            string.Create(CultureInfo.InvariantCulture, $"demo-{seed}-{task:D3}-{trial}"),
            "simulated/" + name,
            trial,
            $"There is a {fault} fault in the {area} module (simulated task {name}). Find it and fix it.",
            minute
        );
        Explore(script, area, random);
        if (random.NextDouble() < NeverActs)
        {
            return script.End(false, "The module looks correct to me. I changed nothing.", submission: null);
        }

        var solved = random.NextDouble() < 1.0 / (1.0 + Math.Exp(-1.25 + (1.3 * difficulty)));
        var rounds = Rounds(difficulty, solved, random);
        for (var round = 1; round <= rounds; round++)
        {
            Round(script, area, round, PassesCheck(solved, last: round == rounds, random), random);
        }

        Linger(script, area, solved, random);
        return End(script, area, solved, rounds, random);
    }

    private static int Rounds(double difficulty, bool solved, Random random)
    {
        var log = 1.15 + (0.40 * difficulty) + (0.65 * Normal(random));
        if (!solved)
        {
            // One failed run in four is of the long kind: it keeps trying until a limit ends it.
            log += random.NextDouble() < 0.25 ? 1.3 : 0.2;
        }

        return Math.Clamp((int)Math.Round(Math.Exp(log)), 1, MostRounds);
    }

    /// <summary>The agent's own checks mislead now and then: they are not what the verifier runs.</summary>
    private static bool PassesCheck(bool solved, bool last, Random random) =>
        solved ? last || random.NextDouble() < 0.10 : random.NextDouble() < (last ? 0.35 : 0.12);

    private static void Explore(DemoScript script, string area, Random random)
    {
        script.Bash("ls", "README.md\npyproject.toml\nsrc\ntests", message: "I will look around first.");
        var looks = random.Next(2, 7);
        for (var look = 0; look < looks; look++)
        {
            if (random.NextDouble() < 0.5)
            {
                script.Bash(
                    $"grep -rn \"def \" src/{area}",
                    $"src/{area}/core.py:12:def load(path):",
                    unseen: random.Next(100, 900)
                );
            }
            else
            {
                script.Read($"src/{area}/part_{look}.py", "import logging", unseen: random.Next(300, 2_200));
            }
        }
    }

    private static void Round(DemoScript script, string area, int round, bool passes, Random random)
    {
        var path = $"src/{area}/core.py";
        if (random.NextDouble() < 0.45)
        {
            script.Read(path, "def load(path):", unseen: random.Next(300, 1_600));
        }

        script.Edit(path, $"    limit = {round - 1}", $"    limit = {round}", "This should change the behaviour.");
        var check = $"python -m pytest -q tests/test_{area}.py";
        if (passes)
        {
            script.Bash(check, "24 passed in 1.20s", unseen: random.Next(30, 200));
        }
        else
        {
            var failing = random.Next(1, 6);
            var text =
                $"FAILED tests/test_{area}.py::test_load - AssertionError\n{failing} failed, {24 - failing} passed in 1.31s";
            script.Bash(check, text, 1, unseen: random.Next(200, 1_500));
        }
    }

    /// <summary>What follows the last edit: looking again, running the checks again.</summary>
    private static void Linger(DemoScript script, string area, bool solved, Random random)
    {
        var steps = Math.Clamp((int)Math.Round(Math.Exp((solved ? 1.5 : 1.2) + (0.7 * Normal(random)))), 0, 30);
        for (var step = 0; step < steps; step++)
        {
            switch (random.Next(3))
            {
                case 0:
                    script.Read($"src/{area}/core.py", "def load(path):", unseen: random.Next(300, 1_600));
                    break;
                case 1:
                    script.Bash("git diff", "+    limit = 1", unseen: random.Next(100, 600));
                    break;
                default:
                    script.Bash("git status --short", $" M src/{area}/core.py");
                    break;
            }
        }
    }

    private static Run End(DemoScript script, string area, bool solved, int rounds, Random random)
    {
        var patch =
            $"diff --git a/src/{area}/core.py b/src/{area}/core.py\n--- a/src/{area}/core.py\n+++ b/src/{area}/core.py\n@@ -14 +14 @@\n"
            + string.Create(CultureInfo.InvariantCulture, $"-    limit = 0\n+    limit = {rounds}\n");
        var gaveUp = !solved && (rounds == MostRounds || random.NextDouble() < 0.3);
        return script.End(
            solved,
            gaveUp ? "I could not find a change that works." : "The fault is fixed.",
            patch,
            gaveUp ? "step limit reached" : "finished"
        );
    }

    private static Random Stream(int seed, int task, int trial)
    {
        // Neighbouring seeds give Random similar streams, so the parts are mixed first (the finaliser of MurmurHash3).
        var mixed = unchecked(((uint)seed * 0x9E3779B9u) + ((uint)task * 0x85EBCA6Bu) + ((uint)trial * 0xC2B2AE35u));
        mixed = unchecked((mixed ^ (mixed >> 16)) * 0x85EBCA6Bu);
        mixed = unchecked((mixed ^ (mixed >> 13)) * 0xC2B2AE35u);
        return new Random((int)((mixed ^ (mixed >> 16)) & int.MaxValue));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble())) * Math.Cos(2.0 * Math.PI * random.NextDouble());
}
