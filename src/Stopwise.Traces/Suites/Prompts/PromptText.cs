using System.Security.Cryptography;
using System.Text;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>A system prompt under test.</summary>
/// <param name="Template">As written, with <c>{{name}}</c> where values go in; line ends are line feeds.</param>
/// <param name="Text">With the values in.</param>
/// <param name="Source">The file it stands in; null where the suite itself holds it.</param>
/// <param name="Pin">The SHA-256 that the template must have, in lower-case hexadecimal digits; null where any may.</param>
/// <param name="Line">The line of the suite file that names it.</param>
internal sealed record PromptText(string Template, string Text, string? Source, string? Pin, long Line)
{
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Template)));

    /// <summary>True where it is pinned to another text.</summary>
    public bool IsOther => Pin is { } pin && pin != Sha256;
}
