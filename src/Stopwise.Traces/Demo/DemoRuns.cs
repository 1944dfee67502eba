using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Demo;

/// <summary>Made-up runs that ship with the program, so that everything can be tried before own runs are imported.</summary>
/// <remarks>
/// No agent and no model produced them, and every run says so in <see cref="Run.Format"/> and <see cref="Run.Agent"/>.
/// They show how the program works; they say nothing about how much it saves on real runs.
/// </remarks>
public static class DemoRuns
{
    /// <summary>The value of <see cref="Run.Format"/> in every demo run.</summary>
    public const string Format = "demo";

    /// <summary>The value of <see cref="Run.Agent"/> in every demo run.</summary>
    public const string Agent = "demo-agent (simulated)";

    /// <summary>The value of <see cref="Run.Model"/> in every demo run.</summary>
    public const string Model = "demo-model (simulated)";

    /// <summary>
    /// Three runs written by hand, in this order: <c>demo-doomed</c> burns on without progress, <c>demo-healthy</c> ends
    /// soon after its work is done, <c>demo-done</c> goes on for eight steps after its work is done.
    /// </summary>
    public static IReadOnlyList<Run> Showcase() => [DoomedRun.Write(), HealthyRun.Write(), DoneRun.Write()];

    /// <summary>
    /// 240 labelled runs over 222 tasks, drawn at random: 216 tasks with one run and 6 tasks with four. Failed runs tend to
    /// be longer, solved ones go on for a while after their last edit, and a few never edit anything.
    /// </summary>
    /// <param name="seed">The same seed gives the same runs, on every machine.</param>
    public static IReadOnlyList<Run> History(int seed) => SimulatedHistory.Draw(seed);
}
