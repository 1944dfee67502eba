using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>A simple command of a shell text as the rules compare it: what is run in the end, not the <c>sudo</c> or <c>timeout</c> before it.</summary>
/// <param name="Program">Its name without the folder.</param>
/// <param name="Arguments">The words after it.</param>
/// <param name="Written">Files that its redirections write.</param>
/// <param name="IsFed">A here-document is its input.</param>
internal sealed record RanCommand(
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<string> Written,
    bool IsFed
)
{
    /// <summary>Program and arguments, for a reason.</summary>
    public string Shown => Arguments.Count == 0 ? Program : $"{Program} {string.Join(' ', Arguments)}";

    public static List<RanCommand> Of(string text)
    {
        var commands = ShellParser.Parse(text).Commands;
        var ran = new List<RanCommand>(commands.Count);
        foreach (var command in commands)
        {
            var words = Carriers.Unwrap(command.Words, out _);
            if (words.IsEmpty && command.Redirections.Length == 0)
            {
                continue;
            }

            ran.Add(
                new RanCommand(
                    words.IsEmpty ? "" : ShellPath.NameOf(words[0]),
                    words.IsEmpty ? [] : words[1..].ToArray(),
                    [.. command.Redirections.Where(r => r.Writes && !r.IsDevice).Select(r => r.Target)],
                    command.Input is not null
                )
            );
        }

        return ran;
    }
}
