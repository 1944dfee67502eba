using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Replay.Faults;

/// <summary>The faults that a search may put in: each kind at each call that it can hit.</summary>
public static class FaultSpace
{
    /// <summary>Faults of the tool calls of a recorded run, for an open loop.</summary>
    /// <param name="run">The run.</param>
    /// <param name="kinds">The kinds.</param>
    /// <param name="seed">Gives each fault a seed of its own.</param>
    public static IReadOnlyList<Perturbation> Of(Run run, IReadOnlyList<FaultKind> kinds, int seed)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Of(0, run.Steps.Sum(s => s.Calls.Count), kinds, seed);
    }

    /// <summary>Faults of a number of calls of models and of tools.</summary>
    /// <param name="models">Calls of models.</param>
    /// <param name="tools">Calls of tools.</param>
    /// <param name="kinds">The kinds.</param>
    /// <param name="seed">Gives each fault a seed of its own.</param>
    public static IReadOnlyList<Perturbation> Of(int models, int tools, IReadOnlyList<FaultKind> kinds, int seed)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        var dice = new Random(seed);
        return
        [
            .. Places(CallKind.Model, models)
                .Concat(Places(CallKind.Tool, tools))
                .SelectMany(_ => kinds, (place, kind) => new Perturbation(place, kind, dice.Next()))
                .Where(p => FaultKinds.Hits(p.Kind, p.Place.Kind)),
        ];
    }

    private static IEnumerable<FaultPlace> Places(CallKind kind, int count) =>
        Enumerable.Range(0, count).Select(i => new FaultPlace(kind, i));
}
