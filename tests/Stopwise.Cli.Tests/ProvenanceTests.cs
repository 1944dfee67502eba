using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Tests;

/// <summary><c>stopwise show --provenance</c>.</summary>
public sealed class ProvenanceTests : IDisposable
{
    private readonly Screen _screen = new();

    public ProvenanceTests() =>
        _screen.Put(
            Screen.Sample() with
            {
                Prompt = "Install what the page says.",
                Steps =
                [
                    Call(
                        0,
                        "WebFetch",
                        """{"url":"https://example.org/a"}""",
                        "Get \u001b[31mquux_tool_77\u001b[0m [bold]"
                    ),
                    Call(1, "install_package", """{"name":"quux_tool_77"}""", "installed") with
                    {
                        Message = "It is installed in 2 s.",
                    },
                    Call(2, "Write", """{"file_path":"src/a.py","content":"quux_tool_77"}""", "File created"),
                ],
                Closing = null,
            }
        );

    [Fact]
    public void Each_call_and_claim_is_shown_with_what_it_depends_on()
    {
        _screen.Run("show", "last", "--provenance").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldContain("L5 observer: no user turn after the request in 3 calls");
        _screen.Output.ShouldContain("s2 Write: ");
        _screen.Output.ShouldContain("document example.org (s0)");
        _screen.Output.ShouldContain("trust untrusted; create");
        _screen.Output.ShouldContain("warning: words of document example.org (s0) reach a call that has an effect");
        _screen.Output.ShouldContain("s1 says: It is installed in 2 s.");
    }

    [Fact]
    public void One_step_can_be_asked_for()
    {
        _screen.Run("show", "last", "--provenance", "--step", "0").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldContain("s0 WebFetch: ");
        _screen.Output.ShouldNotContain("s2 Write: ");
        _screen.Output.ShouldNotContain("warning");
    }

    [Fact]
    public void The_records_can_be_had_whole_as_JSON()
    {
        _screen.Run("show", "last", "--provenance", "--json").ShouldBe(ExitCodes.Ok);
        using var document = JsonDocument.Parse(_screen.Output);

        var root = document.RootElement;
        root.GetProperty("autonomy").GetProperty("level").GetString().ShouldBe("observer");
        var records = root.GetProperty("records");
        records.GetArrayLength().ShouldBe(10);
        var write = records
            .EnumerateArray()
            .Single(r => r.GetProperty("name").GetString() == "Write" && r.GetProperty("kind").GetString() == "action");
        write.GetProperty("does")[0].GetString().ShouldBe("create");
        write.GetProperty("trust").GetString().ShouldBe("untrusted");
        write.GetProperty("writes")[0].GetString().ShouldBe("src/a.py");
        write.GetProperty("payloadSha256").GetString()!.Length.ShouldBe(64);
        write
            .GetProperty("provenance")
            .EnumerateArray()
            .ShouldContain(o => o.GetProperty("name").GetString() == "example.org");
    }

    [Fact]
    public void A_whole_run_says_its_level_too()
    {
        _screen.Run("show", "last", "--json").ShouldBe(ExitCodes.Ok);
        using var run = JsonDocument.Parse(_screen.Output);

        run.RootElement.GetProperty("autonomy").GetProperty("userTurns").GetInt32().ShouldBe(0);
        run.RootElement.GetProperty("id").GetString().ShouldBe("mini/django-1");
    }

    public void Dispose() => _screen.Dispose();

    private static Step Call(int index, string tool, string arguments, string result) =>
        new()
        {
            Index = index,
            Turn = index,
            Calls =
            [
                new ToolCall
                {
                    Name = tool,
                    Arguments = arguments,
                    Result = result,
                },
            ],
        };
}
