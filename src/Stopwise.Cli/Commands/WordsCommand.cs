using System.CommandLine;
using Stopwise.Exits;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;
using Stopwise.Traces.Text;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise words</c>: learns which words failed and solved runs use, and shows them in a run.</summary>
internal static class WordsCommand
{
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The word file to write.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<int> Least = new("--least")
    {
        Description = "Leaves out terms seen less often in all; 1 keeps the rare ones, which are noise, too.",
        HelpName = "N",
        DefaultValueFactory = _ => 2,
    };

    private static readonly Argument<string> Name = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last.",
    };

    private static readonly Option<string?> File = new("--words")
    {
        Description =
            "A word file, written by stopwise words learn. Default: learns from the stored runs of other tasks.",
        HelpName = "FILE",
    };

    private static readonly Option<int?> Calls = new("--calls")
    {
        Description = "Reads only so many model calls from the first.",
        HelpName = "N",
    };

    private static readonly Option<int> Top = new("--top")
    {
        Description = "Rows of each table.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    public static Command Create(CommandFactory factory)
    {
        var command = new Command("words", "Learns the words of failed and solved runs, and finds them in a run.");
        command.Subcommands.Add(
            factory.Create(
                "learn",
                "Learns words from the runs of the store, says what they are worth on other tasks, and writes a word file.",
                Learn,
                Output,
                Least,
                RehearsalAsked.ScopeOption
            )
        );
        command.Subcommands.Add(
            factory.Create(
                "explain",
                "Shows which words of a run speak for which end.",
                Explain,
                Name,
                File,
                Calls,
                Top
            )
        );
        return command;
    }

    private static int Learn(CommandCall call)
    {
        var least = Positive(call, Least);
        var scope = RehearsalAsked.ScopeOf(call);
        using var store = call.ExistingStore();
        var trial = new WordTrial();
        var unlabelled = 0;
        call.WithProgress(
            "Learning words",
            bar =>
            {
                Each(call, store, scope, bar, run => unlabelled += trial.Learn(run) ? 0 : 1);
                bar.Say("Judging them");
                Each(call, store, scope, bar, trial.Judge);
                return true;
            }
        );
        var counts = trial.Counts();
        if (counts.Runs.Any(n => n == 0))
        {
            throw new StopwiseException(
                $"Words are learned from failed and solved runs, and these are {counts.Runs[0]} failed and {counts.Runs[1]} solved ones: import more, or label outcomes."
            );
        }

        var path = call.Get(Output)!;
        WholeFile.Write(path, to => to.Write(counts.ToJson(least)));
        var learned = new WordsLearned(
            path,
            counts.Runs[0],
            counts.Runs[1],
            unlabelled,
            counts.Terms,
            counts.ToModel().Terms,
            trial.Worth()
        );
        if (call.Json)
        {
            call.WriteJson(learned, CliJson.Default.WordsLearned);
        }
        else
        {
            WordsScreen.Write(call.Console, learned);
        }

        return ExitCodes.Ok;
    }

    private static int Explain(CommandCall call)
    {
        var top = Positive(call, Top);
        var calls = call.Get(Calls);
        if (calls < 0)
        {
            throw new StopwiseException($"--calls is {calls}: give a number of model calls, 0 or more.");
        }

        using var store = call.ExistingStore();
        var run = store.Load(store.Resolve(call.Get(Name)!))!;
        var model = call.Get(File) is { } file ? Read(file) : LearnedFromOthers(call, store, run);
        var why = model.Explain(run, calls);
        if (call.Json)
        {
            call.WriteJson(why, CliJson.Default.Ss3Explanation);
        }
        else
        {
            WordsScreen.Write(call.Console, why, model, top);
        }

        return ExitCodes.Ok;
    }

    private static Ss3Model Read(string file)
    {
        try
        {
            return Ss3Counts.Parse(WholeFile.Read(file)).ToModel();
        }
        catch (StopwiseException e)
        {
            throw new StopwiseException($"{file}: {e.Message}", e);
        }
    }

    /// <summary>Without the run's own task: words learned from a run explain it by heart.</summary>
    private static Ss3Model LearnedFromOthers(CommandCall call, RunStore store, Run run) =>
        call.WithProgress(
            "Learning words",
            bar =>
            {
                var counts = new Ss3Counts();
                Each(
                    call,
                    store,
                    new LearningScope(),
                    bar,
                    other =>
                    {
                        if (other.Id != run.Id && (run.TaskId is null || other.TaskId != run.TaskId))
                        {
                            counts.Add(other);
                        }
                    }
                );
                return counts.Runs.All(n => n > 0)
                    ? counts.ToModel()
                    : throw new StopwiseException(
                        "Words are learned from failed and solved runs of other tasks, and the store lacks one of both: import more, or name a word file with --words."
                    );
            }
        );

    private static void Each(CommandCall call, RunStore store, LearningScope scope, ProgressBar bar, Action<Run> act)
    {
        var filter = new RunFilter { Agent = scope.Agent, Model = scope.Model };
        var total = store.Count(filter);
        var done = 0;
        foreach (var run in store.LoadAll(filter))
        {
            call.Stop.ThrowIfCancellationRequested();
            if (scope.Covers(run))
            {
                act(run);
            }

            bar.Report(++done, total);
        }
    }

    private static int Positive(CommandCall call, Option<int> option) =>
        call.Get(option) is > 0 and var number
            ? number
            : throw new StopwiseException($"{option.Name} is {call.Get(option)}: give a number above 0.");
}

/// <summary>What <c>words learn --json</c> writes.</summary>
internal sealed record WordsLearned(
    string File,
    long Failed,
    long Solved,
    int Unlabelled,
    int Terms,
    int TermsAboveNoise,
    IReadOnlyList<WordWorth> OnOtherTasks
);
