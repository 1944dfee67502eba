using Microsoft.Extensions.AI;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Suites;
using Stopwise.Traces.Suites.Plans;
using Stopwise.Traces.Suites.Results;
using static Stopwise.Traces.Tests.Suites.SuiteMaker;

namespace Stopwise.Traces.Tests.Suites;

public sealed class AgentRunTests : IDisposable
{
    private readonly SuiteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_agent_that_does_what_is_recorded_makes_the_same_run()
    {
        var result = await RunAsync(
            """
            - divergence: none
            - exactly: [{command: {equals: ls}, result: {equals: a.txt}}, {command: {equals: pytest}, result: {contains: passed}}]
            - ends: {says: {equals: Done.}}
            - steps: 2
            """,
            command => command == "ls" ? "a.txt" : "1 passed"
        );

        result.State.ShouldBe(TestState.Passed, $"{result.Note} {string.Join("; ", result.Unmet)}");
    }

    [Theory]
    [InlineData("- divergence: {not-before: 1}", TestState.Passed)]
    [InlineData("- divergence: {not-before: 2}", TestState.Failed)]
    [InlineData("- divergence: none", TestState.Failed)]
    [InlineData("- never: Write", TestState.Failed)]
    public async Task Another_course_fails_unless_it_is_allowed_from_there_on(string expect, TestState state)
    {
        var result = await RunAsync(expect, command => command == "ls" ? "b.txt" : "1 passed");

        result.State.ShouldBe(state);
        result.Note.ShouldBe("The agent ended with exit code 1.");
        if (state == TestState.Failed)
        {
            result.Unmet.Single().Found.ShouldStartWith("another one from step 1 on: ");
            result.Unmet.Single().Found.ShouldContain("recorded \"a.txt\", asked \"b.txt\"");
        }
    }

    [Fact]
    public async Task An_agent_that_fails_with_all_its_answers_does_not_pass()
    {
        var result = await RunAsync("- steps: 2", command => command == "ls" ? "a.txt" : "1 passed", exitCode: 3);

        result.State.ShouldBe(TestState.Failed);
        result.Note.ShouldBe("The agent ended with exit code 3.");
    }

    [Fact]
    public async Task An_agent_that_asks_nothing_does_not_pass()
    {
        var result = await RunAsync("- never: Write", tool: null);

        result.State.ShouldBe(TestState.Failed);
        result.Note.ShouldBe("The agent ended with exit code 127. It asked the model nothing.");
    }

    private async Task<TestResult> RunAsync(string expect, Func<string, string>? tool, int exitCode = 0)
    {
        var runner = new SuiteRunner(
            new SuiteOptions
            {
                Stored = _ => Recorded(),
                RunAgent = (asked, _) =>
                    tool is null ? Task.FromResult(Nothing(asked)) : LoopAsync(asked, tool, exitCode),
                WriteFile = (_, _) => throw new NotSupportedException(),
            }
        );
        var suite = _folder.Suite(PlanSuite(expect, runs: "recorded", more: "agent: in this process"));
        return (await runner.RunAsync(suite, CancellationToken.None)).Tests.Single();
    }

    private static Run Recorded() =>
        RunMaker.Of("recorded", true, RunMaker.Shell(0, "ls", "a.txt"), RunMaker.Shell(1, "pytest", "1 passed")) with
        {
            Prompt = "Mend it.",
            Closing = new Step
            {
                Index = 2,
                Turn = 2,
                Message = "Done.",
            },
        };

    private static AgentDone Nothing(AgentAsked asked) => new(new CassettePlayer(asked.Cassette).Report(), 127);

    /// <summary>The loop of an agent: asks, runs what is called, sends back what that brought.</summary>
    private static async Task<AgentDone> LoopAsync(AgentAsked asked, Func<string, string> tool, int exitCode)
    {
        var player = new CassettePlayer(asked.Cassette);
        using var client = new CassetteClient(player, model: asked.Recorded.Model);
        var messages = new List<ChatMessage> { new(ChatRole.User, "Mend it.") };
        try
        {
            while (true)
            {
                var response = await client.GetResponseAsync(messages);
                messages.AddRange(response.Messages);
                var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
                if (calls.Count == 0)
                {
                    return new AgentDone(player.Report(), exitCode);
                }

                messages.Add(
                    new ChatMessage(
                        ChatRole.Tool,
                        [.. calls.Select(c => new FunctionResultContent(c.CallId, tool($"{c.Arguments!["command"]}")))]
                    )
                );
            }
        }
        catch (ReplayDivergedException)
        {
            return new AgentDone(player.Report(), 1);
        }
    }
}
