using System.CommandLine;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise explain</c>: where a run went wrong, as turns to read in order, with reasons.</summary>
internal static class ExplainCommand
{
    private const int UsualTop = 3;

    private static readonly Argument<string> Name = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last.",
    };

    private static readonly Option<int> Top = new("--top")
    {
        Description = "How many turns to show.",
        HelpName = "N",
        DefaultValueFactory = _ => UsualTop,
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "explain",
            "Ranks the turns where a run may have gone wrong, with reasons; no language model is asked.",
            Explain,
            Name,
            Top
        );

    private static int Explain(CommandCall call)
    {
        using var store = call.ExistingStore();
        var run = store.Load(store.Resolve(call.Get(Name)!))!;
        var report = call.WithProgress("Reading earlier runs", _ => new OnsetAsked(store, call.Stop).Diagnose(run));
        if (call.Json)
        {
            call.WriteJson(report, CliJson.Default.OnsetReport);
        }
        else
        {
            OnsetScreen.Write(call.Console, run, report, Math.Max(1, call.Get(Top)));
        }

        return ExitCodes.Ok;
    }
}
