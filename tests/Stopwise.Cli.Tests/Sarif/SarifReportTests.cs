using System.Text.Json;
using Stopwise.Cli.Checks;
using Stopwise.Cli.Sarif;
using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Tests.Sarif;

public class SarifReportTests
{
    private static readonly string WorkingDirectory = Path.Combine(Path.GetTempPath(), "work");

    [Fact]
    public void A_log_keeps_to_the_schema()
    {
        var log = Log(
            [Found("b-rule"), Found("a-rule") with { Cause = null, Count = 3 }],
            new FileFailed("logs/bad file.jsonl", 17, "The JSON is cut off."),
            new FileFailed("runs.tar.gz!/inner/x.json", 3, "The JSON is cut off.")
        );

        SarifRules.Broken(log).ShouldBeEmpty();
    }

    [Fact]
    public void An_empty_check_is_a_log_without_results()
    {
        var log = Log([]);

        SarifRules.Broken(log).ShouldBeEmpty();
        var run = log.GetProperty("runs")[0];
        run.GetProperty("results").GetArrayLength().ShouldBe(0);
        run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean().ShouldBeTrue();
        run.GetProperty("tool").GetProperty("driver").GetProperty("rules").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void The_rules_of_this_test_find_a_broken_log()
    {
        const string Bad = """
            { "version": "2.1", "runs": [{
              "tool": { "driver": { "name": "x", "rules": [{ "id": "a" }] } }, "originalUriBaseIds": {},
              "results": [{ "ruleId": "b", "ruleIndex": 0, "kind": "pass", "level": "fatal", "extra": 1, "locations": [
                { "physicalLocation": { "artifactLocation": { "uri": "a b", "uriBaseId": "NONE" }, "region": { "startLine": 0 } } }],
                "message": { "text": "see [here](http://x) {0}" } }] }] }
            """;

        var broken = SarifRules.Broken(JsonDocument.Parse(Bad).RootElement);

        broken.Count.ShouldBe(9, string.Join('\n', broken));
    }

    [Fact]
    public void A_result_says_where_it_broke_and_what_called_for_it()
    {
        var result = Log([Found("a-rule")]).GetProperty("runs")[0].GetProperty("results")[0];

        result.GetProperty("ruleId").GetString().ShouldBe("a-rule");
        result.GetProperty("level").GetString().ShouldBe("error");
        result
            .GetProperty("message")
            .GetProperty("text")
            .GetString()
            .ShouldBe(
                "A file is read before it is changed. Broken by run-1, for src/a.py: step 7, call of Edit: {{\"path\": \"src/a.py\"}}"
            );
        var place = result.GetProperty("locations")[0];
        var file = place.GetProperty("physicalLocation").GetProperty("artifactLocation");
        file.GetProperty("uri").GetString().ShouldBe("logs/day%201/run.jsonl");
        file.GetProperty("uriBaseId").GetString().ShouldBe("SRCROOT");
        place.GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32().ShouldBe(31);
        place
            .GetProperty("logicalLocations")[0]
            .GetProperty("fullyQualifiedName")
            .GetString()
            .ShouldBe("run-1/step 7/record 15");
        var flow = result.GetProperty("codeFlows")[0].GetProperty("threadFlows")[0].GetProperty("locations");
        Steps(flow).ShouldBe(["step 2", "step 7"]);
        Steps(result.GetProperty("relatedLocations")).ShouldBe(["step 2"]);

        static IEnumerable<string?> Steps(JsonElement locations) =>
            locations
                .EnumerateArray()
                .Select(l => l.TryGetProperty("location", out var inner) ? inner : l)
                .Select(l => l.GetProperty("logicalLocations")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void An_unreadable_input_is_a_notification_with_its_line()
    {
        var log = Log(
            [],
            new FileFailed("logs/bad.jsonl", 17, "The JSON is cut off."),
            new FileFailed("runs.tar.gz!/inner/x.json", 3, "Broken.")
        );

        var invocation = log.GetProperty("runs")[0].GetProperty("invocations")[0];
        invocation.GetProperty("executionSuccessful").GetBoolean().ShouldBeFalse();
        invocation.GetProperty("exitCode").GetInt32().ShouldBe(1);
        var notes = invocation.GetProperty("toolExecutionNotifications");
        Place(notes[0]).GetProperty("region").GetProperty("startLine").GetInt32().ShouldBe(17);
        Place(notes[1]).GetProperty("artifactLocation").GetProperty("uri").GetString().ShouldBe("runs.tar.gz");
        Place(notes[1]).TryGetProperty("region", out _).ShouldBeFalse();
        notes[1].GetProperty("message").GetProperty("text").GetString().ShouldBe("inner/x.json: Broken.");

        static JsonElement Place(JsonElement note) => note.GetProperty("locations")[0].GetProperty("physicalLocation");
    }

    [Fact]
    public void Recorded_text_is_data()
    {
        var hostile = Found("a-rule") with
        {
            Run = "run\u001b[31m\n1",
            Key = "see [the fix](https://evil.example) {0} \u202etxet\u0007",
            Source = new RunSource("logs/a:b#c?%.json"),
        };

        var log = Log([hostile]);

        SarifRules.Broken(log).ShouldBeEmpty();
        var result = log.GetProperty("runs")[0].GetProperty("results")[0];
        result
            .GetProperty("message")
            .GetProperty("text")
            .GetString()!
            .ShouldContain("see [the fix] (https://evil.example) {{0}} txet: step 7");
        result
            .GetProperty("locations")[0]
            .GetProperty("physicalLocation")
            .GetProperty("artifactLocation")
            .GetProperty("uri")
            .GetString()
            .ShouldBe("logs/a%3Ab%23c%3F%25.json");
    }

    [Fact]
    public void A_recording_outside_of_the_working_directory_has_a_whole_address()
    {
        var uri = RecordingUri.Of("../elsewhere/run.json", WorkingDirectory);

        uri.UriBaseId.ShouldBeNull();
        uri.Uri.ShouldBe(new Uri(Path.Combine(Path.GetTempPath(), "elsewhere", "run.json")).AbsoluteUri);
        RecordingUri.Of(Path.Combine(WorkingDirectory, "a", "b.json"), WorkingDirectory).Uri.ShouldBe("a/b.json");
    }

    private static JsonElement Log(FoundViolation[] found, params FileFailed[] failed)
    {
        CheckedContract[] contracts =
        [
            new("b-rule", "B comes after {A}.", Severity.Warning, 2, 1, 0, null),
            new("a-rule", "A file is read before it is changed.", Severity.Error, 2, 1, 0, null),
        ];
        var report = new CheckReport(2, 1, 0, contracts, found, failed, 0);
        var log = new SarifReport(report, WorkingDirectory).Write(failed.Length > 0 ? 1 : 0);
        return JsonDocument.Parse(JsonSerializer.Serialize(log, SarifJson.Default.SarifLog)).RootElement;
    }

    private static FoundViolation Found(string contract) =>
        new(
            contract,
            Severity.Error,
            "run-1",
            OutcomeState.Failed,
            new RunSource("logs/day 1/run.jsonl"),
            "src/a.py",
            "Changed unread.",
            AtEnd: false,
            Count: 1,
            new Evidence(15, 7, Speaker.Assistant, RecordKind.Action, "Edit", null, "{\"path\": \"src/a.py\"}", 31),
            new Evidence(4, 2, Speaker.Tool, RecordKind.Observation, "Read", null, "cut off", null),
            "0123456789abcdef0123456789abcdef"
        );
}
