namespace Stopwise.Traces.Trees;

/// <summary>Termination lags of several runs, by agent, model and outcome.</summary>
/// <param name="Runs">Runs with at least one step.</param>
/// <param name="Groups">Sorted by agent, model and outcome.</param>
public sealed record LagReport(int Runs, IReadOnlyList<LagGroup> Groups)
{
    /// <summary>Sums runs up; those without steps are left out, having nothing to lag behind.</summary>
    public static LagReport Of(IEnumerable<TerminationLag> lags)
    {
        ArgumentNullException.ThrowIfNull(lags);
        var runs = lags.Where(l => l.Steps > 0).ToList();
        var groups = runs.GroupBy(l => (l.Agent, l.Model, l.Solved))
            .OrderBy(g => g.Key.Agent, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Model, StringComparer.Ordinal)
            .ThenByDescending(g => g.Key.Solved)
            .Select(g => LagGroup.Of([.. g]));
        return new LagReport(runs.Count, [.. groups]);
    }
}

/// <summary>Runs of one agent and model that ended alike.</summary>
public sealed record LagGroup
{
    /// <inheritdoc cref="Runs.Run.Agent"/>
    public required string Agent { get; init; }

    /// <inheritdoc cref="Runs.Run.Model"/>
    public string? Model { get; init; }

    /// <summary>True or false by a trusted verdict; null without one.</summary>
    public bool? Solved { get; init; }

    /// <summary>Runs in it.</summary>
    public required int Runs { get; init; }

    /// <summary>Runs whose final state the run's own checks pass.</summary>
    public required int Passing { get; init; }

    /// <summary>Runs whose final state a check of their own fails.</summary>
    public required int Failing { get; init; }

    /// <summary>Runs that stated results, but none after their last edit.</summary>
    public required int Unchecked { get; init; }

    /// <summary>Runs in which no check states a result, or nothing was edited.</summary>
    public required int NoCheck { get; init; }

    /// <summary>Runs that passed their own checks once and fail them in the end.</summary>
    public required int SolvedThenBroken { get; init; }

    /// <summary>
    /// The lag by the run's own checks. It is verified only where the group is not of failed runs: there the checks are
    /// contradicted by the verdict.
    /// </summary>
    public required LagMeasure Checked { get; init; }

    /// <summary>The same with unchecked states in between taken as passing.</summary>
    public required LagMeasure AtMost { get; init; }

    /// <summary>The proxies, in the order of <see cref="LagProxyKind"/>.</summary>
    public required IReadOnlyList<LagMeasure> Proxies { get; init; }

    /// <summary>True where <see cref="Checked"/> is a verified lag.</summary>
    public bool IsVerified => Solved != false;

    internal static LagGroup Of(IReadOnlyList<TerminationLag> lags) =>
        new()
        {
            Agent = lags[0].Agent,
            Model = lags[0].Model,
            Solved = lags[0].Solved,
            Runs = lags.Count,
            Passing = lags.Count(l => l.Final == FinalState.Passing),
            Failing = lags.Count(l => l.Final == FinalState.Failing),
            Unchecked = lags.Count(l => l.Final == FinalState.Unchecked),
            NoCheck = lags.Count(l => l.Final is FinalState.NoCheck or FinalState.Unchanged),
            SolvedThenBroken = lags.Count(l => l.SolvedThenBroken),
            Checked = LagMeasure.Of(null, lags.Select(l => l.Checked)),
            AtMost = LagMeasure.Of(null, lags.Select(l => l.AtMost)),
            Proxies =
            [
                .. Enum.GetValues<LagProxyKind>()
                    .Select(kind =>
                        LagMeasure.Of(kind, lags.Select(l => l.Proxies.FirstOrDefault(p => p.Kind == kind)?.Span))
                    ),
            ],
        };
}

/// <summary>A lag over several runs.</summary>
/// <param name="Proxy">What stands in for a verdict; null where the run's own checks give one.</param>
/// <param name="Runs">Runs that have it.</param>
/// <param name="MedianSteps">Median of the steps; null where no run has it.</param>
/// <param name="MedianShare">Median of the shares of steps, 0 to 1; null where no run has it.</param>
/// <param name="Cost">What was spent after it in all these runs.</param>
public sealed record LagMeasure(LagProxyKind? Proxy, int Runs, double? MedianSteps, double? MedianShare, TreeCost Cost)
{
    internal static LagMeasure Of(LagProxyKind? proxy, IEnumerable<LagSpan?> spans)
    {
        var known = spans.OfType<LagSpan>().ToList();
        return new LagMeasure(
            proxy,
            known.Count,
            Median([.. known.Select(s => (double)s.Steps)]),
            Median([.. known.Select(s => s.Share)]),
            known.Aggregate(default(TreeCost), (sum, s) => sum + s.Cost)
        );
    }

    private static double? Median(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? null : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
