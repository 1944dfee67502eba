using System.Security.Cryptography;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>What became of one piece of what the user pointed at: every file ends in exactly one kind of item.</summary>
public abstract record ImportItem;

/// <summary>A run was read.</summary>
/// <param name="Run">The run, secrets masked.</param>
/// <param name="Originals">The source's own bytes that the run was read from, secrets masked.</param>
public sealed record RunFound(Run Run, IReadOnlyList<Payload> Originals) : ImportItem;

/// <summary>A file of a known format could not be read; the others go on.</summary>
/// <param name="Path">The file; for a member of an archive <c>archive.tar.gz!/member</c>.</param>
/// <param name="Line">Line from 1, where the format has lines.</param>
/// <param name="Reason">What is wrong and what the user can do.</param>
public sealed record FileFailed(string Path, int? Line, string Reason) : ImportItem;

/// <summary>A file holds no run and belongs to none: counted, never silently dropped.</summary>
/// <param name="Path">The file; for a member of an archive <c>archive.tar.gz!/member</c>.</param>
/// <param name="Reason">Why it was left aside.</param>
public sealed record FileIgnored(string Path, string Reason) : ImportItem;

/// <summary>Bytes of a source file.</summary>
/// <param name="Name">The file's path relative to what the user pointed at.</param>
/// <param name="Content">UTF-8 text, secrets masked.</param>
public sealed record Payload(string Name, ReadOnlyMemory<byte> Content)
{
    private byte[]? _hash;

    /// <summary>SHA-256 of the content: the reader and the store both go by it.</summary>
    internal byte[] Hash => _hash ??= SHA256.HashData(Content.Span);

    /// <inheritdoc/>
    public bool Equals(Payload? other) => other is not null && Name == other.Name && Content.Equals(other.Content);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Content);
}
