using System.Numerics;
using System.Runtime.InteropServices;

namespace Stopwise.Traces.Signals;

/// <summary>Hashes of text that are the same in every process: only equality matters.</summary>
internal static class TextHash
{
    public const ulong Seed = 14695981039346656037;

    /// <summary>Adds a text to a hash, eight bytes at a time: results are long.</summary>
    public static ulong Mix(ulong hash, ReadOnlySpan<char> text)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        var bytes = MemoryMarshal.AsBytes(text);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            hash = BitOperations.RotateLeft((hash ^ word) * Prime, 29);
        }

        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
        {
            hash = BitOperations.RotateLeft((hash ^ rest) * Prime, 29);
        }

        return (hash ^ (ulong)text.Length) * Prime;
    }
}
