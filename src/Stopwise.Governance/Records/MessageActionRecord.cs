using System.Security.Cryptography;
using System.Text;

namespace Stopwise.Governance.Records;

/// <summary>
/// One message, action or observation of a run, with what it depends on: the unit that contracts are checked on, over
/// recorded runs and at the live boundary where words become actions.
/// </summary>
/// <remarks>
/// After the Message-Action Trace of arXiv 2603.18096. Records of a run are numbered without gaps and come in the order in
/// which they happened: what the model said, then each call, then its result.
/// </remarks>
public sealed record MessageActionRecord
{
    /// <summary>The run it belongs to.</summary>
    public required string RunId { get; init; }

    /// <summary>Position among the records of the run, from 0.</summary>
    public required int Seq { get; init; }

    /// <summary>The step of the run it belongs to, from 0; -1 for what was there before the first step (the request).</summary>
    public required int Step { get; init; }

    /// <summary>The record it answers: the action of an observation, the message of an action; null where there is none.</summary>
    public int? ParentSeq { get; init; }

    /// <summary>When it happened, where recorded.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How long it took, where recorded.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The agent that acts or is acted for; null where the run has one agent without a name.</summary>
    public string? Agent { get; init; }

    /// <summary>Who speaks.</summary>
    public required Speaker Speaker { get; init; }

    /// <summary>What sort of record it is.</summary>
    public required RecordKind Kind { get; init; }

    /// <summary>The tool of an action or observation; the kind of message otherwise (<c>request</c>, <c>reply</c>, <c>answer</c>).</summary>
    public required string Name { get; init; }

    /// <summary>What was said, the arguments of the call, or its result.</summary>
    public string Payload { get; init; } = "";

    /// <summary>What the record does, as far as it can be told without running it.</summary>
    public RecordFacts Facts { get; init; }

    /// <summary>Files that are read, one spelling a file throughout the run.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>Files that are changed, created or deleted, spelled likewise.</summary>
    public IReadOnlyList<string> Writes { get; init; } = [];

    /// <summary>Network hosts that are contacted, in lower case and without port.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>What must be granted for it, e.g. <c>fs.write:src/a.py</c>, <c>net:example.org</c>, <c>tool:cancel_order</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>What its content depends on, the strongest first; empty where nothing was found.</summary>
    public IReadOnlyList<Origin> Provenance { get; init; } = [];

    /// <summary>How far its content can be trusted: the worst of what it depends on.</summary>
    public Trust Trust { get; init; }

    /// <summary>What it spent: carried by the message of a model turn, nothing elsewhere.</summary>
    public RecordCost Cost { get; init; }

    /// <summary>SHA-256 of <see cref="Payload"/> as UTF-8, in lower-case hexadecimal digits.</summary>
    public string PayloadSha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Payload)));
}
