namespace Stopwise.Traces.Transcripts;

/// <summary>The faults that a validator finds, in the order in which it meets them.</summary>
internal sealed class FaultList
{
    private readonly List<TranscriptFault> _faults = [];

    public IReadOnlyList<TranscriptFault> Faults => _faults;

    public void Add(TranscriptRule rule, string path, string message) =>
        _faults.Add(new TranscriptFault(rule, path, message));
}
