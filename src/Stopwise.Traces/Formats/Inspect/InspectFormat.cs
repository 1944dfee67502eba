using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats.Inspect;

/// <summary>
/// Inspect's evaluation logs: one JSON file, or an <c>.eval</c> archive of a header and a file for each sample. A sample is a
/// run, a message of the model a step.
/// </summary>
internal sealed class InspectFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var logs = catalog.Free(FileKind.InspectLog).ToList();
        foreach (var file in logs)
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => Log(file));
        }

        foreach (var file in catalog.Free(FileKind.InspectSample))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => [Alone(file, file.Nearest(logs))]);
        }
    }

    private static IEnumerable<ImportItem> Log(SourceFile file)
    {
        var original = Original.Read(file);
        var root = original.Parse();
        var index = 0;
        foreach (var sample in root.Items("samples"))
        {
            var run = InspectSample.ToRun(sample, root.Field("eval"), original.Source(index));
            yield return new RunFound(
                run with
                {
                    SecretsMasked = index == 0 ? original.Masked : 0,
                },
                [new Payload($"{file.Name}#{index}", Encoding.UTF8.GetBytes(sample.GetRawText()))]
            );
            index++;
        }
    }

    private static RunFound Alone(SourceFile file, SourceFile? header)
    {
        var original = Original.Read(file);
        var run = InspectSample.ToRun(original.Parse(), EvalOf(header), original.Source());
        return new RunFound(run with { SecretsMasked = original.Masked }, [original.Payload]);
    }

    private static JsonElement? EvalOf(SourceFile? header)
    {
        try
        {
            return header is null ? null : Original.Read(header).Parse().Field("eval");
        }
        catch (JsonException)
        {
            // Reading that file reports it.
            return null;
        }
    }
}
