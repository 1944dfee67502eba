using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats;

/// <summary>Reads the runs of one format out of a tree of files.</summary>
/// <remarks>
/// A format claims the files it reads; the files it leaves are offered to the next one and end as ignored.
/// It may throw <see cref="System.Text.Json.JsonException"/> on bad content: the caller reports it for the lead file.
/// </remarks>
internal abstract class RunFormat
{
    /// <summary>Units of work; each is enumerated under guard, so that one bad file costs only its own runs.</summary>
    public abstract IEnumerable<RunLead> Leads(Catalog catalog);
}

/// <summary>A file that holds runs, and how to read them.</summary>
internal sealed record RunLead(SourceFile File, Func<IEnumerable<ImportItem>> Read);
