using System.Globalization;
using Stopwise.Traces.Replay.Faults;

namespace Stopwise.Cli;

/// <summary>What a search with faults found, in lines or as JSON.</summary>
internal static class FaultScreen
{
    /// <summary>Findings where faults break a contract.</summary>
    public static int Write(CommandCall call, FaultSearchResult found, string run, bool closed)
    {
        if (call.Json)
        {
            call.WriteJson(Json(found, run, closed), CliJson.Default.FaultSearchJson);
        }
        else
        {
            Lines(call, found, closed);
        }

        return found.Minimal is null ? ExitCodes.Ok : ExitCodes.Findings;
    }

    private static void Lines(CommandCall call, FaultSearchResult found, bool closed)
    {
        var output = call.Around.Output;
        output.WriteLine(
            closed
                ? "Closed loop: the agent is run anew for each set of faults and acts on them."
                : "Open loop: observations change, the recorded actions do not."
        );
        var broken = found.Baseline.Verdicts.Where(v => v.Failed).Select(v => v.Contract).ToList();
        if (broken.Count > 0)
        {
            output.WriteLine(Shown.Line($"Broken without faults, and left aside: {string.Join(", ", broken)}."));
        }

        if (found.Minimal is { } minimal)
        {
            var at = minimal.Verdict.Step is { } step ? $" at step {step}" : "";
            output.WriteLine(
                Shown.Line(
                    $"{Words.Plural(minimal.Plan.Faults.Count, "fault breaks", "faults together break")} {minimal.Verdict.Contract}{at}:"
                )
            );
            foreach (var hit in minimal.Injected)
            {
                var where = hit.Step is { } step2 ? $", step {step2}" : "";
                output.WriteLine("  " + Shown.Line($"{hit.Fault} ({hit.Name}{where})"));
            }

            output.WriteLine(
                minimal.IsOneMinimal
                    ? "Verified: with any one of them left out no contract breaks."
                    : "Not verified to be minimal: the budget was spent."
            );
        }
        else
        {
            output.WriteLine("No set of faults that was tried breaks a contract.");
        }

        output.WriteLine($"Contained: {ShareOf(found.Containment.All)} single faults drawn by lot.");
        foreach (var share in found.Containment.Kinds)
        {
            output.WriteLine($"  {FaultKinds.WordOf(share.Kind!.Value), -20} {ShareOf(share)}");
        }

        output.WriteLine(
            $"{Words.Plural(found.Replays, "replay")}, {Words.Plural(found.Space, "single fault")} to draw from, "
                + $"{Words.Count(found.Containment.WithoutEffect)} drawn without effect, seed {found.Seed}."
        );
    }

    private static string ShareOf(ContainmentShare share)
    {
        var (lower, upper) = share.Interval;
        return share.Share is { } known
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{share.Contained} of {share.Injected} ({known * 100:0.0} %, 95 % interval {lower * 100:0.0} to {upper * 100:0.0} %)"
            )
            : "0 of 0";
    }

    private static FaultSearchJson Json(FaultSearchResult found, string run, bool closed) =>
        new(
            run,
            closed ? "closed" : "open",
            found.Minimal is { } minimal
                ? new MinimalFaultsJson(
                    minimal.Verdict.Contract,
                    minimal.Verdict.Step,
                    minimal.IsOneMinimal,
                    [
                        .. minimal.Injected.Select(h => new FaultJson(
                            FaultKinds.WordOf(h.Fault.Kind),
                            h.Fault.Place.Number,
                            h.Name,
                            h.Step,
                            h.Fault.Seed
                        )),
                    ]
                )
                : null,
            ShareJson(found.Containment.All),
            [.. found.Containment.Kinds.Select(ShareJson)],
            found.Containment.WithoutEffect,
            found.Replays,
            found.Space,
            found.Seed,
            [.. found.Baseline.Verdicts.Where(v => v.Failed).Select(v => v.Contract)]
        );

    private static ContainmentJson ShareJson(ContainmentShare share) =>
        new(
            share.Kind is { } kind ? FaultKinds.WordOf(kind) : null,
            share.Contained,
            share.Injected,
            share.Share,
            share.Interval.Lower,
            share.Interval.Upper
        );
}

/// <summary>What a search with faults found; shares are fractions.</summary>
internal sealed record FaultSearchJson(
    string Run,
    string Loop,
    MinimalFaultsJson? Minimal,
    ContainmentJson Contained,
    IReadOnlyList<ContainmentJson> ByKind,
    int WithoutEffect,
    int Replays,
    int Space,
    int Seed,
    IReadOnlyList<string> BrokenWithoutFaults
);

/// <summary>Faults that break a contract.</summary>
internal sealed record MinimalFaultsJson(string Contract, int? Step, bool OneMinimal, IReadOnlyList<FaultJson> Faults);

/// <summary>One fault.</summary>
internal sealed record FaultJson(string Kind, int Call, string Name, int? Step, int Seed);

/// <summary>A share of faults that were contained, with its exact 95 % interval.</summary>
internal sealed record ContainmentJson(
    string? Kind,
    int Contained,
    int Injected,
    double? Share,
    double Lower,
    double Upper
);
