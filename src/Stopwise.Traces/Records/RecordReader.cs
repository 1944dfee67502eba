using System.Runtime.InteropServices;
using Stopwise.Governance.Records;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Records;

/// <summary>Reads a run into records step by step: over a recording, or live, where a call is read before its result is known.</summary>
/// <remarks>
/// It sees only the past: a record is never changed by what follows, and the same steps give the same records. One reader
/// reads one run, from one thread at a time. It remembers names of files and the words that were said, not the texts.
/// </remarks>
public sealed partial class RecordReader
{
    private readonly StepReader _steps = new();
    private readonly FileBook _files = new();
    private readonly ListedPaths _listed = new();
    private readonly GivenPlaces _given = new();
    private readonly MadePlaces _made = new();
    private readonly OriginIndex _origins = new();
    private readonly Dictionary<int, int> _turns = [];
    private readonly Dictionary<string, int> _delegations = new(StringComparer.Ordinal);
    private readonly Dictionary<int, OpenCall> _open = [];
    private readonly string _run;
    private readonly Speaker _replies;
    private int _next;
    private int? _question;
    private bool _proposed;
    private int? _check;

    /// <param name="run">Id of the run.</param>
    /// <param name="replies">Who speaks where something comes back without a tool: a user, or the scaffold.</param>
    public RecordReader(string run, Speaker replies = Speaker.User)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        _replies = replies;
    }

    /// <summary>What the agent is asked to do; comes before the first step.</summary>
    public MessageActionRecord Request(string text, DateTimeOffset? at = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        _given.Add(text);
        _listed.Add(text, folder: null);
        _made.Show(text);
        _origins.Add(_next, OriginKind.User, "", Trust.User, text);
        return new MessageActionRecord
        {
            RunId = _run,
            Seq = _next++,
            Step = -1,
            At = at,
            Speaker = Speaker.User,
            Kind = RecordKind.Message,
            Name = "request",
            Payload = text,
            Facts = RecordFacts.Secret.If(SecretFacts.IsMasked(text)),
            Trust = Trust.User,
            Cost = RecordCost.None,
        };
    }

    /// <summary>Adds the records of a whole step: what was said, each call with its result, what came back.</summary>
    public void Read(Step step, ICollection<MessageActionRecord> into)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(into);
        if (Say(step) is { } said)
        {
            into.Add(said);
        }

        foreach (var call in step.Calls)
        {
            var action = Act(step, call);
            into.Add(action);
            into.Add(Observe(action, call));
        }

        if (Reply(step) is { } reply)
        {
            into.Add(reply);
        }
    }

    /// <summary>
    /// What the model says in a step, its thought left out; null where a later step of a turn says nothing. It carries what
    /// the turn spent.
    /// </summary>
    public MessageActionRecord? Say(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        ref var turn = ref CollectionsMarshal.GetValueRefOrAddDefault(_turns, step.Turn, out var goesOn);
        if (goesOn && step.Message.Length == 0 && step.Usage == Usage.None)
        {
            return null;
        }

        turn = goesOn ? turn : _next;
        var user = IsUser(step.Agent);
        var facts = user
            ? RecordFacts.None
            : SpeechFacts.OfModel(step.Message, waits: step.Calls.Count == 0 && IsHeard(step));
        facts |= RecordFacts.Final.If(SpeechFacts.Ends(step));
        facts |= RecordFacts.Delegate.If(IsAgent(step.Addressee));
        return Spoken(step, user ? "reply" : "message", user ? Speaker.User : Speaker.Assistant, facts);
    }

    /// <summary>The last words of the model, with which the run ends.</summary>
    public MessageActionRecord Close(Step closing)
    {
        ArgumentNullException.ThrowIfNull(closing);
        var facts = SpeechFacts.OfModel(closing.Message, waits: IsHeard(closing)) | RecordFacts.Final;
        return Spoken(closing, "answer", Speaker.Assistant, facts);
    }

    /// <summary>What came back outside of any tool; null where nothing did.</summary>
    public MessageActionRecord? Reply(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (step.Reply is not { } text)
        {
            return null;
        }

        var speaker = text.StartsWith("<system", StringComparison.Ordinal) ? Speaker.System : _replies;
        var facts = RecordFacts.Secret.If(SecretFacts.IsMasked(text));
        var asked = speaker == Speaker.User ? _question : null;
        facts |= RecordFacts.Consent.If(asked is not null && _proposed && SpeechFacts.Agrees(text));
        if (speaker == Speaker.User)
        {
            _given.Add(text);
            _question = null;
            _proposed = false;
        }

        _listed.Add(text, folder: null);
        _made.Show(text);
        var isUser = speaker == Speaker.User;
        var trust = isUser ? Trust.User : Trust.System;
        _origins.Add(_next, isUser ? OriginKind.User : OriginKind.System, "", trust, text);
        return new MessageActionRecord
        {
            RunId = _run,
            Seq = _next++,
            Step = step.Index,
            ParentSeq = asked ?? (_turns.TryGetValue(step.Turn, out var said) ? said : null),
            At = step.At,
            Speaker = speaker,
            Kind = RecordKind.Message,
            Name = "reply",
            Payload = text,
            Facts = facts,
            Trust = trust,
            Cost = RecordCost.None,
        };
    }

    private MessageActionRecord Spoken(Step step, string name, Speaker speaker, RecordFacts facts)
    {
        var seq = _next++;
        if (facts.HasAny(RecordFacts.Ask))
        {
            _question = seq;
            _proposed = SpeechFacts.Proposes(step.Message);
        }

        var trust = Trust.User;
        var provenance = speaker == Speaker.User ? [] : SourcesOf(step.Message, facts, out trust);
        if (speaker == Speaker.User)
        {
            _origins.Add(seq, OriginKind.User, "", trust, step.Message);
        }
        else if (IsSurfer(step.Agent))
        {
            trust = Trust.Untrusted;
            _origins.Add(seq, OriginKind.Document, step.Agent!, trust, step.Message);
        }
        else
        {
            _origins.Add(seq, OriginKind.Model, "", Trust.System, step.Message);
        }

        return new MessageActionRecord
        {
            RunId = _run,
            Seq = seq,
            Step = step.Index,
            ParentSeq = StarterOf(step),
            At = step.At,
            Agent = AgentOf(step),
            Speaker = speaker,
            Kind = RecordKind.Message,
            Name = name,
            Payload = step.Message,
            Facts = facts,
            Provenance = provenance,
            Trust = trust,
            Cost = CostOf(step.Usage),
        };
    }

    private static RecordCost CostOf(Usage usage) =>
        new(usage.InputTokens, usage.OutputTokens, usage.CachedTokens, usage.CostUsd, usage.Estimated);

    /// <summary>The call that started the sub-agent; null in the main line.</summary>
    private int? StarterOf(Step step) =>
        step.ParentCallId is { } parent && _delegations.TryGetValue(parent, out var seq) ? seq : null;

    private static string? AgentOf(Step step) => step.Agent ?? (step.ParentCallId is null ? null : "sub-agent");

    private static bool IsUser(string? agent) => agent is "human" or "user" or "User" or "Human";

    /// <summary>A user may answer: in a team of agents only where the words are for one, and never where the scaffold answers.</summary>
    private bool IsHeard(Step step) =>
        _replies == Speaker.User && (step.Agent is null || (step.Addressee is { } to && IsUser(to)));

    private static bool IsAgent(string? addressee) => addressee is { Length: > 0 } && !IsUser(addressee);

    /// <summary>An agent that tells what the web says.</summary>
    private static bool IsSurfer(string? agent) =>
        agent is not null
        && (
            agent.Contains("surfer", StringComparison.OrdinalIgnoreCase)
            || agent.Contains("browser", StringComparison.OrdinalIgnoreCase)
        );
}
