using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Export.Cuts;

/// <summary>
/// A cut run as a session of Claude Code under an id of its own. Rows of a transcript are kept as they are, with new names and
/// an unbroken chain of parents; a run that was read from another recording is told anew.
/// </summary>
internal static class ClaudeSessionCut
{
    private const string Untold =
        "Told anew from the recorded steps: thinking, sub-agents and attachments are left out, because only a session's own rows can hold them.";

    public static CutFile Write(RunCut cut, IReadOnlyList<Payload> originals)
    {
        var session = cut.Uuid.ToString();
        using var lines = new MemoryStream();
        var rows = cut.Origin.Format == "claude-code-transcript" ? TranscriptRows.Read(originals) : null;
        SessionWriter writer;
        string[] notes;
        if (rows?.Until(cut) is { } kept && kept.Exists(r => r.IsMessage))
        {
            writer = new SessionWriter(lines, session, kept.Select(r => r.Uuid).OfType<string>());
            writer.Origin(cut);
            kept.ForEach(writer.Copy);
            Answer(writer, kept);
            notes = rows.Broken == 0 ? [] : [$"Lines of the source that are broken and left out: {rows.Broken}."];
        }
        else
        {
            writer = new SessionWriter(lines, session, []) { Version = cut.Origin.AgentVersion };
            writer.Origin(cut);
            new ToldSession(writer, cut).Tell();
            notes = [Untold];
        }

        if (cut.Hint is { } hint)
        {
            writer.User(hint.Message, at: null);
        }

        return new CutFile($"{session}.jsonl", CutFormat.ClaudeCode, session, lines.ToArray(), notes);
    }

    /// <summary>Gives a result to calls that the kept rows leave without one.</summary>
    private static void Answer(SessionWriter writer, List<TranscriptRow> kept)
    {
        var open = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var row in kept)
        {
            foreach (var block in row.Blocks)
            {
                if (block.Text("type") == "tool_use" && block.Text("id") is { } call)
                {
                    open[call] = row.IsSide;
                }
                else if (block.Text("type") == "tool_result" && block.Text("tool_use_id") is { } answered)
                {
                    open.Remove(answered);
                }
            }
        }

        // A sub-agent's open call is no part of the conversation that goes on.
        foreach (var (call, _) in open.Where(c => !c.Value))
        {
            writer.Result(call, RunCut.MissingResult, isError: false, at: null);
        }
    }
}
