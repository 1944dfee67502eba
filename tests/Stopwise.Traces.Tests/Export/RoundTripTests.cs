using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Formats.Otlp;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Traces.Export;

public class RoundTripTests
{
    [Fact]
    public void Runs_of_every_format_come_back_from_our_lines_as_they_were()
    {
        var runs = ImportedSamples();
        using var lines = new MemoryStream();
        runs.ForEach(r => JsonLinesExport.Write(r, lines));

        var back = Read("export.jsonl", lines.ToArray());

        back.Select(r => r.Id).ShouldBe(runs.Select(r => r.Id));
        foreach (var (run, again) in runs.Zip(back))
        {
            Text(again).ShouldBe(Text(run));
            again.Outcome.ShouldBe(run.Outcome);
        }
    }

    [Fact]
    public void Runs_of_every_format_come_back_from_ATIF_as_they_were()
    {
        foreach (var run in ImportedSamples())
        {
            using var document = new MemoryStream();
            AtifExport.Write(run, document);

            var again = Read(AtifExport.FileNameOf(run), document.ToArray()).ShouldHaveSingleItem();

            Text(again).ShouldBe(Text(run));
            (again.Id, again.Outcome).ShouldBe((run.Id, run.Outcome));
        }
    }

    [Fact]
    public void Odd_values_survive_both_ways()
    {
        var odd = Odd();
        using var lines = new MemoryStream();
        JsonLinesExport.Write(odd, lines);
        using var document = new MemoryStream();
        AtifExport.Write(odd, document);

        Text(Read("a.jsonl", lines.ToArray()).Single()).ShouldBe(Text(odd));
        Text(Read("a.json", document.ToArray()).Single()).ShouldBe(Text(odd));
    }

    [Fact]
    public void What_is_written_as_ATIF_keeps_its_rules()
    {
        foreach (var run in ImportedSamples().Append(Odd()))
        {
            using var stream = new MemoryStream();
            AtifExport.Write(run, stream);
            using var document = JsonDocument.Parse(stream.ToArray());
            var root = document.RootElement;

            root.GetProperty("agent").GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
            var steps = root.GetProperty("steps").EnumerateArray().ToList();
            steps.Select(s => s.GetProperty("step_id").GetInt32()).ShouldBe(Enumerable.Range(1, steps.Count));
            foreach (var step in steps)
            {
                step.GetProperty("message").ValueKind.ShouldBe(JsonValueKind.String);
                var calls = step.TryGetProperty("tool_calls", out var c) ? c.EnumerateArray().ToList() : [];
                calls.ShouldAllBe(call => call.GetProperty("arguments").ValueKind == JsonValueKind.Object);
                var ids = calls.ConvertAll(call => call.GetProperty("tool_call_id").GetString());
                ids.ShouldBeUnique();
                if (step.TryGetProperty("observation", out var observed))
                {
                    observed
                        .GetProperty("results")
                        .EnumerateArray()
                        .ShouldAllBe(r => ids.Contains(r.GetProperty("source_call_id").GetString()));
                }

                if (step.GetProperty("source").GetString() == "user")
                {
                    step.EnumerateObject().Select(p => p.Name).ShouldBe(["step_id", "source", "message"]);
                }
            }
        }
    }

    [Fact]
    public void Two_runs_never_share_a_file_name()
    {
        string[] ids = ["a/b", "a_b", "a\\b", "..", "a b", "A/b", new string('x', 300), new string('x', 301)];

        var names = ids.Select(id => AtifExport.FileNameOf(RunMaker(id))).ToList();

        names.ShouldBeUnique();
        names.ShouldAllBe(n => n == Path.GetFileName(n) && n.Length < 160 && n[0] != '.');

        static Run RunMaker(string id) => Odd() with { Id = id };
    }

    private static Run Odd() =>
        new()
        {
            Id = "odd/1",
            Format = "made",
            Agent = "made",
            Prompt = "",
            Outcome = new Outcome(OutcomeState.Failed, Trusted: false, "by hand", "because \u2028 \u0001"),
            Deliverable = Deliverable.Answer,
            StatedCostUsd = 0.1234567890123456789m,
            StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)).AddTicks(7),
            Steps =
            [
                new Step
                {
                    Index = 0,
                    Turn = 0,
                    Message = "A \ud83d\ude00 and \t tabs",
                    Calls =
                    [
                        new ToolCall
                        {
                            Name = "bash",
                            Arguments = "ls",
                            Command = "ls",
                            Result = "",
                            ExitCode = 0,
                        },
                        new ToolCall
                        {
                            Name = "bash",
                            Arguments = "{ \"command\" :\n \"ls\" }",
                            Command = "ls",
                            IsError = true,
                        },
                        new ToolCall
                        {
                            Id = "c",
                            Name = "",
                            Arguments = "",
                            Result = "[1]",
                        },
                        new ToolCall
                        {
                            Id = "d",
                            Name = "raw",
                            Arguments = "[1, 2]",
                        },
                    ],
                    Usage = new Usage(null, 5, null, null, Estimated: false),
                    Reply = "And?",
                },
                new Step
                {
                    Index = 1,
                    Turn = 0,
                    Thought = "Hm.",
                    Usage = Usage.None,
                    ParentCallId = "c",
                },
                new Step
                {
                    Index = 2,
                    Turn = 1,
                    Usage = new Usage(1, 2, 3, 0.00000000012345678901234m, Estimated: true),
                },
            ],
            Closing = new Step
            {
                Index = 3,
                Turn = 2,
                Message = "Bye.",
                Usage = Usage.Unknown,
            },
            Source = new RunSource("made"),
        };

    private static List<Run> ImportedSamples()
    {
        using var folder = new SourceFolder();
        foreach (var (name, text) in Samples.All)
        {
            folder.Write(name, text);
        }

        var runs = folder.Import().Runs();
        runs.Count.ShouldBeGreaterThan(8);
        return runs;
    }

    private static List<Run> Read(string name, byte[] content)
    {
        using var folder = new SourceFolder();
        folder.Write(name, content);
        var items = folder.Import();
        items.OfType<FileFailed>().ShouldBeEmpty();
        return items.Runs();
    }

    /// <summary>All of a run but its id, its verdict and where it was read.</summary>
    private static string Text(Run run) => Encoding.UTF8.GetString(RunJson.Write(run));
}
