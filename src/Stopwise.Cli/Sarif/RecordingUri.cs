namespace Stopwise.Cli.Sarif;

/// <summary>The address of a recording: relative to the working directory where it lies below, so that reports travel between machines.</summary>
internal static class RecordingUri
{
    /// <summary>What relative addresses are relative to.</summary>
    public const string BaseId = "SRCROOT";

    public static SarifArtifactLocation Of(string path, string workingDirectory)
    {
        var whole = Path.GetFullPath(path, workingDirectory);
        var relative = Path.GetRelativePath(workingDirectory, whole);
        var parts = relative.Split(Path.DirectorySeparatorChar);
        return parts[0] == ".." || Path.IsPathRooted(relative)
            ? new SarifArtifactLocation { Uri = new Uri(whole).AbsoluteUri }
            : new SarifArtifactLocation
            {
                Uri = string.Join('/', parts.Select(Uri.EscapeDataString)),
                UriBaseId = BaseId,
            };
    }
}
