using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;
using Xunit.Abstractions;

namespace Stopwise.Traces.Tests.Actions;

/// <summary>
/// How well calls are told apart, against labels that people gave by the rules of <c>docs/reference/step-kinds.md</c>
/// before they saw what the reader says.
/// </summary>
public class StepKindAccuracyTests(ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(Repo.Root, "tests", "Stopwise.Traces.Tests", "Actions");

    [Fact]
    public void Calls_made_up_in_the_style_of_agents_are_told_apart()
    {
        var confusion = new Confusion();
        foreach (var row in Rows("made-commands.tsv"))
        {
            var labelled = Enum.Parse<StepKind>(row[0], ignoreCase: true);
            var text = row[2].Replace("\\n", "\n", StringComparison.Ordinal);
            var step = row[1] == "Bash" ? RunMaker.Shell(0, text) : RunMaker.Tool(0, row[1], text);
            var read = new StepReader().Read(step).Kind;
            confusion.Add(labelled, read);
            if (labelled != read)
            {
                output.WriteLine($"{labelled} read as {read}: {row[1]} {row[2]}");
            }
        }

        output.WriteLine(confusion.Table("made up"));
        confusion.Total.ShouldBeGreaterThanOrEqualTo(100);
        confusion.Accuracy.ShouldBeGreaterThanOrEqualTo(0.97);
    }

    /// <remarks>
    /// The rules were improved on one half of the sample; the other half, by the first digit of the hash so that equal
    /// calls fall together, was only counted.
    /// </remarks>
    [CorpusFact]
    public void Labelled_calls_of_real_runs_are_told_apart()
    {
        var labels = Labels();
        var (seen, held) = (new Confusion(), new Confusion());
        foreach (var (call, hash, read) in ReadCalls(labels))
        {
            var label = labels[call];
            hash.ShouldBe(label.Hash, $"{call} is another call than the one that was labelled");
            var half = IsHeldOut(hash) ? held : seen;
            half.Add(label.Kind, read);
            if (label.Kind != read && !IsHeldOut(hash))
            {
                output.WriteLine($"{label.Kind} read as {read}: {call}");
            }
        }

        output.WriteLine(seen.Table("half that the rules were improved on"));
        output.WriteLine(held.Table("half that was held out"));
        (seen.Total + held.Total).ShouldBe(labels.Count);
        held.Accuracy.ShouldBeGreaterThanOrEqualTo(0.95);
    }

    private static bool IsHeldOut(string hash) => hash[0] >= '8';

    private static IEnumerable<(CallName Call, string Hash, StepKind Kind)> ReadCalls(
        Dictionary<CallName, (string Hash, StepKind Kind)> labels
    )
    {
        var wanted = labels.Keys.Select(k => k.Run).ToHashSet(StringComparer.Ordinal);
        foreach (var item in Sources().SelectMany(folder => RunReader.Read([folder], new ImportOptions())))
        {
            if (item is not RunFound { Run: var run } || !wanted.Remove(run.Id))
            {
                continue;
            }

            var reader = new StepReader();
            foreach (var step in run.Steps)
            {
                var reading = reader.Read(step);
                for (var i = 0; i < step.Calls.Count; i++)
                {
                    var name = new CallName(run.Id, step.Index, i);
                    if (labels.ContainsKey(name))
                    {
                        yield return (name, HashOf(step.Calls[i]), reading.Calls[i].Kind);
                    }
                }
            }
        }
    }

    /// <summary>The samples beside the sources are copies; some lack what gives a run its name.</summary>
    private static IEnumerable<string> Sources() =>
        Directory
            .EnumerateDirectories(Path.Combine(Repo.Shared!, "corpus"))
            .Where(folder => Path.GetFileName(folder) != "samples");

    private static string HashOf(ToolCall call)
    {
        var text = call.Command ?? $"{call.Name}\n{call.Arguments}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    private static Dictionary<CallName, (string Hash, StepKind Kind)> Labels() =>
        Rows("step-kinds.tsv")
            .ToDictionary(
                r => new CallName(r[0], Number(r[1]), Number(r[2])),
                r => (r[3], Enum.Parse<StepKind>(r[4], ignoreCase: true))
            );

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(Path.Combine(Folder, file)).Skip(1).Select(line => line.Split('\t'));

    private readonly record struct CallName(string Run, int Step, int Call);
}
