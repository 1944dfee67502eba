using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly Screen _screen = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void Help_lists_the_verbs_and_the_exit_codes_and_touches_no_store()
    {
        _screen.Run("--help").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldContain("Exit codes: 0 ok, 1 findings, 2 usage, 3 stopped, 4 cannot promise.");
        foreach (var verb in (string[])["import <PATH>", "runs", "show <RUN>", "doctor", "--store", "--json"])
        {
            _screen.Output.ShouldContain($"  {verb}");
        }

        File.Exists(_screen.Store).ShouldBeFalse();
    }

    [Theory]
    [InlineData("nope", "Unrecognized command or argument 'nope'.", "stopwise --help")]
    [InlineData("show", "Required argument 'RUN' missing for command: 'show'.", "stopwise show --help")]
    [InlineData("runs --limit many", "Cannot parse argument 'many' for option '--limit'", "stopwise runs --help")]
    [InlineData("runs delete", "Required argument 'RUN' missing for command: 'delete'.", "stopwise runs delete --help")]
    public void A_wrong_command_ends_with_2_and_says_where_the_help_is(string line, string message, string help)
    {
        _screen.Run(line.Split(' ')).ShouldBe(ExitCodes.Usage);

        _screen.Output.ShouldBeEmpty();
        _screen.Error.ShouldStartWith($"stopwise: {message}");
        _screen.Error.ShouldEndWith($"Try: {help}");
    }

    [Fact]
    public void A_store_that_is_not_there_is_a_message_and_no_stack_trace()
    {
        _screen.Run("runs").ShouldBe(ExitCodes.Usage);

        _screen.Error.ShouldBe(
            $"stopwise: There is no store at {_screen.Store}: import runs first, or name another store."
        );
    }

    [Fact]
    public void A_mistake_of_the_program_is_told_from_every_other_end()
    {
        var around = new Surroundings
        {
            Output = new StringWriter(),
            Error = new StringWriter(),
            Variable = name => name == "STOPWISE_STORE" ? throw new InvalidOperationException("planted") : null,
        };

        StopwiseCommand.Run(["runs"], around, CancellationToken.None).ShouldBe(ExitCodes.Mistake);

        around.Error.ToString()!.ShouldContain("InvalidOperationException: planted");
        around.Error.ToString()!.ShouldNotContain("   at ");
    }

    [Fact]
    public void A_user_who_stops_gets_3()
    {
        using var screen = new Screen { Stop = new CancellationToken(canceled: true) };

        screen.Run("import", screen.InFolder("a.txt", "no run")).ShouldBe(ExitCodes.Stopped);

        screen.Error.ShouldBe("Stopped.");
    }

    [Fact]
    public void Runs_are_a_table_with_what_is_not_known_and_not_trusted_marked()
    {
        var unsure = Screen.Sample("tau/7") with
        {
            Model = null,
            TaskId = null,
            StartedAt = null,
            Outcome = new Outcome(OutcomeState.Failed, Trusted: false, "reward", "the verifier never ran"),
            Steps =
            [
                new Step
                {
                    Index = 0,
                    Turn = 0,
                    Usage = new Usage(1_234_567, null, null, null, Estimated: true),
                },
            ],
            Closing = null,
        };
        _screen.Put(Screen.Sample(), unsure);

        _screen.Run("runs").ShouldBe(ExitCodes.Ok);

        _screen
            .Output.Trim('\n')
            .ShouldBe(
                """
                  Run             Agent            Model        Task       Outcome   Steps   Tokens in   out      Cost   Started (UTC)
                ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
                  tau/7           mini-swe-agent   -            -          failed?       1      ~1.23M     -         -   -
                  mini/django-1   mini-swe-agent   gpt-5-mini   django-1   solved        3          4k   200   $0.0500   2026-03-01 08:00

                2 runs.
                ~ is an estimate from the length of the text.
                ? is a verdict that says nothing about the agent; stopwise show says why.
                """
            );
    }

    [Fact]
    public void A_list_can_be_narrowed()
    {
        _screen.Put(Screen.Sample("a"), Screen.Sample("b") with { Model = "other" });

        _screen.Run("runs", "--model", "other", "--json");
        using var list = JsonDocument.Parse(_screen.Output);

        list.RootElement.GetProperty("total").GetInt32().ShouldBe(1);
        list.RootElement.GetProperty("runs")[0].GetProperty("id").GetString().ShouldBe("b");
        list.RootElement.GetProperty("runs")[0]
            .GetProperty("outcome")
            .GetProperty("state")
            .GetString()
            .ShouldBe("solved");
        _screen.Run("runs", "--outcome", "good").ShouldBe(ExitCodes.Usage);
        _screen.Run("runs", "--limit", "0").ShouldBe(ExitCodes.Usage);
        _screen.Run("runs", "--limit", "1");
        _screen.Output.ShouldContain("The newest 1 of 2 runs; --limit shows more.");
    }

    [Fact]
    public void A_run_is_shown_with_one_line_a_step_and_its_text_as_data()
    {
        _screen.Put(Screen.Sample());

        _screen.Run("show", "last").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldBe(
            """
            mini/django-1
              task     django-1, trial 0
              asked    Fix the [bold]bug[/] in models.py
              agent    mini-swe-agent 2.1, model gpt-5-mini
              outcome  solved, says results.json:resolved
              ended    Submitted
              started  2026-03-01 08:00 UTC, took 12 min 3 s
              level    L5 observer: no user turn after the request in 2 calls
              spent    4,000 input tokens (3,600 of them cached), 200 output tokens; cost $0.0500
              source   runs/django-1.traj.json (mini-swe-agent)
              secrets  2 masked

            Step  Tool  What            Result
               0  bash  ls              a.txt b.txt
               1  bash  pytest          exit 1: 1 failed red [/] [blink]
               2        I look around.  Go on.
             end        Done.
            """
        );
    }

    [Fact]
    public void One_step_is_shown_whole()
    {
        _screen.Put(Screen.Sample());

        _screen.Run("show", "mini/dj", "--step", "1").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldBe(
            """
            step 1, turn 1
              at     -
              spent  1,000 input tokens (900 of them cached), 50 output tokens; cost $0.0125

            --- message
            Step 1

            --- call bash
            pytest

            --- result exit 1
            1 failed red [/] [blink]
            """
        );
        _screen.Run("show", "last", "--step", "4").ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldBe("stopwise: --step is 4: the run has steps 0 to 3.");
    }

    [Fact]
    public void A_run_of_several_agents_says_who_took_a_step_and_which_step_people_found_wrong()
    {
        var sample = Screen.Sample();
        _screen.Put(
            sample with
            {
                Steps =
                [
                    sample.Steps[0] with
                    {
                        Agent = "Coder\u001b[2J",
                        Addressee = "Runner",
                    },
                    .. sample.Steps.Skip(1),
                ],
                FailureLabels =
                [
                    new FailureLabel(0, "who&when", Decisive: true)
                    {
                        Agent = "Coder",
                        Category = "wrong tool",
                        Reason = "It \u001b[31mlists\nthe wrong folder",
                    },
                ],
            }
        );

        _screen.Run("show", "last").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldContain("Step  Agent  Tool  What            Result");
        _screen.Output.ShouldContain("   0  Coder  bash  ls              a.txt b.txt");
        _screen.Output.ShouldEndWith(
            """
            Steps that people found wrong (known only after the run, so no rule sees them):
              step 0: decisive, Coder, wrong tool, says who&when: It lists the wrong folder
            """
        );

        _screen.Run("show", "last", "--step", "0").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldContain("  agent  Coder, to Runner");
        _screen.Output.ShouldContain("  wrong  decisive, Coder, wrong tool, says who&when: It lists the wrong folder");
        _screen.Run("show", "last", "--step", "1");
        _screen.Output.ShouldNotContain("wrong");
    }

    [Fact]
    public void A_whole_run_can_be_had_as_JSON()
    {
        _screen.Put(Screen.Sample());

        _screen.Run("show", "last", "--json");
        using var run = JsonDocument.Parse(_screen.Output);

        run.RootElement.GetProperty("id").GetString().ShouldBe("mini/django-1");
        run.RootElement.GetProperty("steps")[1].GetProperty("calls")[0].GetProperty("exitCode").GetInt32().ShouldBe(1);
        run.RootElement.GetProperty("deliverable").GetString().ShouldBe("workspace");
    }

    [Fact]
    public void A_run_is_erased_only_after_a_yes()
    {
        _screen.Put(Screen.Sample("a"), Screen.Sample("b"));

        _screen.Run("runs", "delete", "a").ShouldBe(ExitCodes.Usage, "nobody can be asked");
        _screen.Typed = "n\n";
        _screen.Run("runs", "delete", "a").ShouldBe(ExitCodes.Stopped);
        _screen.Error.ShouldBe("Erase the run a for good? [y/N] Nothing was erased.");
        _screen.Typed = "y\n";
        _screen.Run("runs", "delete", "a").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldBe("Erased the run a.");
        _screen.Typed = null;
        _screen.Run("runs", "delete", "b", "--yes", "--json").ShouldBe(ExitCodes.Ok);
        _screen.Run("runs");
        _screen.Output.ShouldBe("No runs yet: stopwise import takes some in.");
    }

    [Fact]
    public void A_doctor_finds_nothing_in_a_sound_store_and_names_a_fix_for_a_broken_one()
    {
        _screen.Put(Screen.Sample());
        _screen.Run("doctor").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldContain("ok  integrity     every page and every reference is sound");
        _screen.Output.ShouldEndWith("All is well.");

        var broken = _screen.InFolder("broken.db", new string('x', 4096));

        _screen.Run("doctor", "--store", broken).ShouldBe(ExitCodes.Findings);
        _screen.Output.ShouldContain($"{broken} is not a store");
        _screen.Output.ShouldContain("fix: ");
        _screen.Run("doctor", "--store", broken, "--json").ShouldBe(ExitCodes.Findings);
        JsonDocument.Parse(_screen.Output).RootElement.GetProperty("findings").GetInt32().ShouldBeGreaterThan(0);
    }
}
