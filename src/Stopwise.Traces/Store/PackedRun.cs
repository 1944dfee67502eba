using System.Collections.Concurrent;
using System.Security.Cryptography;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Store;

/// <summary>A run on its way into the store. Made and packed on any thread, written by one.</summary>
internal sealed class PackedRun
{
    private readonly byte[] _json;

    public PackedRun(RunFound found)
    {
        Run = found.Run;
        _json = RunJson.Write(Run);
        Originals = [.. found.Originals.Select(p => new Original(p.Name, new Key(p.Hash), p.Content))];
        ContentHash = Fingerprint();
    }

    public Run Run { get; }

    /// <summary>Hash of the run and of its originals; its id, where it was read and how it was judged do not count.</summary>
    public Key ContentHash { get; }

    public IReadOnlyList<Original> Originals { get; }

    public Packed Document { get; private set; }

    /// <summary>An id that tells it from another run of its name, the same that a reader gives to the second of two.</summary>
    public string OwnId()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var original in Originals)
        {
            hash.AppendData(original.Content.Span);
        }

        var own = Originals.Count > 0 ? hash.GetHashAndReset() : ContentHash.Bytes;
        return $"{Run.Id}~{Convert.ToHexStringLower(own)[..8]}";
    }

    public void Pack(ConcurrentDictionary<Key, Packed> blobs, IReadOnlySet<Key> stored)
    {
        Document = Packed.Of(_json);
        foreach (var original in Originals)
        {
            if (!stored.Contains(original.Hash) && !blobs.ContainsKey(original.Hash))
            {
                blobs[original.Hash] = Packed.Of(original.Content.Span);
            }
        }
    }

    private Key Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_json);
        foreach (var original in Originals)
        {
            hash.AppendData(original.Hash.Bytes);
        }

        return new Key(hash.GetHashAndReset());
    }

    internal sealed record Original(string Name, Key Hash, ReadOnlyMemory<byte> Content);
}

/// <summary>A SHA-256 that can be looked up.</summary>
internal readonly struct Key(byte[] bytes) : IEquatable<Key>
{
    public byte[] Bytes { get; } = bytes;

    public bool Equals(Key other) => Bytes.AsSpan().SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is Key other && Equals(other);

    public override int GetHashCode() => BitConverter.ToInt32(Bytes);
}
