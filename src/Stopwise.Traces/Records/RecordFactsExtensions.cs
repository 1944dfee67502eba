using Stopwise.Governance.Records;

namespace Stopwise.Traces.Records;

/// <summary>Asks sets of facts.</summary>
internal static class RecordFactsExtensions
{
    /// <summary>True where at least one of the wanted facts holds.</summary>
    public static bool HasAny(this RecordFacts facts, RecordFacts wanted) => (facts & wanted) != RecordFacts.None;

    /// <summary>The fact where a condition holds, else none.</summary>
    public static RecordFacts If(this RecordFacts fact, bool holds) => holds ? fact : RecordFacts.None;
}
