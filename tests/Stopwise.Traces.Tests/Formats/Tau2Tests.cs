using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>The simulations are made up, in the shape of tau2-bench's results.</summary>
public class Tau2Tests
{
    private const string Messages = """
        [{"role":"assistant","content":"Hi! How can I help you today?","turn_idx":0},
         {"role":"user","content":"Cancel it.","turn_idx":1},
         {"role":"assistant","content":null,"tool_calls":[{"id":"c1","name":"get_order","arguments":{"id":"7"},"requestor":"assistant"}],"timestamp":"2026-01-01T00:00:02","cost":0.25,"usage":{"prompt_tokens":100,"completion_tokens":10}},
         {"role":"tool","id":"c1","content":"no such order","requestor":"assistant","error":true},
         {"role":"assistant","content":"There is none.","cost":0.5,"usage":{"prompt_tokens":130,"completion_tokens":5}},
         {"role":"user","content":"###STOP###"}]
        """;

    private const string Environment = """
        {"git_commit":"abc","agent_info":{"implementation":"llm_agent","llm":"acme/large"},"environment_info":{"domain_name":"retail","policy":"Be kind."}}
        """;

    private static string Simulation(int trial, string reward, string ending = "user_stop") =>
        $$"""{"id":"s{{trial}}","task_id":"5","trial":{{trial}},"termination_reason":"{{ending}}","agent_cost":0.75,"reward_info":{{reward}},"messages":{{Messages}}}""";

    private static string Results(params string[] simulations) =>
        $$"""{"timestamp":"2026-01-01T00:00:00","info":{{Environment}},"tasks":[{"id":"5"}],"simulations":[{{string.Join(',', simulations)}}]}""";

    internal static string Whole => Results(Simulation(0, """{"reward":1.0}"""));

    [Fact]
    public void A_simulation_is_a_run_without_its_scripted_greeting()
    {
        var runs = SourceFolder.Runs(
            ("results.json", Results(Simulation(0, """{"reward":1.0}"""), Simulation(1, """{"reward":0.0}""")))
        );

        Assert.Equal(
            [("tau2-retail-5/acme/large/trial-0", true), ("tau2-retail-5/acme/large/trial-1", false)],
            runs.Select(r => (r.Id, r.Outcome.Good!.Value))
        );
        Assert.Equal(
            ("tau2-retail-5", "large", "Cancel it.", "user_stop", 0.75m),
            (runs[0].TaskId, runs[0].Model, runs[0].Prompt, runs[0].ExitStatus, runs[0].StatedCostUsd)
        );
        Assert.Equal(2, runs[0].Steps.Count);
        Assert.Equal(
            ("get_order", "no such order", true),
            (runs[0].Steps[0].Calls[0].Name, runs[0].Steps[0].Calls[0].Result, runs[0].Steps[0].Calls[0].IsError)
        );
        Assert.Equal(new Usage(130, 5, null, 0.5m, Estimated: false), runs[0].Steps[1].Usage);
        Assert.Equal("###STOP###", runs[0].Steps[1].Reply);
    }

    [Fact]
    public void A_breakdown_of_the_simulation_says_nothing_about_the_agent()
    {
        var runs = SourceFolder.Runs(
            ("r.json", Results(Simulation(0, """{"reward":0.0}""", "user_error"), Simulation(1, "null")))
        );

        Assert.Equal([OutcomeState.Failed, OutcomeState.Unknown], runs.Select(r => r.Outcome.State));
        Assert.All(runs, r => Assert.Null(r.Outcome.Good));
    }

    [Fact]
    public void Files_of_one_simulation_take_domain_and_model_from_the_results_beside_them()
    {
        var run = Assert.Single(
            SourceFolder.Runs(
                ("set/results.json", Results()),
                ("set/simulations/s0.json", Simulation(0, """{"reward":1.0}"""))
            )
        );

        Assert.Equal(("tau2-retail-5/acme/large/trial-0", 2), (run.Id, run.Steps.Count));
    }

    [Fact]
    public void Results_that_are_cut_off_are_reported()
    {
        using var folder = new SourceFolder();
        folder.Write("r.json", Results(Simulation(0, """{"reward":1.0}"""))[..^300]);

        Assert.IsType<FileFailed>(Assert.Single(folder.Import()));
    }
}
