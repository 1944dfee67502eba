using Stopwise.Governance.Records;

namespace Stopwise.Traces.Records;

/// <summary>What is found out about one action while it is read.</summary>
internal sealed class ActionSheet
{
    private const int MostHosts = 32;
    private const int MostPrograms = 32;

    public RecordFacts Facts { get; set; }

    /// <summary>Hosts that it contacts.</summary>
    public List<string> Hosts { get; } = [];

    /// <summary>Programs that a shell runs for it.</summary>
    public List<string> Programs { get; } = [];

    /// <summary>What it brings back, others can have written: a page, a mail, a download.</summary>
    public bool IsForeign { get; set; }

    /// <summary>What it brings back was remembered from before the run.</summary>
    public bool IsMemory { get; set; }

    public void AddHost(string host)
    {
        Facts |= RecordFacts.Network;
        IsForeign = true;
        if (Hosts.Count < MostHosts && !Hosts.Contains(host))
        {
            Hosts.Add(host);
        }
    }

    public void AddProgram(string program)
    {
        if (Programs.Count < MostPrograms && !Programs.Contains(program))
        {
            Programs.Add(program);
        }
    }
}
