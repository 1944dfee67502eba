using System.Text;
using System.Text.RegularExpressions;

namespace Stopwise.Governance.Contracts.Predicates;

/// <summary>
/// A pattern with <c>*</c> and <c>?</c>. In fields of files <c>*</c> stays within one folder, <c>**</c> crosses folders, and a
/// pattern without a slash is that of a name in any folder; elsewhere <c>*</c> is any text and case does not matter.
/// </summary>
internal sealed class Glob
{
    /// <summary>The longest pattern, in characters.</summary>
    public const int MostCharacters = 300;

    private readonly Regex? _regex;
    private readonly string? _ending;
    private readonly string _literal;
    private readonly StringComparison _comparison;

    private Glob(string text, bool isFile)
    {
        Text = text;
        _literal = text;
        _comparison = isFile ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (isFile && EndingOf(text) is { } ending)
        {
            _ending = ending;
            return;
        }

        var named = isFile && !text.Contains('/', StringComparison.Ordinal);
        if (named || text.AsSpan().ContainsAny('*', '?'))
        {
            _regex = new Regex(
                $"{(isFile ? "" : "(?i)")}^{(named ? "(?:.*/)?" : "")}{Translated(text, isFile)}\\z",
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline
            );
        }
    }

    public string Text { get; }

    /// <exception cref="ArgumentException">It is empty or too long.</exception>
    public static Glob Parse(RecordField field, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (text.Length > MostCharacters)
        {
            throw new ArgumentException($"A pattern has at most {MostCharacters} characters.");
        }

        return new Glob(text, field is RecordField.File or RecordField.Reads or RecordField.Writes);
    }

    public bool Matches(string value) =>
        _ending is not null
            ? value.EndsWith(_ending, StringComparison.Ordinal)
            : _regex?.IsMatch(value) ?? string.Equals(value, _literal, _comparison);

    /// <summary>Most patterns are <c>*.py</c> or <c>**/*.py</c>, which ask for the end of a path and need no automaton.</summary>
    private static string? EndingOf(string text)
    {
        var ending =
            text.StartsWith("**/*", StringComparison.Ordinal) ? text[4..]
            : text.StartsWith('*') ? text[1..]
            : "";
        return ending.Length > 0 && !ending.AsSpan().ContainsAny('*', '?', '/') ? ending : null;
    }

    private static string Translated(string text, bool isFile)
    {
        var regex = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var twice = text[i] == '*' && i + 1 < text.Length && text[i + 1] == '*';
            if (isFile && twice && i + 2 < text.Length && text[i + 2] == '/')
            {
                regex.Append("(?:.*/)?");
                i += 2;
            }
            else if (text[i] == '*')
            {
                regex.Append(isFile && !twice ? "[^/]*" : ".*");
                i += twice ? 1 : 0;
            }
            else
            {
                regex.Append(text[i] == '?' ? (isFile ? "[^/]" : ".") : Regex.Escape(text[i].ToString()));
            }
        }

        return regex.ToString();
    }
}
