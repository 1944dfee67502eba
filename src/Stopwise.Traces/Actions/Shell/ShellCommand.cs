namespace Stopwise.Traces.Actions.Shell;

/// <summary>One simple command of a shell text: its words, where its output goes, and what is fed to it.</summary>
internal sealed class ShellCommand
{
    /// <summary>The words after quote removal, without assignments before them; empty for a bare redirection.</summary>
    public required string[] Words { get; init; }

    public Redirection[] Redirections { get; init; } = [];

    /// <summary>The here-document or here-string fed to it; null where there is none.</summary>
    public HereText? Input { get; init; }

    /// <summary>The command whose output it reads; null where it is the first of its pipeline.</summary>
    public ShellCommand? PipedFrom { get; init; }

    /// <summary>
    /// The directory that the text has changed to before it, relative to where the text starts unless absolute; empty
    /// where it has not.
    /// </summary>
    public string Directory { get; init; } = "";

    /// <summary>Left running behind the following commands (<c>&amp;</c>).</summary>
    public bool Background { get; set; }
}

/// <summary>A redirection to or from a file; copies of descriptors (<c>2>&amp;1</c>) are not listed.</summary>
/// <param name="Target">The file as written, quotes removed.</param>
/// <param name="Writes">True for output, false for input.</param>
/// <param name="ErrorsOnly">It takes standard error and leaves standard output.</param>
/// <param name="WithErrors">It takes standard error too, so that it keeps a log rather than makes a file.</param>
internal readonly record struct Redirection(string Target, bool Writes, bool ErrorsOnly, bool WithErrors)
{
    /// <summary>True where it names a device or a descriptor and no file.</summary>
    public bool IsDevice => Target.StartsWith("/dev/", StringComparison.Ordinal) || Target is "" or "-";
}

/// <summary>Text that a shell text feeds to a command; a here-document is filled in when its lines are reached.</summary>
internal sealed class HereText
{
    public ReadOnlyMemory<char> Text { get; set; }
}

/// <summary>The simple commands of a shell text, in order, those of substitutions before the command they serve.</summary>
/// <param name="Commands">All of them, whatever brackets, loops and conditions they stand in.</param>
/// <param name="Understood">
/// How many of the first commands a shell would get to run: it refuses the line on which quotes or brackets do not
/// close, and what follows.
/// </param>
internal readonly record struct ShellText(IReadOnlyList<ShellCommand> Commands, int Understood);
