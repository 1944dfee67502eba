using Stopwise.Exits;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Export.Cuts;

/// <summary>The formats that a cut run can be written in.</summary>
public enum CutFormat
{
    /// <summary>Chat messages in the form of OpenAI: for any agent that is started with a history.</summary>
    Messages = 0,

    /// <summary>A session of Claude Code: <c>claude --resume</c> goes on with it.</summary>
    ClaudeCode = 1,

    /// <summary>A trajectory of mini-swe-agent.</summary>
    MiniSweAgent = 2,

    /// <summary>A trajectory in ATIF.</summary>
    Atif = 3,
}

/// <summary>A cut run as a file.</summary>
/// <param name="Name">What to call the file.</param>
/// <param name="Format">Its format.</param>
/// <param name="Id">The id that an import gives the cut run.</param>
/// <param name="Content">UTF-8 text.</param>
/// <param name="Notes">What a user must know of this file; empty where nothing is lost.</param>
public sealed record CutFile(
    string Name,
    CutFormat Format,
    string Id,
    ReadOnlyMemory<byte> Content,
    IReadOnlyList<string> Notes
);

/// <summary>Writes a cut run in the format of its harness where that can go on from it, else as messages.</summary>
public static class CutExport
{
    /// <summary>The format in which the run's own harness can go on.</summary>
    public static CutFormat NativeOf(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Agent == "claude-code" ? CutFormat.ClaudeCode
            : run.Format == "mini-swe-agent" ? CutFormat.MiniSweAgent
            : run.Format == "harbor" ? CutFormat.Atif
            : CutFormat.Messages;
    }

    /// <summary>Writes the cut.</summary>
    /// <param name="cut">The run and the place.</param>
    /// <param name="originals">The run's own source as the store keeps it; without it fields that only the source has are lost.</param>
    /// <param name="format">Null takes <see cref="NativeOf"/>; a format whose source is not at hand becomes messages.</param>
    /// <exception cref="StopwiseException">The cut is empty.</exception>
    public static CutFile Write(RunCut cut, IReadOnlyList<Payload> originals, CutFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(cut);
        ArgumentNullException.ThrowIfNull(originals);
        if (cut.IsEmpty)
        {
            throw new StopwiseException(
                $"Nothing stands before step {cut.Before} of {cut.Origin.Id}, whose prompt is not recorded: cut later, or give a hint."
            );
        }

        return (format ?? NativeOf(cut.Origin)) switch
        {
            CutFormat.ClaudeCode => ClaudeSessionCut.Write(cut, originals),
            CutFormat.MiniSweAgent when MiniSweAgentCut.TryWrite(cut, originals) is { } native => native,
            CutFormat.Atif => Atif(cut),
            _ => MessagesCut.Write(cut),
        };
    }

    private static CutFile Atif(RunCut cut)
    {
        var run = cut.ToRun();
        using var document = new MemoryStream();
        AtifExport.Write(run, document);
        return new CutFile(AtifExport.FileNameOf(run), CutFormat.Atif, run.Id, document.ToArray(), []);
    }
}
