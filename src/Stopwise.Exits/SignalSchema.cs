using System.Security.Cryptography;
using System.Text;

namespace Stopwise.Exits;

/// <summary>The ordered names of a host's signal columns, with a hash that a policy is tied to.</summary>
public sealed class SignalSchema : IEquatable<SignalSchema>
{
    private readonly string[] _names;

    /// <summary>Fixes the columns of a host.</summary>
    /// <param name="version">Raised when the meaning of a column changes though its name stays.</param>
    /// <param name="names">Column names, unique, in order.</param>
    /// <exception cref="ArgumentException">A name is empty or occurs twice.</exception>
    public SignalSchema(int version, params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = [.. names];
        Version = version;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in _names)
        {
            if (string.IsNullOrWhiteSpace(name) || !seen.Add(name))
            {
                throw new ArgumentException($"Signal name '{name}' is empty or given twice.", nameof(names));
            }
        }

        Hash = HashOf(_names.Length);
    }

    /// <summary>Raised when the meaning of a column changes though its name stays.</summary>
    public int Version { get; }

    /// <summary>Column names in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Number of columns.</summary>
    public int Width => _names.Length;

    /// <summary>16 hexadecimal digits over version and names; a policy refuses a host whose schema does not extend its own.</summary>
    public string Hash { get; }

    /// <summary>The position of a column, or -1.</summary>
    public int IndexOf(string name) => Array.IndexOf(_names, name);

    /// <summary>True where a policy made for the schema of this hash reads the same columns here: it is this schema, or its beginning before columns were added.</summary>
    public bool Extends(string hash)
    {
        for (var width = Width; width > 0; width--)
        {
            if (HashOf(width) == hash)
            {
                return true;
            }
        }

        return false;
    }

    private string HashOf(int width)
    {
        var text = $"{Version}\n{string.Join('\n', _names, 0, width)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    /// <inheritdoc/>
    public bool Equals(SignalSchema? other) => other is not null && other.Hash == Hash;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SignalSchema);

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);
}
