using System.Text;
using System.Text.Json;
using Stopwise.Governance.Records;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Suites.Matching;

/// <summary>A call of a tool: asked for by an answer, or made in a recorded run.</summary>
internal sealed class SeenCall
{
    private JsonElement? _json;
    private bool _parsed;

    public required string Tool { get; init; }

    /// <summary>As recorded: JSON, or a bare command.</summary>
    public required string Arguments { get; init; }

    /// <summary>The shell command, where the tool is a shell; null otherwise.</summary>
    public string? Command { get; init; }

    /// <summary>What came back; null for a call that is only asked for.</summary>
    public string? Result { get; init; }

    /// <summary>The step of the run, from 0.</summary>
    public int Step { get; init; }

    /// <summary>What it does; null where that is not told.</summary>
    public RecordFacts? Facts { get; init; }

    /// <summary>The arguments as an object; null where they are none.</summary>
    public JsonElement? Json
    {
        get
        {
            if (!_parsed)
            {
                _parsed = true;
                _json = Original.ParseLine(Encoding.UTF8.GetBytes(Arguments));
            }

            return _json;
        }
    }

    public string Words => $"{Trees.PlainLine.Of(Tool, 60)} {Trees.PlainLine.Of(Command ?? Arguments, 100)}".TrimEnd();
}
