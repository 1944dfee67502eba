using System.Text.Json;
using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats;

/// <summary>Files of failure labels hold no runs: those that are broken are reported, the others wait for their runs.</summary>
internal sealed class FailureLabelFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog) =>
        catalog.Free(FileKind.FailureLabels).Select(file => new RunLead(file, () => Check(file, catalog)));

    private static IEnumerable<ImportItem> Check(SourceFile file, Catalog catalog)
    {
        try
        {
            Original.Read(file).Parse();
            return [];
        }
        catch (JsonException e)
        {
            catalog.Claim(file);
            return
            [
                new FileFailed(
                    file.Display,
                    (int?)e.LineNumber + 1,
                    "The JSON is cut off or broken here; its failure labels were left out."
                ),
            ];
        }
    }
}
