using System.Text.Json.Serialization;

namespace Stopwise.Cli.Sarif;

// The part of SARIF 2.1.0 that a check writes, in the names of the standard; section numbers are those of the OASIS
// document of March 2020. What is null or empty is not written.

/// <summary>3.13: a log file.</summary>
internal sealed record SarifLog([property: JsonPropertyName("$schema")] string Schema, string Version, SarifRun[] Runs);

/// <summary>3.14: one run of a tool.</summary>
internal sealed record SarifRun(SarifTool Tool, SarifInvocation[] Invocations, SarifResult[] Results)
{
    public required Dictionary<string, SarifArtifactLocation> OriginalUriBaseIds { get; init; }

    public required string ColumnKind { get; init; }
}

/// <summary>3.18: the tool.</summary>
internal sealed record SarifTool(SarifToolComponent Driver);

/// <summary>3.19: the program and its rules.</summary>
internal sealed record SarifToolComponent(
    string Name,
    string SemanticVersion,
    SarifReportingDescriptor[] Rules,
    SarifReportingDescriptor[] Notifications
);

/// <summary>3.49: a rule, or a kind of notification.</summary>
internal sealed record SarifReportingDescriptor(
    string Id,
    SarifText ShortDescription,
    SarifText FullDescription,
    SarifText Help,
    SarifConfiguration DefaultConfiguration
)
{
    public Dictionary<string, string[]>? Properties { get; init; }
}

/// <summary>3.50: how a rule is reported unless a user says otherwise.</summary>
internal sealed record SarifConfiguration(string Level);

/// <summary>3.12 and 3.11: a text, with or without a formatted form.</summary>
internal sealed record SarifText(string Text)
{
    public string? Markdown { get; init; }
}

/// <summary>3.20: how the tool ran.</summary>
internal sealed record SarifInvocation(bool ExecutionSuccessful, int ExitCode)
{
    public SarifNotification[]? ToolExecutionNotifications { get; init; }
}

/// <summary>3.58: something about the run of the tool itself.</summary>
internal sealed record SarifNotification(
    SarifText Message,
    string Level,
    SarifDescriptorReference Descriptor,
    SarifLocation[] Locations
);

/// <summary>3.52: a reference to a rule or a kind of notification.</summary>
internal sealed record SarifDescriptorReference(string Id, int Index);

/// <summary>3.27: a violation.</summary>
internal sealed record SarifResult(
    string RuleId,
    int RuleIndex,
    string Kind,
    string Level,
    SarifText Message,
    SarifLocation[] Locations
)
{
    public SarifCodeFlow[]? CodeFlows { get; init; }

    public SarifLocation[]? RelatedLocations { get; init; }

    public required Dictionary<string, string> PartialFingerprints { get; init; }

    public int? OccurrenceCount { get; init; }
}

/// <summary>3.36: how a violation came about.</summary>
internal sealed record SarifCodeFlow(SarifText Message, SarifThreadFlow[] ThreadFlows);

/// <summary>3.37: locations in the order in which they were passed.</summary>
internal sealed record SarifThreadFlow(SarifThreadFlowLocation[] Locations);

/// <summary>3.38: one of them.</summary>
internal sealed record SarifThreadFlowLocation(SarifLocation Location, int ExecutionOrder, string Importance);

/// <summary>3.28: where something is.</summary>
internal sealed record SarifLocation(SarifPhysicalLocation PhysicalLocation)
{
    public int? Id { get; init; }

    public SarifLogicalLocation[]? LogicalLocations { get; init; }

    public SarifText? Message { get; init; }
}

/// <summary>3.29: a place in a file.</summary>
internal sealed record SarifPhysicalLocation(SarifArtifactLocation ArtifactLocation)
{
    public SarifRegion? Region { get; init; }
}

/// <summary>3.4: a file.</summary>
internal sealed record SarifArtifactLocation
{
    public string? Uri { get; init; }

    public string? UriBaseId { get; init; }

    public SarifText? Description { get; init; }
}

/// <summary>3.30: a part of a file.</summary>
internal sealed record SarifRegion(int StartLine);

/// <summary>3.33: a place inside a run.</summary>
internal sealed record SarifLogicalLocation(string Name, string FullyQualifiedName, string Kind);

/// <summary>Writes logs: camel case, nothing that is null, and no character that a page could take for markup.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SarifLog))]
internal sealed partial class SarifJson : JsonSerializerContext;
