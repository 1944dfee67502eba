using System.Text.Json;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>
/// The evaluation reports of a tree. A run's report lies in a folder named after its instance, or beside the run where
/// that is the only run of the folder; without one a summary of all instances may tell.
/// </summary>
internal sealed class SwebenchReports
{
    private readonly Catalog _catalog;
    private readonly ILookup<string, SourceFile> _byName;
    private readonly ILookup<string, SourceFile> _byFolder;
    private readonly ILookup<string, SourceFile> _runs;
    private readonly SwebenchSummaries _summaries;

    /// <param name="catalog">The tree.</param>
    /// <param name="runs">Files that are one run each; null where a file holds several, of which no report beside it is known to be.</param>
    public SwebenchReports(Catalog catalog, FileKind? runs)
    {
        var reports = catalog.Free(FileKind.SwebenchReport).ToList();
        _catalog = catalog;
        _summaries = new SwebenchSummaries(catalog);
        _byName = reports.ToLookup(f => SourceFile.LastName(f.Folder), StringComparer.Ordinal);
        _byFolder = reports.ToLookup(f => f.Folder, StringComparer.Ordinal);
        _runs = (runs is { } kind ? catalog.Free(kind) : []).ToLookup(f => f.Folder, StringComparer.Ordinal);
    }

    /// <summary>The verdict on a run, and the report it stands in; null where there is none.</summary>
    public (Outcome Outcome, Original? Report) Find(SourceFile run, string instance)
    {
        var report = run.Nearest(_byName[instance]);
        report ??= _runs[run.Folder].Count() == 1 ? _byFolder[run.Folder].FirstOrDefault() : null;
        if (report is null)
        {
            return (_summaries.Find(run, instance), null);
        }

        const string Source = "report.json:resolved";
        _catalog.Claim(report);
        var original = Original.Read(report);
        try
        {
            var root = original.Parse();
            var outcome = (root.Flag("resolved") ?? root.Field(instance)?.Flag("resolved")) switch
            {
                true => new Outcome(OutcomeState.Solved, Trusted: true, Source),
                false => new Outcome(OutcomeState.Failed, Trusted: true, Source),
                null => new Outcome(OutcomeState.Unknown, Trusted: false, Source, "the report does not say"),
            };
            return (outcome, original);
        }
        catch (JsonException)
        {
            return (
                new Outcome(OutcomeState.Unknown, Trusted: false, Source, "the report is cut off or broken"),
                original
            );
        }
    }
}
