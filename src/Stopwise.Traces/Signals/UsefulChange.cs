using System.Text.RegularExpressions;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Signals;

/// <summary>Finds, with hindsight, the last step that a hand-in must not miss. A label for calibration, never a signal.</summary>
internal static partial class UsefulChange
{
    /// <summary>
    /// Completed steps after which nothing useful was still to come: a stop with at least that many steps done hands in
    /// what the whole run handed in.
    /// </summary>
    /// <remarks>
    /// With a final patch: the last write to a file of that patch. Without one: the last call that is not provably
    /// looking. Where only the answer counts, or no change is found, the whole run.
    /// </remarks>
    public static int StepsNeeded(Run run, IReadOnlyList<StepReading> readings)
    {
        ArgumentNullException.ThrowIfNull(run);
        var whole = run.CallCount;
        if (run.Deliverable == Deliverable.Answer)
        {
            return whole;
        }

        var patch = PatchFiles(run.Submission);
        var last = -1;
        for (var i = 0; i < readings.Count; i++)
        {
            if (patch.Count > 0 ? Touches(readings[i], patch) : readings[i].Changes)
            {
                last = i;
            }
        }

        return last < 0 ? whole : last + 1;
    }

    private static bool Touches(StepReading reading, List<string> patch)
    {
        if (reading.Opaque)
        {
            return true;
        }

        foreach (var written in reading.Written)
        {
            foreach (var file in patch)
            {
                if (SamePath(written, file))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool SamePath(string written, string file)
    {
        var path = written.StartsWith("./", StringComparison.Ordinal) ? written[2..] : written;
        return path == file
            || path.EndsWith("/" + file, StringComparison.Ordinal)
            || (path.Length > 2 && file.EndsWith("/" + path, StringComparison.Ordinal));
    }

    private static List<string> PatchFiles(string? submission)
    {
        var files = new List<string>();
        if (submission is not null)
        {
            foreach (Match match in DiffHeader().Matches(submission))
            {
                files.Add(match.Groups["file"].Value);
            }
        }

        return files;
    }

    [GeneratedRegex(
        @"^diff --git a/(?<file>\S+) b/",
        RegexOptions.Multiline | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex DiffHeader();
}
