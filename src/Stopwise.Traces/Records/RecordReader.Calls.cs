using Stopwise.Governance.Records;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Actions.Shell;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Records;

/// <content>Calls and their results.</content>
public sealed partial class RecordReader
{
    /// <summary>A call before its result is known: nothing of the result is read.</summary>
    /// <param name="step">The step that makes it.</param>
    /// <param name="call">The call.</param>
    public MessageActionRecord Act(Step step, ToolCall call)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(call);
        var effect = _steps.Begin(call);
        var sheet = new ActionSheet();
        ReadShell(effect, sheet);
        foreach (var host in effect.CodeHosts)
        {
            sheet.AddHost(host);
        }

        ToolFacts.Read(call, effect, sheet);
        var reads = NamesOf(effect.Looked);
        var writes = NamesOf(effect.Written);
        sheet.Facts |= FactsOf(effect) | FactsOfFiles(effect);
        if (SecretFacts.IsMasked(call.Arguments) || reads.Concat(writes).Any(SecretFacts.IsSecret))
        {
            sheet.Facts |= RecordFacts.Secret;
        }

        sheet.IsMemory |= reads.Any(IsMemory);
        var seq = _next++;
        _open.Add(seq, new OpenCall(effect, sheet));
        if (call.Id.Length > 0 && sheet.Facts.HasAny(RecordFacts.Delegate))
        {
            _delegations[call.Id] = seq;
        }

        if (sheet.Facts.HasAny(RecordFacts.Ask))
        {
            _question = seq;
            _proposed = true;
        }

        var provenance = SourcesOf(call, reads, writes, out var trust);
        _origins.Add(seq, OriginKind.Model, "", Trust.System, call.Command ?? call.Arguments);
        return new MessageActionRecord
        {
            RunId = _run,
            Seq = seq,
            Step = step.Index,
            ParentSeq = _turns.TryGetValue(step.Turn, out var said) ? said : null,
            At = step.At,
            Agent = AgentOf(step),
            Speaker = Speaker.Assistant,
            Kind = RecordKind.Action,
            Name = call.Name,
            Payload = call.Arguments,
            Facts = sheet.Facts,
            Reads = reads,
            Writes = writes,
            Hosts = sheet.Hosts,
            Capabilities = CapabilitiesOf(call, sheet, reads, writes),
            Provenance = provenance,
            Trust = trust,
            Cost = RecordCost.None,
        };
    }

    /// <summary>What a call brought back.</summary>
    /// <param name="action">The record that <see cref="Act"/> made of the call; each is answered once.</param>
    /// <param name="call">The call with its result, or without one where none was recorded.</param>
    public MessageActionRecord Observe(MessageActionRecord action, ToolCall call)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(call);
        if (!_open.Remove(action.Seq, out var open))
        {
            throw new ArgumentException($"Record {action.Seq} is no call that waits for its result.", nameof(action));
        }

        var failed = _steps.End(call, open.Effect);
        var facts = ResultFacts.Of(call, open.Effect, failed, action.Facts);
        var trust = TrustOf(action, open.Sheet);
        NoteFiles(call, open, action, facts, trust);
        var origin = OriginOf(action, open.Sheet);
        var seq = _next++;
        NoteShown(seq, action, facts);
        _origins.Add(seq, origin.Kind, origin.Name, trust, call.Result ?? "");
        return action with
        {
            Seq = seq,
            ParentSeq = action.Seq,
            Speaker = Speaker.Tool,
            Kind = RecordKind.Observation,
            Payload = call.Result ?? "",
            Facts = facts,
            Capabilities = [],
            Provenance = [origin],
            Trust = trust,
        };
    }

    private void ReadShell(CallEffect effect, ActionSheet sheet)
    {
        foreach (var command in effect.Ran)
        {
            ShellFacts.Read(command, _made, sheet);
            _made.Make(command);
        }
    }

    private static RecordFacts FactsOf(CallEffect effect)
    {
        var facts = RecordFacts.None;
        facts |= RecordFacts.Read.If(effect.Looked.Count > 0);
        facts |= RecordFacts.Search.If(effect.Looked.Count == 0 && effect.Listed.Count + effect.Searches.Count > 0);
        facts |= RecordFacts.Check.If(effect.Check);
        facts |= RecordFacts.Revert.If(effect.Reverts.Count > 0);
        facts |= RecordFacts.Opaque.If(effect.Opaque);
        facts |= RecordFacts.Final.If(effect.HandsIn);
        return facts;
    }

    /// <summary>A write is an edit only where the file is known to have been there.</summary>
    private RecordFacts FactsOfFiles(CallEffect effect)
    {
        var facts = RecordFacts.None;
        foreach (var path in effect.Written)
        {
            var fact =
                Holds(effect.Removed, path) ? RecordFacts.Delete
                : Holds(effect.Altered, path) || Holds(effect.Looked, path) || WasThere(path) ? RecordFacts.Edit
                : RecordFacts.Create;
            facts |= fact;
            if (fact == RecordFacts.Create)
            {
                _made.Add(path);
            }

            facts |= RecordFacts.Outside.If(_given.IsOutside(path));
        }

        // The run's own scratch is removed without being written.
        foreach (var path in effect.Removed)
        {
            facts |= RecordFacts.Delete;
            facts |= RecordFacts.Outside.If(_given.IsOutside(path));
        }

        return facts;
    }

    private static bool Holds(IReadOnlyList<string> paths, string path) => paths.Contains(path, StringComparer.Ordinal);

    private bool WasThere(string path)
    {
        var file = _files.Find(path);
        return file.IsThere || _listed.Has(path) || (file.Rooted is { } rooted && _listed.Has(rooted));
    }

    private List<string> NamesOf(IReadOnlyList<string> paths)
    {
        var names = new List<string>(paths.Count);
        foreach (var path in paths)
        {
            var name = _files.Find(path).Name;
            if (!names.Contains(name))
            {
                names.Add(name);
            }
        }

        return names;
    }

    private static List<string> CapabilitiesOf(
        ToolCall call,
        ActionSheet sheet,
        List<string> reads,
        List<string> writes
    )
    {
        var all = new List<string>(1 + reads.Count + writes.Count + sheet.Hosts.Count + sheet.Programs.Count)
        {
            "tool:" + call.Name,
        };
        all.AddRange(sheet.Programs.Select(p => "exec:" + p));
        all.AddRange(reads.Select(r => "fs.read:" + r));
        all.AddRange(writes.Select(w => "fs.write:" + w));
        all.AddRange(sheet.Hosts.Select(h => "net:" + h));
        if (sheet.Hosts.Count == 0 && sheet.Facts.HasAny(RecordFacts.Network))
        {
            all.Add("net:unknown");
        }

        return all;
    }

    /// <summary>What the run now knows of the files: of a failed shell command nobody knows what it did before it failed.</summary>
    private void NoteFiles(ToolCall call, OpenCall open, MessageActionRecord action, RecordFacts facts, Trust trust)
    {
        var (effect, sheet) = open;
        var failed = facts.HasAny(RecordFacts.Error);
        if (!failed)
        {
            foreach (var path in effect.Looked)
            {
                _files.Find(path).IsThere = true;
            }
        }

        if (!failed || call.Command is not null)
        {
            foreach (var path in effect.Written)
            {
                var file = _files.Find(path);
                file.IsThere = true;
                file.Trust = Worse(file.Trust, sheet.IsForeign ? trust : Trust.Tool, action.Trust);
            }

            foreach (var path in effect.Removed)
            {
                _files.Find(path).IsThere = false;
            }
        }

        if (call.Result is { Length: > 0 } result && !failed)
        {
            _listed.Add(result, FolderListed(effect));
            _made.Show(result);
        }
    }

    /// <summary>The one folder whose names a call prints; null where there is none or it goes down into others.</summary>
    private static string? FolderListed(CallEffect effect)
    {
        foreach (var command in effect.Ran)
        {
            if (command.Words is ["ls" or "dir", .. var rest])
            {
                var folders = rest.Where(w => w.Length > 0 && w[0] != '-').ToList();
                return folders.Count > 1 ? null
                    : folders.Count == 1 ? ShellPath.Resolve(command.Directory, folders[0])
                    : command.Directory;
            }
        }

        return effect.Ran.Count == 0 && effect is { Listed: [var only], Looked.Count: 0 } ? only : null;
    }

    /// <summary>A call whose result is still to come.</summary>
    private readonly record struct OpenCall(CallEffect Effect, ActionSheet Sheet);
}
