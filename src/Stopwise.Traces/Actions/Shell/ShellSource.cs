namespace Stopwise.Traces.Actions.Shell;

/// <summary>A shell text while it is read: what the readers of its substitutions share.</summary>
internal sealed class ShellSource(string text, int depth = 0)
{
    private readonly List<string> _missing = [];
    private int _accepted;

    public string Text { get; } = text;

    /// <summary>Substitutions around the place being read.</summary>
    public int Depth { get; set; } = depth;

    public List<ShellCommand> Commands { get; } = [];

    /// <summary>Commands before the first line that a shell would refuse.</summary>
    public int Understood { get; private set; } = int.MaxValue;

    /// <summary>Here-documents whose lines are still to come, in order.</summary>
    public List<(HereText Here, string Delimiter, bool StripTabs)> Awaited { get; } = [];

    /// <summary>Variables that the text set to literal text.</summary>
    public Dictionary<string, string>? Variables { get; set; }

    /// <summary>Characters that replacing variables may still add; texts that double themselves stay as they are.</summary>
    public int Growth { get; set; } = 65_536;

    /// <summary>True where this closing text was looked for in vain: it is not looked for again.</summary>
    public bool IsMissing(string closing) => _missing.Contains(closing);

    public void NoteMissing(string closing) => _missing.Add(closing);

    /// <summary>A complete line was read.</summary>
    public void Accept() => _accepted = Commands.Count;

    /// <summary>The line being read is one that a shell would refuse.</summary>
    public void Refuse() => Understood = Math.Min(Understood, _accepted);
}
