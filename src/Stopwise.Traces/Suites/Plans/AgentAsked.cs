using Stopwise.Traces.Replay;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Suites.Plans;

/// <summary>An agent that is to be run on recorded answers.</summary>
/// <param name="Command">The command that starts it.</param>
/// <param name="Folder">Where it is started.</param>
/// <param name="Recorded">The recorded run.</param>
/// <param name="Cassette">The answers that it is given.</param>
public sealed record AgentAsked(string Command, string Folder, Run Recorded, Cassette Cassette);

/// <summary>What an agent did on recorded answers.</summary>
/// <param name="Report">What it asked and was answered.</param>
/// <param name="ExitCode">How its process ended.</param>
public sealed record AgentDone(ReplayReport Report, int ExitCode);
