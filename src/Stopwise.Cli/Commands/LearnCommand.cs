using System.CommandLine;
using Spectre.Console;
using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Rehearsal;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise learn</c>: certifies a cap on the runs of the store and writes it down.</summary>
internal static class LearnCommand
{
    private static readonly Option<string> File = new("--output", "-o")
    {
        Description = "The policy file to write; nothing is written where nothing can be promised.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string> Kind = new("--kind")
    {
        Description = $"What is capped: {string.Join(", ", PolicyLearner.Kinds)}.",
        HelpName = "KIND",
        DefaultValueFactory = _ => PolicyLearner.Kinds[0],
    };

    private static readonly Option<string?> Verify = new("--verify")
    {
        Description =
            "A shell command that checks a run's workspace, e.g. \"make test\"; where it passes the run may end as done.",
        HelpName = "COMMAND",
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "learn",
            "Learns when to stop from the runs of the store, proves how much harm it does at most, and writes a policy file.",
            Learn,
            [File, Kind, Verify, .. RehearsalAsked.Options]
        );

    private static int Learn(CommandCall call)
    {
        var learner = new PolicyLearner(RehearsalAsked.OptionsOf(call), RehearsalAsked.ScopeOf(call));
        var scope = RehearsalAsked.ScopeOf(call);
        var kind = call.Get(Kind)!;
        if (!PolicyLearner.Kinds.Contains(kind, StringComparer.Ordinal))
        {
            throw new StopwiseException($"--kind is {kind}: say one of {string.Join(", ", PolicyLearner.Kinds)}.");
        }

        using var store = call.ExistingStore();
        var learned = call.WithProgress(
            "Loading runs",
            bar =>
                learner.Learn(
                    RehearsalAsked.Runs(store, scope, bar, call.Stop),
                    kind,
                    new RehearsalAsked.Follower(bar, call.Stop),
                    call.Get(Verify)
                )
        );
        return learned.Policy is { Certificate: { } certificate } policy
            ? Written(call, policy, certificate, learned.Reason)
            : Refused(call, learned);
    }

    private static int Written(CommandCall call, Policy policy, Certificate certificate, string reason)
    {
        var path = call.Get(File)!;
        WholeFile.Write(path, to => to.Write(policy.ToJson()));
        if (call.Json)
        {
            call.WriteJson(
                new Learned(
                    Certified: true,
                    path,
                    policy.Id,
                    policy.Kind,
                    certificate.Threshold,
                    certificate.Alpha,
                    certificate.Delta,
                    certificate.N,
                    certificate.Losses,
                    certificate.PValue,
                    reason
                ),
                RehearsalJson.Default.Learned
            );
            return ExitCodes.Ok;
        }

        PolicyScreen.WritePromise(call.Console, policy);
        call.Console.WriteLine(Shown.Line(reason));
        call.Console.WriteLine(Shown.Line($"Wrote {path}. See it: stopwise policy show {path}"));
        return ExitCodes.Ok;
    }

    private static int Refused(CommandCall call, LearnedPolicy learned)
    {
        call.Note($"stopwise: {learned.Reason} No file was written.");
        if (call.Json)
        {
            call.WriteJson(
                new NotLearned(Certified: false, learned.Reason, learned.UnitsMissing),
                RehearsalJson.Default.NotLearned
            );
        }

        return ExitCodes.CannotPromise;
    }
}

/// <summary>What <c>learn --json</c> writes with a policy.</summary>
internal sealed record Learned(
    bool Certified,
    string Policy,
    string Id,
    string Kind,
    double Threshold,
    double Alpha,
    double Delta,
    int N,
    double Losses,
    double PValue,
    string Reason
);

/// <summary>What <c>learn --json</c> writes where nothing can be promised.</summary>
internal sealed record NotLearned(bool Certified, string Reason, int UnitsMissing);
