using System.CommandLine;
using Stopwise.Exits;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;
using Stopwise.Traces.Suites;
using Stopwise.Traces.Suites.Plans;
using Stopwise.Traces.Suites.Results;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise test</c>: runs suites of tests of prompts and of plans.</summary>
internal static class TestCommand
{
    private const string SuitePattern = "*.suite.yaml";

    private static readonly Argument<string[]> Suites = new("SUITE")
    {
        Description = $"A suite file, or a folder with {SuitePattern} files.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Only = new("--only")
    {
        Description = "Run only tests whose name fits, with * and ?.",
        HelpName = "PATTERN",
    };

    private static readonly Option<bool> Record = new("--record")
    {
        Description = "Ask the model anew and write the cassettes; needs --model and --endpoint.",
    };

    private static readonly Option<bool> Hybrid = new("--hybrid")
    {
        Description = "Ask the model only what the cassettes lack, and add it; needs --model and --endpoint.",
    };

    private static readonly Option<bool> Judge = new("--judge")
    {
        Description = "Let the model judge what expectations ask a judge; needs --model and --endpoint.",
    };

    private static readonly Option<bool> Update = new("--update")
    {
        Description = "Write the golden files instead of comparing with them.",
    };

    private static readonly Option<string?> Trx = new("--trx")
    {
        Description = "Write the results as TRX, for Visual Studio and Azure DevOps.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> JUnit = new("--junit")
    {
        Description = "Write the results as JUnit XML, for Jenkins, GitHub and GitLab.",
        HelpName = "FILE",
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "test",
            "Runs tests of prompts and of plans on recorded answers and runs.",
            Test,
            [Suites, Only, Record, Hybrid, Judge, Update, Trx, JUnit, .. ModelAsked.Options]
        );

    private static int Test(CommandCall call)
    {
        using var model = ModelAsked.Of(call);
        using var stored = new StoredRuns(call);
        var options = new SuiteOptions
        {
            Mode = ModeOf(call, model),
            Model = model,
            ModelName = call.Get(ModelAsked.ModelOption) ?? "",
            Judge = call.Get(Judge),
            Update = call.Get(Update),
            Only = call.Get(Only),
            Stored = stored.Load,
            RunAgent = (asked, _) => Task.FromResult(RunAgent(call, asked)),
            WriteFile = WholeFile.WriteBytes,
            Clock = call.Around.Clock,
        };
        var started = call.Around.Clock.GetUtcNow();
        var suites = Ran(call, options);
        var result = new TestRunResult(suites, started, call.Around.Clock.GetUtcNow());
        WriteFiles(call, result);
        if (call.Json)
        {
            call.WriteJson(TestReport.Of(result, model), TestJson.Default.TestReport);
        }
        else
        {
            new TestScreen(call.Console, call.Around.Output).Write(result);
        }

        if (model is not null)
        {
            call.Note(model.CostLine());
        }

        return CodeOf(result);
    }

    private static AgentDone RunAgent(CommandCall call, AgentAsked asked)
    {
        var agent = new ReplayedAgent(call, asked.Command, new ReplayOptions(), endpoint: null)
        {
            Folder = asked.Folder,
        };
        var outcome = agent.Run(asked.Cassette, faults: null);
        return new AgentDone(outcome.Player.Report(), outcome.ExitCode);
    }

    private static List<SuiteResult> Ran(CommandCall call, SuiteOptions options)
    {
        var read = Read(call.Get(Suites)!);
        if (
            options.Only is { } only
            && read.TrueForAll(r => r.Suite is { } s && new SuiteRunner(options).CountOf(s) == 0)
        )
        {
            throw new StopwiseException($"No test has a name that fits '{only}'.");
        }

        return call.WithProgress(
            "Testing",
            bar =>
            {
                var runner = new SuiteRunner(
                    options with
                    {
                        Progress = (done, of, name) =>
                        {
                            bar.Say(name);
                            bar.Report(done, of);
                        },
                    }
                );
                var results = new List<SuiteResult>();
                var whole = false;
                try
                {
                    foreach (var (suite, broken) in read)
                    {
                        results.Add(
                            suite is null ? broken! : runner.RunAsync(suite, call.Stop).GetAwaiter().GetResult()
                        );
                    }

                    whole = options.Only is null && results.TrueForAll(AskedAll);
                }
                finally
                {
                    // What was paid for is kept, also where the user stops.
                    Tell(call, runner.SaveCassettes(whole));
                }

                // With --only most suites have nothing to say.
                return results.FindAll(s => s.Broken is not null || s.Tests.Count > 0);
            }
        );
    }

    /// <summary>Whether every test got all of its answers: one that could not ask has a note instead of unmet expectations.</summary>
    private static bool AskedAll(SuiteResult suite) =>
        suite.Broken is null
        && suite.Tests.All(t => t.State == TestState.Passed || (t.State == TestState.Failed && t.Note is null));

    private static void Tell(CommandCall call, Traces.Suites.Prompts.TapesSaved saved)
    {
        if (saved.Cassettes > 0)
        {
            var dropped = saved.Dropped == 0 ? "" : $", {Words.Count(saved.Dropped)} dropped that no test asks for";
            call.Note(
                $"{Words.Plural(saved.Added, "answer")} recorded in {Words.Plural(saved.Cassettes, "cassette")}{dropped}."
            );
        }
    }

    private static AskMode ModeOf(CommandCall call, ModelEndpoint? model)
    {
        var (record, hybrid) = (call.Get(Record), call.Get(Hybrid));
        if (record && hybrid)
        {
            throw new StopwiseException(
                "Take --record, which asks everything anew, or --hybrid, which asks what is missing."
            );
        }

        if (model is null && (record || hybrid || call.Get(Judge)))
        {
            throw new StopwiseException(
                "--record, --hybrid and --judge ask a model: name it with --model and --endpoint."
            );
        }

        return record ? AskMode.Record
            : hybrid ? AskMode.Hybrid
            : model is not null ? AskMode.Live
            : AskMode.Replay;
    }

    /// <summary>The suites of all paths; one with a mistake is a result already.</summary>
    private static List<(Suite? Suite, SuiteResult? Broken)> Read(string[] paths)
    {
        var read = new List<(Suite?, SuiteResult?)>();
        foreach (var file in paths.SelectMany(FilesOf))
        {
            try
            {
                read.Add((Suite.Parse(file, WholeFile.Read(file)), null));
            }
            catch (StopwiseException e)
            {
                read.Add((null, new SuiteResult(Path.GetFileName(file).Split('.')[0], file, [], e.Message)));
            }
        }

        return read;
    }

    private static IEnumerable<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var files = Directory
            .EnumerateFiles(path, SuitePattern, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToList();
        return files.Count > 0 ? files : throw new StopwiseException($"{path} holds no {SuitePattern} file.");
    }

    private static void WriteFiles(CommandCall call, TestRunResult result)
    {
        if (call.Get(Trx) is { Length: > 0 } trx)
        {
            WholeFile.WriteBytes(trx, to => TrxReport.Write(to, result));
        }

        if (call.Get(JUnit) is { Length: > 0 } junit)
        {
            WholeFile.WriteBytes(junit, to => JUnitReport.Write(to, result));
        }
    }

    // A job in which no test ran must not look like one in which all passed.
    private static int CodeOf(TestRunResult result) =>
        result.Broken > 0 ? ExitCodes.Usage
        : result.Count(TestState.Failed) > 0 || result.Count(TestState.Passed) == 0 ? ExitCodes.Findings
        : ExitCodes.Ok;

    /// <summary>The store, opened when a suite names a run by its id.</summary>
    private sealed class StoredRuns(CommandCall call) : IDisposable
    {
        private RunStore? _store;

        public Run Load(string name)
        {
            if (_store is null && !File.Exists(call.StorePath))
            {
                throw new StopwiseException(
                    $"There is no file '{name}', and no store at {call.StorePath} to look it up in."
                );
            }

            _store ??= call.ExistingStore();
            return _store.Load(_store.Resolve(name))!;
        }

        public void Dispose() => _store?.Dispose();
    }
}
