using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats.LangGraph;

/// <summary>
/// State histories and checkpoints of LangGraph whose state holds messages. Every message of the model is a step; what later
/// states have trimmed away is taken from the earlier ones. States of one thread are one run.
/// </summary>
internal sealed class LangGraphFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        foreach (var file in catalog.Free(FileKind.LangGraph))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => Read(file));
        }
    }

    private static IEnumerable<ImportItem> Read(SourceFile file)
    {
        var original = Original.Read(file);
        var threads = new Dictionary<string, List<GraphState>>(StringComparer.Ordinal);
        foreach (var (number, row) in JsonRows.Read(original))
        {
            if (row is not { } known || GraphState.Of(known) is not { } state)
            {
                yield return new FileFailed(
                    file.Display,
                    number,
                    "The row is no state with messages; it was left out."
                );
                continue;
            }

            if (!threads.TryGetValue(state.Thread ?? file.Name, out var states))
            {
                threads[state.Thread ?? file.Name] = states = [];
            }

            states.Add(state);
        }

        var index = 0;
        foreach (var (thread, states) in threads)
        {
            var run = GraphState.ToRun(thread, states) with
            {
                SecretsMasked = index == 0 ? original.Masked : 0,
                Source = original.Source(index),
            };
            var lines = states.SelectMany(s => s.Source.Append((byte)'\n')).ToArray();
            yield return new RunFound(run, [new Payload($"{file.Name}#{index++}", lines)]);
        }
    }
}
