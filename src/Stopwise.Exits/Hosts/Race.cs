using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Hosts;

/// <summary>Drives several candidates for one answer in lockstep and drops those that fall behind.</summary>
public sealed class Race
{
    private readonly IReadOnlyList<IExitHost> _hosts;
    private readonly ExitLoop[] _loops;
    private readonly Ranker _ranker;
    private readonly int _column;
    private readonly float[] _signals;

    private Race(IReadOnlyList<IExitHost> candidates, IExitRule rule, Ranker ranker, Settlement settlement)
    {
        var schema = candidates[0].Schema;
        if (candidates.FirstOrDefault(c => !c.Schema.Equals(schema)) is { } stranger)
        {
            throw new StopwiseException(
                $"The candidates of a race need one signal schema; found {schema.Hash} and {stranger.Schema.Hash}."
            );
        }

        _hosts = candidates;
        _ranker = ranker;
        _column = schema.Column(ranker.Signal);
        _signals = new float[schema.Width];
        _loops = [.. candidates.Select(c => new ExitLoop(c, rule, settlement))];
    }

    /// <summary>Runs the race to its end.</summary>
    /// <param name="candidates">At least one, of one schema, nothing done yet.</param>
    /// <param name="ranker">When and how they are compared.</param>
    /// <param name="rule">Looks at each candidate on its own besides, e.g. at its predicted final value; may be absent.</param>
    /// <param name="settlement">What the hosts do when they settle.</param>
    /// <param name="meter">Counts every candidate.</param>
    /// <exception cref="StopwiseException">The schemas differ, or do not have the ranker's signal.</exception>
    public static RaceResult Run(
        IReadOnlyList<IExitHost> candidates,
        Ranker ranker,
        IExitRule? rule = null,
        Settlement settlement = Settlement.None,
        Meter? meter = null
    )
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(ranker);
        ArgumentOutOfRangeException.ThrowIfZero(candidates.Count);
        var race = new Race(candidates, rule ?? new Never(), ranker, settlement);
        for (var unit = 0; race._loops.Any(l => l.Running); unit++)
        {
            race.Compare(unit);
            foreach (var loop in race._loops)
            {
                loop.Step();
            }
        }

        foreach (var (i, loop) in race._loops.Index())
        {
            meter?.Add(loop.Result, loop.Looks, candidates[i].FullCost);
        }

        return new RaceResult([.. race._loops.Select(l => l.Result)], race.Winner());
    }

    private void Compare(int unit)
    {
        foreach (var rung in _ranker.Rungs)
        {
            if (rung.Unit != unit)
            {
                continue;
            }

            foreach (var (candidate, score) in Ranked(l => l.Running).Skip(rung.Keep))
            {
                _loops[candidate].Stop(new Decision(Verdict.ExitDoomed, ReasonCode.Rank, score));
            }
        }
    }

    /// <summary>The best of those that nobody gave up, or -1.</summary>
    private int Winner() =>
        Ranked(l => l.Decision.Verdict is not (Verdict.ExitDoomed or Verdict.ExitDead))
            .Select(r => r.Candidate)
            .DefaultIfEmpty(-1)
            .First();

    /// <summary>Best first; of equals the one with the lower number.</summary>
    private List<(int Candidate, float Score)> Ranked(Func<ExitLoop, bool> counts)
    {
        var scores = new List<(int Candidate, float Score)>();
        for (var i = 0; i < _loops.Length; i++)
        {
            if (counts(_loops[i]))
            {
                _hosts[i].Observe(_signals);
                scores.Add((i, _signals[_column]));
            }
        }

        scores.Sort(
            (a, b) =>
            {
                var order = _ranker.Compare(a.Score, b.Score);
                return order != 0 ? order : a.Candidate.CompareTo(b.Candidate);
            }
        );
        return scores;
    }

    private sealed class Never : IExitRule
    {
        public int MemorySlots => 0;

        public Decision Step(in Probe probe, Span<float> memory) => Decision.Continue;
    }
}

/// <summary>How a race ended.</summary>
/// <param name="Candidates">Per candidate how it ended; losers carry <see cref="ReasonCode.Rank"/>.</param>
/// <param name="Winner">The candidate with the best last value of those that were not given up; -1 if all were.</param>
public sealed record RaceResult(IReadOnlyList<ExitResult> Candidates, int Winner);
